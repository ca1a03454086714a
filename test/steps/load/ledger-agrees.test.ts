import fc from 'fast-check';
import { ConnectorError } from '../../../connectors/error.ts';
import { sendBase } from '../../../steps/load/base-pass.ts';
import { removeBatch } from '../../../steps/rollback/remove-batch.ts';
import type { ItemResult, Zoho } from '../../../connectors/zoho/port.ts';
import { faultKinds, type FaultRule } from '../../../emulators/zoho/faults.ts';
import { stateOf } from '../../../emulators/zoho/admin.ts';
import type { ZohoEmulator } from '../../../emulators/zoho/server.ts';
import type { JsonObject } from '../../../schemas/json.ts';
import type { RecordKey } from '../../../schemas/record.ts';
import { sandboxId } from '../../emulators/zoho/caller.ts';
import { startWatchedEmulator } from '../../emulators/zoho/shapes.ts';
import { createMemoryTokens, openSandbox } from '../../support/zoho-client.ts';

type LoadedModule = 'Accounts' | 'Sales_Orders';
type Parents = { product: string; account: string };
type StoredRecord = { zohoId: string; values: JsonObject };

/** One step of a random migration. There are only 31 record numbers, so that steps hit the same records. */
type Step =
  | { do: 'write'; module: LoadedModule; records: number[]; variant: number }
  | { do: 'delete'; module: LoadedModule; records: number[] }
  | { do: 'fault'; kind: FaultRule['kind']; calls: number };

// These faults only take time, or don't affect the calls of this test.
const excludedFaults = ['latency', 'slow-body', 'lag', 'job-failure', 'job-partial'];
const usedFaults = faultKinds.filter((kind) => !excludedFaults.includes(kind));

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('write' as const),
      module: fc.constantFrom<LoadedModule>('Accounts', 'Sales_Orders'),
      records: fc.uniqueArray(fc.nat(30), { minLength: 1, maxLength: 6 }),
      variant: fc.nat(1_000),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('delete' as const),
      module: fc.constantFrom<LoadedModule>('Accounts', 'Sales_Orders'),
      records: fc.uniqueArray(fc.nat(30), { minLength: 1, maxLength: 6 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      kind: fc.constantFrom(...usedFaults),
      calls: fc.integer({ min: 1, max: 3 }),
    }),
  },
);

let emulator: ZohoEmulator;
let now = Date.now();
beforeAll(async () => {
  emulator = await startWatchedEmulator({ clock: () => now, manners: { countLagMs: 0 } });
});
afterAll(() => emulator.close());

const keyOf = (module: LoadedModule, number: number): RecordKey =>
  `${module === 'Accounts' ? 'billing_accounts' : 'orders'}:${number}`;

function valuesOf(module: LoadedModule, number: number, variant: number, { product, account }: Parents): JsonObject {
  const Portage_Key = keyOf(module, number);
  if (module === 'Accounts') {
    return { Portage_Key, Account_Name: `Account ${number % 3}`, Description: `Variant ${variant} of ${number}` };
  }
  const lines = Array.from({ length: 1 + (variant % 3) }, (_, at) => ({
    Product_Name: { id: product },
    Quantity: 1 + ((variant + at) % 4),
    List_Price: variant + at / 4,
  }));
  const Account_Name = { id: account };
  return { Portage_Key, Subject: `Order ${number} ${variant}`, Account_Name, Ordered_Items: lines };
}

/** Repeats an attempt like Temporal repeats an activity. After a possibly sent call, it looks up the result first. */
async function untilDone<T>(attempt: (lookUpFirst: boolean) => Promise<T>): Promise<T> {
  for (let lookUpFirst = false; ;) {
    try {
      return await attempt(lookUpFirst);
    } catch (error) {
      const retryable = ['rate-limited', 'unknown-outcome', 'unavailable'];
      if (!(error instanceof ConnectorError) || !retryable.includes(error.kind)) throw error;
      lookUpFirst ||= error.kind !== 'rate-limited';
      now += error.retryAfterMs ?? 60_000;
    }
  }
}

const isOurs = (record: JsonObject): boolean => typeof record['Portage_Key'] === 'string';

class Migration {
  readonly ledger = { Accounts: new Map<RecordKey, StoredRecord>(), Sales_Orders: new Map<RecordKey, StoredRecord>() };
  readonly counts = { written: 0, deleted: 0 };
  readonly reasons = new Set<string>();

  readonly zoho: Zoho;
  readonly parents: Parents;

  constructor(zoho: Zoho, parents: Parents) {
    this.zoho = zoho;
    this.parents = parents;
  }

