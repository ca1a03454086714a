import { Tag } from './table.tsx';

/** A field with its value in each of the records that stand side by side. */
export interface ComparedRow {
  name: string;
  values: string[];
}

/** Records side by side: first the fields in which they differ. */
export function SideBySide({
  caption,
  field,
  heads,
  rows,
}: {
  caption: string;
  /** What the first column names. */
  field: string;
  /** Names the records. */
  heads: string[];
  rows: ComparedRow[];
}) {
  const compared = rows.map((row) => ({ ...row, differs: new Set(row.values).size > 1 }));
  return (
    <div class="scroll" role="region" aria-label={caption} tabindex={0}>
      <table class="stack" role="table">
        <thead role="rowgroup">
          <tr role="row">
            {[field, ...heads, 'Agrees'].map((head) => (
              <th scope="col" role="columnheader">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {[...compared.filter(({ differs }) => differs), ...compared.filter(({ differs }) => !differs)].map(
            ({ name, values, differs }) => (
              <tr role="row">
                <th scope="row" role="rowheader">
                  {name}
                </th>
                {values.map((value, at) => (
                  <td role="cell" data-label={heads[at]}>
                    {value}
                  </td>
                ))}
                <td role="cell" data-label="Agrees">
                  {differs ? <Tag kind="waiting">differs</Tag> : 'the same'}
                </td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}
