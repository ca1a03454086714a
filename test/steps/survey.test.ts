import { ConnectorError } from '../../connectors/error.ts';
import type { Ledger } from '../../connectors/ledger/database.ts';
import { openEnvironment } from '../../connectors/ledger/environments.ts';
import { planRollback } from '../../connectors/ledger/rollback-plan.ts';
import type { FoundRecord, Zoho } from '../../connectors/zoho/port.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { RecordKey } from '../../schemas/record.ts';
import type { Pass } from '../../schemas/terms.ts';
import { runLane } from '../../steps/load/lane.ts';
import type { Ports, StoredEngagement } from '../../steps/ports.ts';
import { survey } from '../../steps/survey.ts';
import { createFakeZoho, type FakeZoho } from '../support/fake-zoho.ts';
import { createTestLedger, fillRun, openTestEngagement, queued } from '../support/queue.ts';

let ledger: Ledger;
let close: () => Promise<void>;
beforeAll(async () => ({ ledger, close } = await createTestLedger()));
afterAll(() => close());

const never = new AbortController().signal;
const keyOf = (number: number): RecordKey => queued(number).key;

/** An engagement whose org has these accounts from an earlier migration. */
async function openAdoption(before: JsonObject[]) {
  const slug = await openTestEngagement(ledger);
  const zoho = createFakeZoho();
  await zoho.insert('Accounts', before);
  zoho.writes.length = 0;
  const ref = { engagement: slug, environment: 'sandbox', run: 'full-1' } as const;
  const lane = { ...ref, module: 'Accounts', lane: 0, lanes: 1, slice: 20_000 } as const;
  const ports = {
    ledger,
    zoho,
    keyField: 'Portage_Key',
    conflicts: 'ask' as const,
    creditFloor: 0,
    breakerPercent: 100,
  };
  const stored = {
    engagement: { slug, destination: { sandbox: { orgId: '1' }, production: { orgId: '2' } } },
    mapping: { key: 'Portage_Key', modules: {} },
    modules: ['Accounts'],
  } as unknown as StoredEngagement;
  return {
    ref,
    zoho,
    survey: (changes: Partial<Zoho> = {}) => survey(portsWith({ ...zoho, ...changes }), stored, ref),
    pass: (pass: Pass, port: FakeZoho = zoho, run = 'full-1') =>
      runLane(
        { ...ports, zoho: port, creditsBackAt: () => Promise.resolve(new Date()) },
        { ...lane, run, pass },
        never,
      ),
  };
}

const portsWith = (zoho: Partial<Zoho>) =>
  ({
    ledger,
    openZoho: () => ({ ...zoho, fields: () => Promise.resolve([{ apiName: 'Portage_Key' }]) }),
  }) as unknown as Ports;

const old = (number: number, more: JsonObject = {}): JsonObject => ({
  Portage_Key: keyOf(number),
  Account_Name: `Old ${number}`,
  ...more,
});

test('a survey that ends after its first page is repeated, and every record of the org is adopted', async () => {
  const load = await openAdoption([old(1), old(2)]);
  const pages: FoundRecord[][] = [];
  for await (const page of load.zoho.listKeys('Accounts', 'Portage_Key')) pages.push(...page.map((one) => [one]));
  const interrupted = load.survey({
    // eslint-disable-next-line @typescript-eslint/require-await -- the port wants an async iterable
    async *listKeys() {
      yield pages[0] ?? [];
      throw new ConnectorError('unavailable', 'not there');
    },
  });
  await expect(interrupted).rejects.toMatchObject({ kind: 'unavailable' });
  expect((await openEnvironment(ledger, load.ref)).surveyed).toEqual([]);
  expect(await load.survey()).toEqual({ found: 2 });
  expect(await load.survey()).toEqual({ found: 0 });

  await fillRun(ledger, load.ref, [queued(1), queued(2), queued(3)]);
  await load.pass('base');
  expect(load.zoho.records.size).toBe(3);
  const planned = await planRollback(ledger, load.ref, (plan) => plan.listUnseen('Accounts', '', 100));
  expect(planned.filter(({ key }) => key === keyOf(3))).toHaveLength(1);
  expect(planned).toHaveLength(3);
});

test('the values of an adopted record are stored before the first write to each field', async () => {
  const load = await openAdoption([old(1, { Tier: 'silver' })]);
  await load.survey();
  await fillRun(ledger, load.ref, [queued(1)]);
  const imageAtWrite: unknown[] = [];
  const { env } = await openEnvironment(ledger, load.ref);
  const imageOf = async () =>
    (await ledger.query<{ body: JsonObject }>('select body from before_image where env = $1', [env]))[0]?.body;
  await load.pass('base', {
    ...load.zoho,
    update: async (...args) => {
      imageAtWrite.push(await imageOf());
      return load.zoho.update(...args);
    },
  });
  await load.pass('custom');
  expect(imageAtWrite).toEqual([{ Portage_Key: keyOf(1), Account_Name: 'Old 1', Tier: 'silver' }]);

  const changed = queued(1, { base: { Portage_Key: keyOf(1), Account_Name: 'Newer', Phone: '1' } });
  await fillRun(ledger, { ...load.ref, run: 'delta-1' }, [changed]);
  await load.pass('base', load.zoho, 'delta-1');
  expect(await imageOf()).toEqual({ Portage_Key: keyOf(1), Account_Name: 'Old 1', Tier: 'silver', Phone: null });
});

test('a record of an earlier migration is updated, never created, and its first write is not booked as unchanged', async () => {
  const load = await openAdoption([old(1)]);
  await load.survey();
  await fillRun(ledger, load.ref, [queued(1)]);
  await load.pass('base');
  expect(load.zoho.writes.map(({ how }) => how)).toEqual(['update']);
  expect([...load.zoho.records.values()]).toMatchObject([{ Account_Name: 'Account 1' }]);
});