  async write(module: LoadedModule, numbers: number[], variant: number): Promise<void> {
    const ledger = this.ledger[module];
    const records = numbers.map((number, seq) => {
      const key = keyOf(module, number);
      const stored = ledger.get(key);
      const values = valuesOf(module, number, variant, this.parents);
      return { seq, key, values, zohoId: stored?.zohoId ?? null, existed: stored !== undefined, unresolved: [] };
    });
    const input = {
      engagement: 't',
      environment: 'sandbox',
      run: 'full',
      module,
      pass: 'base',
      lane: 0,
      lanes: 1,
    } as const;
    const ports = { zoho: this.zoho, keyField: 'Portage_Key' };
    const booked = await untilDone((unsure) => sendBase(ports, { ...input, slice: 100 }, records, unsure));
    expect(booked.map((one) => one.key).sort()).toEqual(records.map((one) => one.key).sort());
    for (const { key, outcome, zohoId, reason } of booked) {
      const values = records.find((one) => one.key === key)?.values ?? {};
      if (outcome === 'rejected') this.reasons.add(reason ?? '');
      else ledger.set(key, { zohoId: zohoId ?? '', values });
      this.counts.written += 1;
    }
  }

  async delete(module: LoadedModule, numbers: number[]): Promise<void> {
    const ledger = this.ledger[module];
    const batch = numbers.flatMap((number) => {
      const stored = ledger.get(keyOf(module, number));
      return stored ? [{ key: keyOf(module, number), zohoId: stored.zohoId }] : [];
    });
    if (batch.length === 0) return;
    const booked = await untilDone((unsure) => removeBatch(this.zoho, module, batch, unsure));
    for (const { key, result } of booked) if (result !== 'failed') ledger.delete(key);
    this.counts.deleted += booked.length;
  }

  /** The records of the org, in the form of this test's ledger. */
  inZoho(module: LoadedModule): Map<RecordKey, StoredRecord> {
    const org = emulator.admin.orgs.get(sandboxId);
    const { records } = (org ? stateOf(org)[module] : null) as { records: JsonObject[] };
    return new Map(
      records.filter(isOurs).map((record) => {
        const { Portage_Key, Account_Name, Description, Subject } = record;
        const lines = ((record['$lines'] ?? []) as JsonObject[]).map(({ Product_Name, Quantity, List_Price }) => ({
          Product_Name: { id: Product_Name ?? null },
          Quantity: Quantity ?? null,
          List_Price: List_Price ?? null,
        }));
        const values =
          module === 'Accounts'
            ? { Portage_Key, Account_Name, Description }
            : { Portage_Key, Subject, Account_Name: { id: Account_Name }, Ordered_Items: lines };
        return [Portage_Key as RecordKey, { zohoId: String(record['id']), values: values as JsonObject }];
      }),
    );
  }
}

const idOf = (result: ItemResult | undefined): string => (result?.ok ? result.id : '');

/** A new org with our key field on both modules, one product and one existing account. */
async function openMigration(): Promise<Migration> {
  emulator.admin.reset();
  const zoho = openSandbox(emulator, { tokens: createMemoryTokens(), clock: () => now });
  for (const module of ['Accounts', 'Sales_Orders'] as const)
    await zoho.createFields(module, [{ label: 'Portage Key', dataType: 'text', length: 100, externalKey: true }]);
  const [product] = await zoho.insert('Products', [{ Product_Name: 'Plan' }]);
  const [account] = await zoho.insert('Accounts', [{ Account_Name: 'Theirs' }]);
  return new Migration(zoho, { product: idOf(product), account: idOf(account) });
}

/** Only one token expires at a time: the rejection of a new token is an error of the credentials. */
function setFault({ kind, calls }: Extract<Step, { do: 'fault' }>): void {
  const count = kind === 'token-expiry' ? 1 : calls;
  emulator.admin.faults.set([{ kind, path: '^/', share: 1, count }]);
}

test('ledger and Zoho have the same records after 10,000 random writes and deletes with faults', async () => {
  const total = { written: 0, deleted: 0 };
  const reasons = new Set<string>();
  const property = fc.asyncProperty(fc.array(steps, { minLength: 300, maxLength: 300 }), async (sequence) => {
    const migration = await openMigration();
    for (const step of sequence) {
      now += 20_000;
      if (step.do === 'write') await migration.write(step.module, step.records, step.variant);
      else if (step.do === 'delete') await migration.delete(step.module, step.records);
      else setFault(step);
    }
    for (const module of ['Accounts', 'Sales_Orders'] as const) {
      const sorted = (records: Map<RecordKey, StoredRecord>) => [...records].sort(([a], [b]) => (a < b ? -1 : 1));
      expect(sorted(migration.inZoho(module))).toEqual(sorted(migration.ledger[module]));
    }
    total.written += migration.counts.written;
    total.deleted += migration.counts.deleted;
    for (const reason of migration.reasons) reasons.add(reason);
  });
  // No shrinking, because it takes too long for hundreds of steps. The seed makes the run repeatable.
  await fc.assert(property, { numRuns: 20, seed: 20261124, endOnFailure: true });
  expect(total.written + total.deleted).toBeGreaterThan(10_000);
  expect([...reasons]).toEqual(['RECORD_LOCKED id']);
  expect(Object.keys(emulator.admin.faults.struck()).sort()).toEqual([...usedFaults].sort());
}, 240_000);
