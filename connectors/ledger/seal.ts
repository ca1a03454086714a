import type pg from 'pg';
import { cutRange, type NumberRange } from '../../domain/cut-range.ts';
import type { LoadedObject, Module, Pass } from '../../schemas/terms.ts';
import { ConnectorError } from '../error.ts';
import { partitionName } from './partitions.ts';
import type { Routed, Run } from './runs.ts';
import { compareWithEarlier, countUntouched, type Coverage } from './seal-changes.ts';
import { countRejectedBefore, storeWaiting } from './seal-rejected.ts';
import { createSlices } from './slices.ts';

/**
 * The queued rows with something to write, numbered in the order of the passes: first what only the base pass writes,
 * then what both write, then what only the custom pass writes. So each pass has one range of consecutive numbers. A field
 * that the source emptied is null in `base` and `custom`.
 */
const choose = (transformed: string) => `
  insert into chosen
  select seq, module, object, base_changed, custom_changed, row_number() over (
    partition by module order by case when base_changed then custom_changed::int else 2 end, seq),
    case when acknowledged_base is not null then with_emptied(base, acknowledged_base) end,
    case when acknowledged_custom is not null then with_emptied(custom, acknowledged_custom) end, moved
  from (
    select t.seq, t.module, t.object, t.base, t.custom, m.moved,
      case when is_known then b.base end as acknowledged_base, case when is_known then c.custom end as acknowledged_custom,
      not is_known or r.same_as is not null or names_any(t.base, m.moved) or coalesce(o.passes @> '{base}', false) or
        t.base::text is distinct from b.base::text and filled_fields(t.base) <> filled_fields(b.base) as base_changed,
      case when is_known then names_any(t.custom, m.moved) or coalesce(o.passes @> '{custom}', false) or
          t.custom::text is distinct from c.custom::text and filled_fields(t.custom) <> filled_fields(c.custom)
        else t.custom is not null end as custom_changed
    from ${transformed} t
    left join record r on r.env = $1 and r.key = t.key
    cross join lateral (select r.zoho_id is not null and r.module = t.module as is_known) known
    left join record_value b on b.env = $1 and b.no = r.base_no
    left join record_value c on c.env = $1 and c.no = r.custom_no
    left join (
      select seq, array_agg(moved.key) as moved
      from ${transformed} cross join unnest(refs) as ref join moved on moved.key = ref
      where kind = 'queued' group by seq
    ) m on m.seq = t.seq
    left join (
      select key, array_agg(distinct pass::text) as passes from conflict where env = $1 and state = 'open' group by key
    ) o on o.key = t.key
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
const countGroups = (transformed: string) => `
  select t.module, t.object, c.base_changed as base, c.custom_changed as custom, count(*)::int as rows
  from ${transformed} t left join chosen c using (seq) where t.kind = 'queued' group by 1, 2, 3, 4`;

const storeValues = (transformed: string) => `
  insert into record_value (env, no, module, object, key, base, custom, refs, moved)
  select $1, start.no + c.place, t.module, t.object, t.key, coalesce(c.base, t.base),
    coalesce(c.custom, t.custom), t.refs, c.moved
  from chosen c join ${transformed} t on t.seq = c.seq and t.kind = 'queued'
  join unnest($2::zoho_module[], $3::int[]) as start(module, no) on start.module = t.module`;

const storeDecided = (transformed: string) => `
  insert into decided (run, key, module, object, outcome, survivor, reason)
  select $1, key, module, object, outcome, survivor, reason from ${transformed} where kind = 'decided'
  on conflict do nothing`;

const storeMerged = (transformed: string) => `
  insert into record (env, key, module, origin, same_as)
  select $1, key, module, 'ours', survivor from ${transformed} where kind = 'decided' and survivor is not null
  on conflict (env, key) do update set same_as = excluded.same_as where record.same_as is distinct from excluded.same_as`;

/** A survivor that is merged itself is replaced by its own survivor. */
const flattenMerged = (transformed: string) => `
  update record r set same_as = s.same_as from ${transformed} t, record s
  where t.kind = 'decided' and t.survivor is not null and r.env = $1 and r.key = t.key
    and s.env = $1 and s.key = r.same_as and s.same_as is not null and s.same_as <> r.key`;

/** Remarks of the rows that are stored. An earlier run has those of the others. */
const storeRemarks = (transformed: string) => `
  insert into remark (run, key, module, field, rule)
  select $1, key, module, field, rule from ${transformed} where kind = 'remark' and key in (
    select t.key from ${transformed} t left join chosen c on t.kind = 'queued' and c.seq = t.seq
    where t.kind = 'decided' or c.seq is not null)`;

/**
 * How many rows took each route of the mapping, in the order of the first row: the rows of the objects that were transformed
 * completely, and what the coverage says about the others.
 */
async function readRoutes(
  client: pg.ClientBase,
  { transformed, coverage }: { transformed: string; coverage: Coverage },
): Promise<Routed[]> {
  const { rows } = await client.query<Routed>(
    `select object, module, count(*)::int as rows from ${transformed}
     where kind in ('queued', 'decided') and object = any($1::source_object[]) group by 1, 2 order by min(seq)`,
    [coverage.whole],
  );
  return [...rows, ...coverage.routed];
}

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
 * Stores what was transformed, and opens the phases: values, outcomes that the transformation decided, merged keys, slices,
 * and the number of rows that are in Zoho already as they are wanted. It is one transaction, so a repetition after a crash
 * finds either nothing or everything. If another attempt has sealed the queue, nothing changes.
 */
export async function sealQueue(
  client: pg.ClientBase,
  { run, plan, modules, coverage }: { run: Run; plan: string; modules: Module[]; coverage: Coverage },
): Promise<void> {
  const transformed = partitionName('transformed', run.id);
  await client.query('begin');
  try {
    await client.query(`set local work_mem = '64MB'`);
    // Compiling these statements takes longer than they do.
    await client.query('set local jit = off');
    const { rows: environments } = await client.query<{ last_no: number }>(
      'select last_no from environment where id = $1 for update',
      [run.env],
    );
    const { rowCount: sealedBefore } = await client.query('select from phase where run = $1', [run.id]);
    if (sealedBefore === 0) {
      const { rowCount: isOpen } = await client.query(
        'select from transformation where run = $1 and plan = $2 for update',
        [run.id, plan],
      );
      if (!isOpen) throw new ConnectorError('fenced', 'Another attempt transforms this run. This one stops.');
      await store(client, run, modules, { transformed, coverage, lastNo: environments[0]?.last_no ?? 0 });
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function store(
  client: pg.ClientBase,
  run: Run,
  modules: Module[],
  { transformed, coverage, lastNo }: { transformed: string; coverage: Coverage; lastNo: number },
): Promise<void> {
  await client.query(`analyze ${transformed}`);
  const routed = await readRoutes(client, { transformed, coverage });
  const earlier = await compareWithEarlier(client, run, { transformed, coverage });
  await client.query(`create temporary table chosen (seq int, module zoho_module, object source_object,
    base_changed boolean, custom_changed boolean, place int, base json, custom json, moved text[]) on commit drop`);
  await client.query(choose(transformed), [run.env]);
  const { rows: groups } = await client.query<Group>(countGroups(transformed));
  if (earlier.length > 0) groups.push(...(await client.query<Group>(countUntouched(transformed), [run.env])).rows);
  const ranges = rangesOf(modules, groups, lastNo);
  const starts = [ranges.map((one) => one.module), ranges.map((one) => one.start)];
  await client.query(storeValues(transformed), [run.env, ...starts]);
  await client.query(storeDecided(transformed), [run.id]);
  await client.query(storeMerged(transformed), [run.env]);
  for (let depth = 1; depth < maxMergeDepth; depth += 1) {
    if ((await client.query(flattenMerged(transformed), [run.env])).rowCount === 0) break;
  }
  await client.query(storeRemarks(transformed), [run.id]);
  await openPhases(client, run, groups, ranges);
  if (earlier.length > 0) {
    await storeWaiting(client, run);
    await countRejectedBefore(client, run, { transformed, earlier });
  }
  await client.query('update environment set last_no = $2 where id = $1', [run.env, ranges.at(-1)?.end ?? lastNo]);
  await client.query('update run set routed = $2 where id = $1', [run.id, JSON.stringify(routed)]);
  await client.query(`drop table ${transformed}`);
  await client.query('delete from transformed_part where run = $1', [run.id]);
  await client.query('delete from transformation where run = $1', [run.id]);
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
