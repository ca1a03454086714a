import type { Child } from 'hono/jsx';

export interface Column {
  head: string;
  /** Numbers stand at the right. */
  isNumber?: boolean;
}

/** A table that can be scrolled sideways by itself, so that the page never has to. */
export function Table({ caption, columns, rows }: { caption: string; columns: Column[]; rows: Child[][] }) {
  return (
    <div class="scroll" role="region" aria-label={caption} tabindex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ head, isNumber }) => (
              <th scope="col" class={isNumber ? 'number' : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells) => (
            <tr>
              {cells.map((cell, at) => (
                <td class={columns[at]?.isNumber ? 'number' : undefined}>
                  {typeof cell === 'number' ? cell.toLocaleString('en') : cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A name and its value, one pair a line. */
export function Facts({ facts }: { facts: [name: string, value: Child][] }) {
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A state in words and colour. */
export function Tag({ kind, children }: { kind: 'good' | 'bad' | 'waiting' | 'neutral'; children: Child }) {
  return <span class={`tag ${kind}`}>{children}</span>;
}

/** `26 Nov 2026, 20:05 UTC`, for programs too. */
export function Time({ at }: { at: Date | string }) {
  const date = new Date(at);
  const text = date.toLocaleString('en-GB', {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
  return <time datetime={date.toISOString()}>{text} UTC</time>;
}
