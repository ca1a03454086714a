import { MappingBasis, type ColumnSample } from '../../schemas/mapping-basis.ts';
import type { Ledger } from './database.ts';

/** Keeps what the mapping is checked against, so that it can be checked without the source and Zoho. */
export const storeMappingBasis = (ledger: Ledger, engagement: string, basis: MappingBasis): Promise<unknown> =>
  ledger.query(
    `insert into mapping_basis (engagement, body) values ($1, $2)
     on conflict (engagement) do update set body = excluded.body, described_at = now()`,
    [engagement, JSON.stringify(MappingBasis.parse(basis))],
  );

/** What the last mapping step saw; null before the first one. */
export async function readMappingBasis(
  ledger: Ledger,
  engagement: string,
): Promise<{ basis: MappingBasis; describedAt: Date } | null> {
  const [row] = await ledger.query<{ body: unknown; describedAt: Date }>(
    'select body, described_at as "describedAt" from mapping_basis where engagement = $1',
    [engagement],
  );
  return row ? { basis: MappingBasis.parse(row.body), describedAt: row.describedAt } : null;
}

/** Replaces the samples of an engagement. They have values, without network identifiers. */
export const storeColumnSamples = (ledger: Ledger, engagement: string, samples: ColumnSample[]): Promise<void> =>
  ledger.transaction(async (client) => {
    await client.query('delete from column_sample where engagement = $1', [engagement]);
    await client.query(
      `insert into column_sample (engagement, object, field, rows, filled, samples)
       select $1, object, field, rows, filled, samples
       from jsonb_to_recordset($2) as one(object text, field text, rows int, filled int, samples jsonb)`,
      [engagement, JSON.stringify(samples)],
    );
  });

/** Samples of the newest extraction. `withValues`: only approvers may see them. */
export const listColumnSamples = (
  ledger: Ledger,
  engagement: string,
  { withValues }: { withValues: boolean },
): Promise<ColumnSample[]> =>
  ledger.query<ColumnSample & Record<string, unknown>>(
    `select object, field, rows, filled, case when $2 then samples else '[]'::jsonb end as samples
     from column_sample where engagement = $1`,
    [engagement, withValues],
  );
