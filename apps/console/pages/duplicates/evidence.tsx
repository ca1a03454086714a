import { weightText } from '../../../../domain/documents/duplicate-words.ts';
import type { DuplicatePair } from '../../../../schemas/duplicates.ts';

/** Weights beyond it have the same bar. */
const longest = 12;
const width = 120;

/** What speaks for and against a pair: each comparison in words, with its weight as a bar. */
export function PairEvidence({ pair: { first, second, score, tier, evidence, guards } }: { pair: DuplicatePair }) {
  const title = `${first} and ${second}`;
  return (
    <section class="card" aria-label={title}>
      <h3>
        {title}: {tier}, {Math.floor(score * 100)} %
      </h3>
      <div class="scroll" role="region" aria-label={`Evidence of ${title}`} tabindex={0}>
        <table class="stack" role="table">
          <thead role="rowgroup">
            <tr role="row">
              {['Compared', 'Agrees', 'Against · for', 'Weight'].map((head) => (
                <th scope="col" role="columnheader">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {evidence.map(({ field, level, weight }) => (
              <tr role="row">
                <th scope="row" role="rowheader">
                  {field.replaceAll('_', ' ')}
                </th>
                <td role="cell" data-label="Agrees">
                  {level}
                </td>
                <td role="cell" data-label="Against · for">
                  <Bar weight={weight} />
                </td>
                <td role="cell" data-label="Weight">
                  {weightText(weight)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {guards.length > 0 && (
        <>
          <p>Why it is not surer:</p>
          <ul>
            {guards.map((guard) => (
              <li>{guard}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** Right of the middle speaks for one record, left of it against. */
function Bar({ weight }: { weight: number }) {
  const middle = width / 2;
  const size = (Math.min(Math.abs(weight), longest) / longest) * middle;
  return (
    <svg class="weight" width={width} height={14} viewBox={`0 0 ${width} 14`} aria-hidden="true">
      <rect
        class={weight < 0 ? 'against' : 'for'}
        x={weight < 0 ? middle - size : middle}
        y={2}
        width={size}
        height={10}
      />
      <line x1={middle} y1={0} x2={middle} y2={14} />
    </svg>
  );
}
