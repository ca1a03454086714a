import type { NumberRange } from '../../domain/cut-range.ts';
import type { Module, Pass } from '../../schemas/terms.ts';
import type { Queryable } from './database.ts';
import type { Run } from './runs.ts';

/**
 * Adds slices to a pass of a run's module, numbered after those that it has. With `again`, only their records without an outcome
 * are sent, and `rejected` of each are rejected already.
 */
export async function createSlices(
  client: Queryable,
  run: Pick<Run, 'id'>,
  module: Module,
  pass: Pass | 'verify' | 'rollback',
  ranges: NumberRange[],
  { again = false, rejected = 0 } = {},
): Promise<void> {
  await client.query(
    `insert into slice (run, module, pass, slice, first_no, last_no, booked_to, claimed_to, again, rejected)
     select $1, $2::zoho_module, $3::slice_pass, coalesce(
         (select max(slice) from slice where run = $1 and module = $2::zoho_module and pass = $3::slice_pass), 0) + place,
       first, last, first - 1, first - 1, $6, $7
     from unnest($4::int[], $5::int[]) with ordinality as t(first, last, place)`,
    [run.id, module, pass, ranges.map((one) => one.first), ranges.map((one) => one.last), again, rejected],
  );
}
