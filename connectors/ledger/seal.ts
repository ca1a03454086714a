import type pg from 'pg';
import { cutRange, type NumberRange } from '../../domain/cut-range.ts';
import type { LoadedObject, Module, Pass } from '../../schemas/terms.ts';
import type { Routed, Run } from './runs.ts';
import { createSlices } from './slices.ts';

/** Number of rows of a transformation. */
export interface FillCounts {
  queued: number;
  decided: number;
}

/**
 * The queued rows with something to write, numbered in the order of the passes: first what only the base pass writes,
 * then what both write, then what only the custom pass writes. So each pass has one range of consecutive numbers.
 */
const choose = `
  insert into chosen
  select seq, module, object, base_changed, custom_changed, row_number() over (
    partition by module order by case when base_changed then custom_changed::int else 2 end, seq)
  from (
    select t.seq, t.module, t.object,
      r.zoho_id is null or r.same_as is not null or r.module <> t.module
        or b.base::text is distinct from t.base::text as base_changed,
      t.custom is not null and (r.zoho_id is null or c.custom::text is distinct from t.custom::text) as custom_changed
    from transformed t
    left join record r on r.env = $1 and r.key = t.key
    left join record_value b on b.env = $1 and b.no = r.base_no
    left join record_value c on c.env = $1 and c.no = r.custom_no
    where t.kind = 'queued'
  ) compared where base_changed or custom_changed`;

interface Group {
  module: Module;
  object: LoadedObject;
  base: boolean | null;
  custom: boolean | null;
  rows: number;
}

/** Rows by module and object. `base` and `custom` are null for the rows that are in Zoho as they are wanted. */
const countGroups = `
  select t.module, t.object, c.base_changed as base, c.custom_changed as custom, count(*)::int as rows
  from transformed t left join chosen c using (seq) where t.kind = 'queued' group by 1, 2, 3, 4`;

const storeValues = `
  insert into record_value (env, no, module, object, key, base, custom, refs)
  select $1, start.no + c.place, t.module, t.object, t.key, t.base, t.custom, t.refs
  from chosen c join transformed t using (seq)
  join unnest($2::zoho_module[], $3::int[]) as start(module, no) on start.module = t.module`;

const storeDecided = `
  insert into decided (run, key, module, object, outcome, survivor, reason)
  select $1, key, module, object, outcome, survivor, reason from transformed where kind = 'decided'
  on conflict do nothing`;

const storeMerged = `
  insert into record (env, key, module, origin, same_as)
  select $1, key, module, 'ours', survivor from transformed where kind = 'decided' and survivor is not null
  on conflict (env, key) do update set same_as = excluded.same_as`;

/** A survivor that is merged itself is replaced by its own survivor. */
const flattenMerged = `
  update record r set same_as = s.same_as from transformed t, record s
  where t.kind = 'decided' and t.survivor is not null and r.env = $1 and r.key = t.key
    and s.env = $1 and s.key = r.same_as and s.same_as is not null and s.same_as <> r.key`;

/** Merges of merges of merges: more are not expected, and a circle must end. */
const maxMergeDepth = 10;

/** The numbers of one module's rows in `record_value`. */
interface ModuleRange {
  module: Module;
  /** The number before the first. */
  start: number;
  passes: Record<Pass, NumberRange>;
  end: number;
}

/**
 * Stores what one attempt has transformed, and opens the phases: values, outcomes that the transformation decided,
 * merged keys, slices, and the number of rows that are in Zoho already as they are wanted. It is one transaction, so a
 * repetition after a crash finds either nothing or everything. If another attempt has sealed the queue, nothing changes.
 */
export async function sealQueue(
  client: pg.ClientBase,
  run: Run,
  modules: Module[],
  routed: Routed[],
): Promise<FillCounts> {
  await client.query('analyze transformed');
  await client.query('begin');
  await client.query(`set local work_mem = '64MB'`);
  const { rows: environments } = await client.query<{ last_no: number }>(
    'select last_no from environment where id = $1 for update',
    [run.env],
  );
  const { rowCount: sealedBefore } = await client.query('select from phase where run = $1', [run.id]);
  if (sealedBefore === 0) {
    await client.query(`create temporary table chosen (seq int, module zoho_module, object source_object,
      base_changed boolean, custom_changed boolean, place int) on commit drop`);
    await client.query(choose, [run.env]);
    const { rows: groups } = await client.query<Group>(countGroups);
    const lastNo = environments[0]?.last_no ?? 0;
    const ranges = rangesOf(modules, groups, lastNo);
    await client.query(storeValues, [run.env, ranges.map((one) => one.module), ranges.map((one) => one.start)]);
    await client.query(storeDecided, [run.id]);
    await client.query(storeMerged, [run.env]);
    for (let depth = 1; depth < maxMergeDepth; depth += 1) {
      if ((await client.query(flattenMerged, [run.env])).rowCount === 0) break;
    }
    await client.query(
      `insert into remark (run, key, field, rule) select $1, key, field, rule from transformed where kind = 'remark'`,
      [run.id],
    );
    await openPhases(client, run, groups, ranges);
    await client.query('update environment set last_no = $2 where id = $1', [run.env, ranges.at(-1)?.end ?? lastNo]);
    await client.query('update run set routed = $2 where id = $1', [run.id, JSON.stringify(routed)]);
  }
  const { rows: counts } = await client.query<FillCounts>(
    `select count(*) filter (where kind = 'queued')::int as queued,
       count(*) filter (where kind = 'decided')::int as decided from transformed`,
  );
  await client.query('commit');
  return counts[0] ?? { queued: 0, decided: 0 };
}

function rangesOf(modules: Module[], groups: Group[], lastNo: number): ModuleRange[] {
  let start = lastNo;
  return modules.map((module) => {
    const count = (base: boolean, custom: boolean) =>
      groups
        .filter((one) => one.module === module && one.base === base && one.custom === custom)
        .reduce((sum, one) => sum + one.rows, 0);
    const [baseOnly, both, customOnly] = [count(true, false), count(true, true), count(false, true)];
    const end = start + baseOnly + both + customOnly;
    const range: ModuleRange = {
      module,
      start,
      end,
      passes: {
        base: { first: start + 1, last: start + baseOnly + both },
        custom: { first: start + baseOnly + 1, last: end },
      },
    };
    start = end;
    return range;
  });
}

async function openPhases(client: pg.ClientBase, run: Run, groups: Group[], ranges: ModuleRange[]): Promise<void> {
  for (const { module, passes } of ranges) {
    const byObject = (test: (group: Group) => boolean) => {
      const counts: Partial<Record<LoadedObject, number>> = {};
      for (const group of groups.filter((one) => one.module === module && test(one)))
        counts[group.object] = (counts[group.object] ?? 0) + group.rows;
      return JSON.stringify(counts);
    };
    await client.query('insert into phase (run, module, queued, unchanged) values ($1, $2, $3, $4)', [
      run.id,
      module,
      byObject((one) => one.base !== null),
      byObject((one) => one.base === null),
    ]);
    for (const pass of ['base', 'custom'] as const)
      await createSlices(client, run, module, pass, cutRange(passes[pass]));
  }
}
