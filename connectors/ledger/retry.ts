import type { ExceptionChoice } from '../../schemas/exceptions.ts';
import type { Module, Pass } from '../../schemas/terms.ts';
import { ConnectorError } from '../error.ts';
import type { Ledger } from './database.ts';
import { chooseRetried } from './exceptions.ts';
import type { Run } from './runs.ts';
import { createSlices } from './slices.ts';

/**
 * The slices that have chosen records, with the range that is booked and how many of its rejections are left. A record that
 * the base pass rejected is in the slices of both passes, but only one pass counted it.
 */
const affectedSlices = `
  select s.module, s.pass, s.slice, s.first_no as first, s.booked_to as last, s.rejected - (count(*) filter (where
      case s.pass when 'base' then r.kind = 'rejected' else r.kind <> 'rejected' or r.no > coalesce(b.last_no, 0) end))::int
      as rejected
  from slice s
  join reopened r on r.module = s.module::text and r.no between s.first_no and s.booked_to
    and (s.pass = 'custom' or r.kind = 'rejected')
  left join lateral (
    select max(last_no) as last_no from slice where run = $1 and module = s.module and pass = 'base'
  ) b on true
  where s.run = $1 and s.pass in ('base', 'custom')
  group by s.module, s.pass, s.slice, s.first_no, s.booked_to, s.rejected`;

/** The breaker does not count the chosen records again. */
const expectRejections = `
  update phase p set rejected_before = rejected_before || counted.passes from (
    select c.module, jsonb_object_agg(c.pass, greatest(c.count, coalesce((p.rejected_before ->> c.pass)::int, 0))) as passes
    from (
      select module, pass, count(*)::int as count
      from reopened cross join (values ('base'), ('custom')) as one(pass) group by 1, 2
    ) c join phase p on p.run = $1 and p.module::text = c.module group by 1
  ) counted where p.run = $1 and p.module::text = counted.module`;

/**
 * Makes the chosen records that Zoho did not take pending again, so that their run sends them once more and nothing else of what
 * it has settled. The run is open again. Decisions stay: a retry must not undo what approvers decided.
 *
 * @throws ConnectorError `fenced` if the run was closed by a rollback
 */
export async function reopenRecords(ledger: Ledger, run: Run, choice: ExceptionChoice): Promise<void> {
  await ledger.transaction(async (client) => {
    const { rowCount: isLive } = await client.query(
      `update run set state = 'open' where id = $1 and state in ('open', 'loaded')`,
      [run.id],
    );
    if (!isLive)
      throw new ConnectorError(
        'fenced',
        `The load ${run.environment} ${run.run} was rolled back. Nothing was changed.`,
      );
    await client.query('select from slice where run = $1 order by module, pass, slice for update', [run.id]);
    await chooseRetried(client, run, choice);
    const { rows } = await client.query<Affected>(affectedSlices, [run.id]);
    await client.query(
      `update outcome o set custom_reason = null from reopened r
       where o.run = $1 and o.no = r.no and r.kind <> 'rejected'`,
      [run.id],
    );
    await client.query(
      `delete from outcome o using reopened r where o.run = $1 and o.no = r.no and r.kind = 'rejected'`,
      [run.id],
    );
    for (const { module, pass, slice, first, last, rejected } of rows) {
      await client.query(
        `update slice set first_no = $5 + 1, rejected = 0
         where run = $1 and module = $2 and pass = $3 and slice = $4`,
        [run.id, module, pass, slice, last],
      );
      // The rejections that are left are in the new range.
      await createSlices(client, run, module, pass, [{ first, last }], { again: true, rejected });
    }
    await client.query(expectRejections, [run.id]);
  });
}

interface Affected {
  module: Module;
  pass: Pass;
  slice: number;
  first: number;
  last: number;
  /** Rejections of the slice that are not undone. */
  rejected: number;
}
