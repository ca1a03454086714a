import type { ColumnFacts } from '../../schemas/column-facts.ts';
import type { QualityReport, RuleResult, Severity } from '../../schemas/quality.ts';
import { escapeHtml as escape, htmlPage } from './html.ts';
import { counted } from './markdown.ts';
import { fatesOf, notCheckedIn, severities as words } from './quality.ts';
import { similarPart } from './similar.ts';

/** The quality document as one file of HTML, with charts and without anything from elsewhere. It opens on a phone. */
export function qualityPage(report: QualityReport, facts: readonly ColumnFacts[]): string {
  const found = report.rules.filter(({ rows }) => rows > 0).toSorted((a, b) => b.rows - a.rows);
  const checked = report.rules.filter(({ notChecked }) => notChecked === null).length;
  return htmlPage(
    { title: `Data quality of ${report.customer}`, style },
    `<p>${counted(checked, 'rule was', 'rules were')} checked; ${found.length} found something. As of ${escape(report.takenAt)}.</p>
${part('What the rules found', withLegend(ruleBars(found)))}
${part('What can be loaded', objectBars(report))}
${part('How full the columns are', fillStrips(facts))}
${found.map(ruleSection).join('\n')}
${part('Similar duplicates', similarPart(report))}
${part('Not checked', notChecked(report))}`,
  );
}

const style = `body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1rem;color:#1b1b1b}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}h3{font-size:1rem;margin:1.5rem 0 0}svg{display:block;width:100%;height:auto}
div.wide{overflow-x:auto}table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}b.blocks{color:#a4211a}b.warns{color:#8a5a00}b.fixed{color:#1d6b3a}`;

const colours: Record<Severity, string> = { blocks: '#c0392b', warns: '#d99a2b', fixed: '#3a9d5d' };

/** A part with a heading; nothing if it is empty. */
const part = (heading: string, body: string): string => (body === '' ? '' : `<h2>${escape(heading)}</h2>\n${body}`);

/** Height of a line of a drawing, width of its bars, and the most that a character of its texts is wide. */
const [lineHeight, barWidth, charWidth] = [24, 220, 8.5];

/** Room for the longest of some texts, with a gap. */
const roomFor = (texts: string[]): number => Math.ceil(Math.max(...texts.map((text) => text.length)) * charWidth) + 12;

/** Lines one below the other, with letters of one size in all drawings. */
const drawing = (width: number, lines: string[], about: string): string =>
  `<svg style="max-width:${(width / 10).toFixed(1)}rem" viewBox="0 0 ${width} ${lines.length * lineHeight}" ${about}>${lines.join('\n')}</svg>`;

interface Bar {
  name: string;
  /** What is written behind it. */
  label: string;
  /** Parts of the bar, 0–1, with their colours, and what they are in words. */
  parts: { share: number; colour: string; title: string }[];
}

/** Bars one below the other, with names and figures as texts, so that a reader hears them too. */
function barChart(title: string, bars: Bar[]): string {
  if (bars.length === 0) return '';
  const left = roomFor(bars.map(({ name }) => name));
  const width = left + barWidth + roomFor(bars.map(({ label }) => label));
  const drawn = bars.map(({ name, label, parts }, place) => {
    const top = place * lineHeight;
    let from = left;
    const boxes = parts.map(({ share, colour, title: what }) => {
      const box = `<rect x="${from.toFixed(1)}" y="${top + 4}" width="${(share * barWidth).toFixed(1)}" height="16" fill="${colour}" stroke="#fff"><title>${escape(what)}</title></rect>`;
      from += share * barWidth;
      return box;
    });
    const text = (x: number, anchor: string, content: string) =>
      `<text x="${x.toFixed(1)}" y="${top + 17}" font-size="13" text-anchor="${anchor}">${escape(content)}</text>`;
    return `${text(left - 8, 'end', name)}${boxes.join('')}${text(from + 6, 'start', label)}`;
  });
  return drawing(width, drawn, `role="group" aria-label="${escape(title)}"`);
}

const names: Record<Severity, string> = { blocks: 'Red', warns: 'Yellow', fixed: 'Green' };

function withLegend(chart: string): string {
  if (chart === '') return '';
  const entries = (Object.keys(words) as Severity[]).map(
    (severity) => `<b class="${severity}">${names[severity]}</b>: ${words[severity]}.`,
  );
  return `<p>Records by rule. ${entries.join(' ')} The scale is logarithmic; the parts of a bar are shares of its records.</p>\n${chart}`;
}

