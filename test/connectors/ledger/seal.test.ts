import type { Ledger } from '../../../connectors/ledger/database.ts';
import { countOutcomes } from '../../../connectors/ledger/phases.ts';
import { openFill, readSealed, type QueueFill } from '../../../connectors/ledger/queue.ts';
import { resolveKeys } from '../../../connectors/ledger/records.ts';
import { openRun, readRouted, type Run } from '../../../connectors/ledger/runs.ts';
import { listStaleRecords } from '../../../connectors/ledger/stale-records.ts';
import type { DecidedRecord } from '../../../schemas/record.ts';
import type { Module } from '../../../schemas/terms.ts';
import { eventually } from '../../support/eventually.ts';
import { createTestLedger, linesOf, openTestEngagement, queued, type TestRows } from '../../support/queue.ts';

let ledger: Ledger;
let close: () => Promise<void>;
beforeAll(async () => ({ ledger, close } = await createTestLedger()));
afterAll(() => close());

async function newRun(): Promise<Run> {
  const engagement = await openTestEngagement(ledger);
  const about = { kind: 'full', mapping: 'm', manifest: 'm' } as const;
  return openRun(ledger, { engagement, environment: 'sandbox', run: 'full-1' }, about);
}

const routed = [{ object: 'billing_accounts', module: 'Accounts', rows: 7 }];
const merged = (number: number, survivor: number): DecidedRecord => ({
  key: queued(number).key,
  module: 'Accounts',
  outcome: 'merged',
  reason: 'exact duplicate',
  survivor: queued(survivor).key,
});

const part = (number: number) => ({ object: 'billing_accounts', part: number }) as const;
const remarks = [{ key: queued(1).key, field: 'Phone', rule: 'blank:phone' }];

/** Fills the queue of a run with one part, without sealing it. */
async function fill(run: Run, rows: Partial<TestRows>, plan = 'plan'): Promise<QueueFill> {
  const filling = await openFill(ledger, run, plan);
  await filling.add(part(1), linesOf({ remarks, ...rows }));
  return filling;
}
const seal = async (run: Run, rows: Partial<TestRows>, modules: Module[] = ['Accounts']) =>
  (await fill(run, rows)).seal(modules);

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

test('lanes and reports see nothing of an unsealed transformation', async () => {
  const run = await newRun();
  await fill(run, all);
  expect(await rowsOf(run)).toEqual(nothing);
  expect(await seal(run, all)).toEqual({ queued: 5, decided: 2 });
  expect(await rowsOf(run)).toEqual(everything);
});

test('a later attempt finds the parts of an earlier one, and adds the others', async () => {
  const run = await newRun();
  await fill(run, { queued: five });
  const later = await openFill(ledger, run, 'plan');
  expect(await later.parts()).toEqual([part(1)]);
  await later.add(part(1), linesOf({ queued: [queued(20)] }, 20));
  await later.add(part(2), linesOf({ queued: [queued(8)] }, 8));
  expect(await later.seal(['Accounts'])).toEqual({ queued: 6, decided: 0 });
});

test('a part that is not complete is not there', async () => {
  const run = await newRun();
  const filling = await openFill(ledger, run, 'plan');
  const cut = linesOf({ queued: five }).subarray(0, -30);
  await expect(filling.add(part(1), cut)).rejects.toThrow();
  expect(await filling.parts()).toEqual([]);
  await filling.add(part(1), linesOf({ queued: five }));
  expect(await filling.seal(['Accounts'])).toEqual({ queued: 5, decided: 0 });
});

test('parts of another plan are removed, and their attempt can add and seal nothing', async () => {
  const run = await newRun();
  const earlier = await fill(run, all, 'the mapping of yesterday');
  const later = await fill(run, { queued: [queued(1)], remarks: [] });
  await expect(earlier.add(part(2), linesOf({ queued: five }))).rejects.toMatchObject({ kind: 'fenced' });
  await expect(earlier.seal(['Accounts'])).rejects.toMatchObject({ kind: 'fenced' });
  expect(await later.seal(['Accounts'])).toEqual({ queued: 1, decided: 0 });
});

test('a connection that is lost while a part is copied fails as unavailable, and leaves nothing of the part', async () => {
  const run = await newRun();
  const filling = await openFill(ledger, run, 'plan');
  // The copy waits for this lock.
  const blocker = await ledger.pool.connect();
  await blocker.query('begin');
  await blocker.query(`lock table transformed_${run.id} in share mode`);
  const adding = expect(filling.add(part(1), linesOf({ queued: five }))).rejects.toMatchObject({ kind: 'unavailable' });
  await eventually(async () => {
    const ended = await ledger.query<{ ended: boolean }>(
      `select pg_terminate_backend(pid) as ended from pg_stat_activity
       where query like 'copy "transformed_%' and wait_event_type = 'Lock'`,
    );
    return ended.length > 0 ? true : undefined;
  }, 'the copy to wait');
  await adding;
  await blocker.query('rollback');
  blocker.release();
  expect(await filling.parts()).toEqual([]);
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
  expect(await resolveKeys(ledger, run.env, keys)).toEqual(
    new Map(keys.map((key) => [key, { id: '42', module: 'Accounts' }])),
  );
});

test('a value that Postgres cannot store fails the attempt and not the process', async () => {
  const run = await newRun();
  await expect(seal(run, { queued: [queued(1, { key: 'acme:billing_accounts:\u0000' })] })).rejects.toThrow();
  expect(await rowsOf(run)).toEqual(nothing);
});

test('a record whose row no longer becomes it is listed with what the row became', async () => {
  const first = await newRun();
  await seal(first, { queued: five });
  await ledger.query(
    `insert into record (env, key, module, origin, created_run, last_run, base_no, zoho_id)
     select env, key, module, 'ours', $2, $2, no, no from record_value where env = $1`,
    [first.env, first.id],
  );
  const about = { kind: 'delta', mapping: 'm', manifest: 'm' } as const;
  const next = { engagement: first.engagement, environment: 'sandbox', run: 'delta-1' } as const;
  const second = await openRun(ledger, next, about);
  const decided = (number: number, outcome: 'excluded' | 'rejected'): DecidedRecord => ({
    ...{ key: queued(number).key, module: 'Accounts', outcome, reason: 'test account' },
  });
  await seal(
    second,
    {
      queued: [queued(1), queued(2, { module: 'Contacts' })],
      decided: [decided(3, 'excluded'), decided(4, 'rejected'), merged(5, 1)],
    },
    ['Accounts', 'Contacts'],
  );
  expect((await listStaleRecords(ledger, second)).map(({ key, why, rule }) => [key, why, rule])).toEqual([
    [queued(2).key, 'now in Contacts', 'keep'],
    [queued(3).key, 'excluded: test account', 'keep'],
    [queued(4).key, 'rejected: test account', 'keep'],
    [queued(5).key, 'merged: exact duplicate', 'keep'],
  ]);
});
