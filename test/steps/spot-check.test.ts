import { ConnectorError } from '../../connectors/error.ts';
import { findRun } from '../../connectors/ledger/runs.ts';
import { finishSpotCheck as finishCheck, judgeSpotRecord as judgeRecord } from '../../steps/judge-act.ts';
import { finishSpotCheck, judgeSpotRecord, listUnread, readSpotCheck } from '../../connectors/ledger/spot-checks.ts';
import type { RunRef } from '../../schemas/refs.ts';
import type { SpotVerdict } from '../../schemas/spot-check.ts';
import type { StoredEngagement } from '../../steps/ports.ts';
import { drawSpotCheck } from '../../steps/spot-check/draw.ts';
import { describeSpotCheck } from '../../steps/spot-check/sheet.ts';
import { eventually } from '../support/eventually.ts';
import { never, prepareSteps, type StepsEngagement } from '../support/steps.ts';

let steps: StepsEngagement;
let stored: StoredEngagement;
let run: RunRef;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 20 });
  stored = await steps.open();
  ({ run } = await steps.load('sandbox', 'full', (await steps.extract('full-1')).name));
});
afterAll(() => steps.close());

const check = async () => {
  const { id } = await findRun(steps.ports.ledger, run);
  const found = await readSpotCheck(steps.ports.ledger, id);
  if (!found) throw new Error('no spot check');
  return found;
};

test('without a draw, the evidence says so', async () => {
  const found = await findRun(steps.ports.ledger, run);
  expect(await describeSpotCheck(steps.ports, stored, found)).toBe('No records were drawn for a spot check.');
});

test('30 records are drawn at random, and others cover what was kept out of Zoho', async () => {
  await drawSpotCheck(steps.ports, stored, run, never);
  const { records, population } = await check();
  expect(records.filter(({ isRandom }) => isRandom)).toHaveLength(30);
  expect(records.length).toBeLessThanOrEqual(50);
  const outcomes = new Set(records.map(({ outcome }) => outcome));
  for (const outcome of ['created', 'merged', 'excluded', 'rejected']) expect(outcomes).toContain(outcome);
  const state = steps.state('sandbox');
  const inZoho = stored.modules.reduce((sum, module) => sum + (state[module]?.records.length ?? 0), 0);
  expect(population).toBe(inZoho);
});

test('a record has its source row, what was written and what Zoho holds, and nothing differs after a load', async () => {
  const { records } = await check();
  const order = records.find(({ module, zohoId }) => module === 'Sales_Orders' && zohoId !== null);
  const lines = order?.fields.find(({ field }) => field === 'Ordered_Items');
  expect(lines?.source[0]?.value).not.toBe('');
  expect(Array.isArray(lines?.written) && Array.isArray(lines.now)).toBe(true);
  expect(records.flatMap(({ fields }) => fields).filter(({ differs }) => differs)).toEqual([]);
});

test('while Zoho refuses calls, each attempt keeps what it has read, and nothing is shown before all is read', async () => {
  const { run: other } = await steps.load('production', 'full', (await steps.extract('full-2')).name);
  const { ledger } = steps.ports;
  const found = await findRun(ledger, other);
  steps.emulator.admin.faults.set([{ kind: 'status-429', method: 'GET', path: '^/[A-Z]\\w+/\\d+$', share: 0.7 }]);
  const unread: number[] = [];
  for (;;) {
    const ended = await drawSpotCheck(steps.ports, stored, other, never).catch((error: unknown) => error);
    if (!(ended instanceof ConnectorError)) break;
    expect(ended).toMatchObject({ kind: 'rate-limited' });
    expect(await readSpotCheck(ledger, found.id)).toBeNull();
    unread.push((await listUnread(ledger, found)).unread.length);
  }
  steps.emulator.admin.faults.set([]);
  expect(unread.length).toBeGreaterThan(2);
  expect(unread).toEqual(unread.toSorted((a, b) => b - a));
  const check = await readSpotCheck(ledger, found.id);
  expect(check?.records.flatMap(({ fields }) => fields).filter(({ differs }) => differs)).toEqual([]);
});

test('a second draw changes nothing', async () => {
  const before = await check();
  await drawSpotCheck(steps.ports, stored, run, never);
  expect(await check()).toEqual(before);
});

/** In a transaction of its own. */
const judge = (no: number, verdict: SpotVerdict, by = 'fay@northwind.example') =>
  steps.ports.ledger.transaction(async (client) =>
    judgeSpotRecord(client, await findRun(steps.ports.ledger, run), { no, verdict, note: '' }, by),
  );
const finish = () =>
  steps.ports.ledger.transaction(async (client) =>
    finishSpotCheck(client, await findRun(steps.ports.ledger, run), 'fay@northwind.example'),
  );

test('a judgement about the spot check of another rehearsal does not count', async () => {
  const before = await check();
  const person = { by: 'fay@northwind.example', role: 'finance' };
  const act = (id: string, message: object) => ({
    ...{ engagement: 'demo', id, received: [message], at: new Date().toISOString() },
  });
  const mark = { no: 1, verdict: 'right', note: '', ...person };
  const why = expect.stringMatching(/newest spot check is that of the load full-1, .* Nothing was changed\.$/);
  expect(await judgeRecord(steps.ports, stored, act('one', { run: 'full-0', ...mark }))).toEqual({
    counted: false,
    why,
  });
  expect(await finishCheck(steps.ports, stored, act('two', { run: 'full-0', ...person }))).toEqual({
    counted: false,
    why,
  });
  expect(await check()).toEqual(before);
  expect(await judgeRecord(steps.ports, stored, act('three', { run: 'full-1', ...mark }))).toEqual({
    counted: true,
    count: 1,
  });
  await steps.ports.ledger.query('update spot_record set verdict = null, judged_by = null');
});

test('it is not finished before every record is judged', async () => {
  const { records } = await check();
  expect(await finish()).toBe(records.length);
  const found = await findRun(steps.ports.ledger, run);
  expect(await describeSpotCheck(steps.ports, stored, found)).toContain('is not finished');
});

test('finishing waits for a judgement that is being stored, which the finished sheet then has', async () => {
  const { ledger } = steps.ports;
  const found = await findRun(ledger, run);
  const { records } = await check();
  for (const { no } of records) await judge(no, 'right');
  let finishing: Promise<number> | undefined;
  await ledger.transaction(async (client) => {
    await judgeSpotRecord(client, found, { no: 1, verdict: 'wrong', note: '' }, 'ada@northwind.example');
    finishing = finish();
    await eventually(async () => {
      const waits = await ledger.query(
        `select from pg_locks where not granted and locktype in ('tuple', 'transactionid')`,
      );
      return waits.length > 0 ? true : undefined;
    }, 'the finish to wait for the judgement');
    expect((await check()).finishedAt).toBeNull();
  });
  expect(await finishing).toBe(0);
  expect(await describeSpotCheck(steps.ports, stored, found)).toContain('found 1 wrong');
});

test('a finished spot check does not change any more', async () => {
  const before = await check();
  expect(await judge(1, 'right', 'ada@northwind.example')).toBe(false);
  expect(await check()).toEqual(before);
});
