import type { Problem } from '../../../../domain/problem.ts';
import { changeText, type Hunk } from '../../../../domain/mapping-text/difference.ts';
import type { ColumnSample } from '../../../../schemas/mapping-basis.ts';
import type { FieldRule } from '../../../../schemas/mapping.ts';
import { engagementPath } from '../../context.ts';
import { Table } from '../../view/table.tsx';

/** The lines that differ, as in a tool for developers, but with words for those who can't see the colours. */
export function Difference({ caption, hunks }: { caption: string; hunks: Hunk[] }) {
  return (
    <section class="card" aria-label={caption}>
      <h2>{caption}</h2>
      <p>{changeText(hunks)}</p>
      {hunks.map(({ line, lines }) => (
        <pre class="difference" tabindex={0} aria-label={`From line ${line}`}>
          {lines.map((text) => (
            <DifferenceLine text={text} />
          ))}
        </pre>
      ))}
    </section>
  );
}

function DifferenceLine({ text }: { text: string }) {
  if (text.startsWith('-')) return <del>{`${text}\n`}</del>;
  return text.startsWith('+') ? <ins>{`${text}\n`}</ins> : <span>{`${text}\n`}</span>;
}

/** The text of the mapping in an editor. */
export function TextForm({ slug, base, text }: { slug: string; base: number; text: string }) {
  return (
    <form method="post" action={engagementPath(slug, 'mapping')} enctype="multipart/form-data">
      <input type="hidden" name="base" value={String(base)} />
      <p>
        <label for="text">mapping.yml</label>
        <textarea id="text" name="text" class="code" rows={30} spellcheck={false} required>
          {text}
        </textarea>
      </p>
      <button>Check it and show what changes</button>
    </form>
  );
}

export function Problems({ caption, problems }: { caption: string; problems: Omit<Problem, 'severity'>[] }) {
  if (problems.length === 0) return null;
  return (
    <Table
      caption={caption}
      columns={[{ head: 'Where' }, { head: 'What' }, { head: 'Fix' }]}
      rows={problems.map(({ path, message, fix }) => [<code>{path}</code>, message, fix])}
    />
  );
}

export const fromOf = ({ from = [], join, constant }: FieldRule): string =>
  constant === undefined ? [from].flat().join(join === undefined ? ', else ' : ' + ') : `always ${constant}`;

/** The transforms of a value in their order, and what happens to a value that can't be used. */
export const howOf = ({ transforms, map, lookup, owner, length, cut, required }: FieldRule): string =>
  [
    ...transforms.map((name) => name.replaceAll('_', ' ')),
    ...(map === undefined ? [] : [`value map ${map}`]),
    ...(lookup === undefined ? [] : [`record of ${lookup}`]),
    ...(owner ? ['owner map'] : []),
    ...(length === undefined ? [] : [`at most ${length} characters${cut ? ', a longer text is cut' : ''}`]),
    ...(required ? ['required'] : []),
  ].join(', ') || 'unchanged';

/** `85 % of 1,000 rows`. */
export function fillText(sample: ColumnSample | undefined): string {
  if (!sample || sample.rows === 0) return '';
  const percent = (100 * sample.filled) / sample.rows;
  const shown = percent > 0 && percent < 1 ? 'under 1' : String(Math.floor(percent));
  return `${shown} % of ${sample.rows.toLocaleString('en')} rows`;
}
