import type { Ledger } from '../../../connectors/ledger/database.ts';
import { planRollback } from '../../../connectors/ledger/rollback-plan.ts';
import type { QueuedRecord, RecordKey } from '../../../schemas/record.ts';
import { runLane } from '../../../steps/load/lane.ts';
import { createFakeZoho } from '../../support/fake-zoho.ts';
import { createTestLedger, fillRun, openTestEngagement, queued } from '../../support/queue.ts';

let ledger: Ledger;
let close: () => Promise<void>;
beforeAll(async () => ({ ledger, close } = await createTestLedger()));
afterAll(() => close());

/** An account with the same source id in every system. */
function accountOf(system: string): QueuedRecord {
  const key: RecordKey = `${system}:billing_accounts:BA-1`;
  return queued(1, { key, base: { Portage_Key: key, Account_Name: `Account of ${system}` }, custom: {} });
}

test('two engagements with the same source ids in one org keep apart: each has its record, and a rollback knows its own', async () => {
  const zoho = createFakeZoho();
  const load = async (system: string) => {
    const ref = { engagement: await openTestEngagement(ledger), environment: 'sandbox', run: 'full-1' } as const;
    await fillRun(ledger, ref, [accountOf(system)]);
    const creditsBackAt = () => Promise.resolve(new Date());
    const ports = { ledger, zoho, keyField: 'Portage_Key', conflicts: 'ask', creditFloor: 0, creditsBackAt } as const;
    const lane = { ...ref, module: 'Accounts', pass: 'base', lane: 0, lanes: 1, slice: 20_000 } as const;
    await runLane({ ...ports, breakerPercent: 100 }, lane, new AbortController().signal);
    return ref;
  };
  await load('north');
  const south = await load('south');
  expect([...zoho.records.values()].map((one) => one['Account_Name']).sort()).toEqual([
    'Account of north',
    'Account of south',
  ]);
  const keys = [accountOf('north').key, accountOf('south').key];
  const known = await planRollback(ledger, south, (plan) => plan.candidates(keys));
  expect([...known.keys()]).toEqual([accountOf('south').key]);
});