function ruleBars(found: RuleResult[]): string {
  // From one record to the most frequent rule on a logarithmic scale, so that a few records are seen too.
  const most = Math.log10(Math.max(1, ...found.map(({ rows }) => rows)) + 1);
  return barChart(
    'Records that each rule found',
    found.map((rule) => ({
      name: rule.id,
      label: rule.rows.toLocaleString('en'),
      // The length is that of all its records; its parts are their shares.
      parts: fatesOf(rule).map(({ rows, severity }) => ({
        share: ((Math.log10(rule.rows + 1) / most) * rows) / rule.rows,
        colour: colours[severity],
        title: `${rule.id}: ${rows.toLocaleString('en')} ${words[severity]}`,
      })),
    })),
  );
}

const objectBars = ({ objects }: QualityReport): string =>
  barChart(
    'Records of each object that can be loaded',
    objects
      .filter(({ rows }) => rows > 0)
      .map(({ object, rows, blocked, dependants }) => ({
        name: object,
        label: `${(rows - blocked - dependants).toLocaleString('en')} of ${rows.toLocaleString('en')}`,
        parts: [
          { share: (rows - blocked - dependants) / rows, colour: colours.fixed, title: `${object}: can be loaded` },
          { share: (blocked + dependants) / rows, colour: colours.blocks, title: `${object}: kept out` },
        ],
      })),
  );

const stripWidth = 315;

/** A strip for each object, with a box for each column: the darker, the fuller. */
function fillStrips(facts: readonly ColumnFacts[]): string {
  const objects = [...new Set(facts.map(({ object }) => object))];
  if (objects.length === 0) return '';
  const left = roomFor(objects);
  const strips = objects.map((object, place) => {
    const own = facts.filter((one) => one.object === object && one.within === null);
    const size = stripWidth / own.length;
    const boxes = own.map(({ column, rows, filled, semantic }, at) => {
      const share = rows === 0 ? 0 : filled / rows;
      const title = `${column}: ${Math.round(share * 100)} % filled, ${semantic.replaceAll('_', ' ')}`;
      return `<rect x="${(left + at * size).toFixed(1)}" y="${place * lineHeight + 2}" width="${(size - 1).toFixed(1)}" height="20" fill="#1f5fa8" fill-opacity="${(0.08 + 0.92 * share).toFixed(2)}"><title>${escape(title)}</title></rect>`;
    });
    return `<text x="${left - 8}" y="${place * lineHeight + 17}" font-size="13" text-anchor="end">${object}</text>${boxes.join('')}`;
  });
  return drawing(left + stripWidth, strips, 'role="img" aria-label="Share of filled rows of each column"');
}

function ruleSection(rule: RuleResult): string {
  const { id, sentence, treatment, findings, adds, unread } = rule;
  const fates = fatesOf(rule).map(
    ({ rows, severity }, place) =>
      `${counted(rows, place === 0 ? 'record' : 'other')}, <b class="${severity}">${words[severity]}</b>`,
  );
  const effect = adds.map(({ object, rows: more }) => `${more.toLocaleString('en')} of ${object}`).join(', ');
  const lines = findings.map(
    ({ object, field, detail, rows: count, samples }) =>
      `<tr><td>${object}</td><td>${escape(field ?? 'the record')}</td><td>${escape(detail ?? '')}</td><td class="n">${count.toLocaleString('en')}</td><td>${escape(samples.join(', '))}</td></tr>`,
  );
  return `<h2>${id}: ${fates.join('; ')}</h2>
<p>${escape(sentence)} ${escape(treatment)}${effect === '' ? '' : ` Correcting this alone adds ${escape(effect)}.`}${unread ? ` Checked in part: ${escape(unread)}` : ''}</p>
<div class="wide"><table><tr><th>Object</th><th>Field</th><th>Case</th><th class="n">Records</th><th>For example</th></tr>
${lines.join('\n')}</table></div>`;
}

function notChecked(report: QualityReport): string {
  const items = notCheckedIn(report).map((one) => `<li>${escape(one)}</li>`);
  return items.length === 0 ? '' : `<ul>${items.join('')}</ul>`;
}
