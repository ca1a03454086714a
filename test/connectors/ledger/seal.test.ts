import type { Ledger } from '../../../connectors/ledger/database.ts';
import { countOutcomes } from '../../../connectors/ledger/phases.ts';
import { fillQueue, readSealed, type QueueFill } from '../../../connectors/ledger/queue.ts';
import { resolveKeys } from '../../../connectors/ledger/records.ts';
import { openRun, readRouted, type Run } from '../../../connectors/ledger/runs.ts';
import type { DecidedRecord, QueuedRecord } from '../../../schemas/record.ts';
import type { Module } from '../../../schemas/terms.ts';
import { eventually } from '../../support/eventually.ts';
import { createTestLedger, openTestEngagement, queued } from '../../support/queue.ts';

let ledger: Ledger;
let close: () => Promise<void>;
beforeAll(async () => ({ ledger, close } = await createTestLedger()));
afterAll(() => close());

async function newRun(): Promise<Run> {
  const engagement = await openTestEngagement(ledger);
  const about = { kind: 'full', mapping: 'm', manifest: 'm' } as const;
  return openRun(ledger, { engagement, environment: 'sandbox', run: 'full-1' }, about);
}

const routed = [{ object: 'billing_accounts', module: 'Accounts', rows: 7 }] as const;
const merged = (number: number, survivor: number): DecidedRecord => ({
  key: queued(number).key,
  module: 'Accounts',
  outcome: 'merged',
  reason: 'exact duplicate',
  survivor: queued(survivor).key,
});

interface Rows {
  queued: QueuedRecord[];
  decided?: DecidedRecord[];
}

/** One attempt of a transformation that ends with `end`. */
const transform = <T>(run: Run, { queued: records, decided = [] }: Rows, end: (fill: QueueFill) => Promise<T>) =>
  fillQueue(ledger, run, async (fill) => {
    for (const record of records) await fill.queue(record);
    for (const one of decided) await fill.decide(one);
    await fill.remark({ key: queued(1).key, field: 'Phone', rule: 'blank:phone' });
    return end(fill);
  });
const seal = (run: Run, rows: Rows, modules: Module[] = ['Accounts']) =>
  transform(run, rows, (fill) => fill.seal(modules, [...routed]));

const five = [1, 2, 3, 4, 5].map((number) => queued(number));
const all = { queued: five, decided: [merged(6, 1), merged(7, 2)] };

const rowsOf = async (run: Run): Promise<Record<string, number>> => {
  const [row] = await ledger.query<Record<string, number>>(
    `select (select count(*) from record_value where env = $2)::int as values,
       (select count(*) from decided where run = $1)::int as decided,
       (select count(*) from remark where run = $1)::int as remarks,
       (select count(*) from record where env = $2)::int as records,
       (select count(*) from slice where run = $1)::int as slices,
       (select count(*) from phase where run = $1)::int as phases`,
    [run.id, run.env],
  );
  return row ?? {};
};
const nothing = { values: 0, decided: 0, remarks: 0, records: 0, slices: 0, phases: 0 };
const everything = { values: 5, decided: 2, remarks: 1, records: 2, slices: 2, phases: 1 };

test('nothing of an unsealed transformation is in the ledger, and a later attempt begins from nothing', async () => {
  const run = await newRun();
  await transform(run, all, () => Promise.resolve());
  expect(await rowsOf(run)).toEqual(nothing);
  expect(await seal(run, all)).toEqual({ queued: 5, decided: 2 });
  expect(await rowsOf(run)).toEqual(everything);
});

test('a connection that is lost in the middle of sealing leaves nothing, and the repetition seals everything', async () => {
  const run = await newRun();
  // The seal stores its phases last: it waits there for this lock, with everything else done.
  const blocker = await ledger.pool.connect();
  await blocker.query('begin');
  await blocker.query('lock table phase in share mode');
  const sealing = expect(seal(run, all)).rejects.toMatchObject({ kind: 'unavailable' });
  await eventually(async () => {
    const ended = await ledger.query<{ ended: boolean }>(
      `select pg_terminate_backend(pid) as ended from pg_stat_activity
       where query like 'insert into phase%' and wait_event_type = 'Lock'`,
    );
    return ended.length > 0 ? true : undefined;
  }, 'the seal to wait');
  await sealing;
  await blocker.query('rollback');
  blocker.release();
  expect(await rowsOf(run)).toEqual(nothing);
  expect(await readSealed(ledger, run)).toBeNull();

  await seal(run, all);
  expect(await rowsOf(run)).toEqual(everything);
  expect(await readRouted(ledger, run.id)).toEqual(routed);
  expect(await readSealed(ledger, run)).toEqual({ queued: 5, decided: 2 });
});

test('of two attempts that transform the same run at the same time, one seals and the other changes nothing', async () => {
  const run = await newRun();
  await Promise.all([seal(run, all), seal(run, all)]);
  expect(await rowsOf(run)).toEqual(everything);
});

test('numbers of each pass are consecutive: base only, then both passes, and rise over the modules', async () => {
  const run = await newRun();
  const plain = queued(1, { custom: {} });
  const contact = queued(9, { key: 'acme:subscribers:S1', module: 'Contacts' });
  await seal(run, { queued: [queued(2), plain, contact, queued(3)] }, ['Accounts', 'Contacts']);
  const slices = await ledger.query(
    'select module, pass, first_no, last_no from slice where run = $1 order by module, pass',
    [run.id],
  );
  expect(slices).toEqual([
    { module: 'Accounts', pass: 'base', first_no: 1, last_no: 3 },
    { module: 'Accounts', pass: 'custom', first_no: 2, last_no: 3 },
    { module: 'Contacts', pass: 'base', first_no: 4, last_no: 4 },
    { module: 'Contacts', pass: 'custom', first_no: 4, last_no: 4 },
  ]);
  expect(await countOutcomes(ledger, run.id, 'Contacts')).toEqual([
    { object: 'subscribers', outcome: 'pending', count: 1 },
  ]);
});

test('a key that was merged into a merged key leads to the last survivor', async () => {
  const run = await newRun();
  await seal(run, { queued: [queued(1)], decided: [merged(3, 2), merged(2, 1)] });
  await ledger.query(`insert into record (env, key, module, origin, zoho_id) values ($1, $2, 'Accounts', 'ours', 42)`, [
    run.env,
    queued(1).key,
  ]);
  const keys = [1, 2, 3].map((number) => queued(number).key);
  expect(await resolveKeys(ledger, run.env, keys)).toEqual(new Map(keys.map((key) => [key, '42'])));
});

test('a value that Postgres cannot store fails the attempt and not the process', async () => {
  const run = await newRun();
  await expect(seal(run, { queued: [queued(1, { key: 'acme:billing_accounts:\u0000' })] })).rejects.toThrow();
  expect(await rowsOf(run)).toEqual(nothing);
});
