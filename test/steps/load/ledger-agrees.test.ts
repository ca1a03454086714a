import { fc } from '../../support/properties.ts';
import { ConnectorError } from '../../../connectors/error.ts';
import { sendBase } from '../../../steps/load/base-pass.ts';
import { settleBatch } from '../../../steps/rollback/settle-batch.ts';
import type { RollbackItem } from '../../../connectors/ledger/rollback.ts';
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
type Kept = { zohoId: string; values: JsonObject };

/** One step of a random migration. Records are numbers out of a few, so that they meet again. */
type Step =
  | { do: 'write'; module: LoadedModule; records: number[]; variant: number }
  | { do: 'delete'; module: LoadedModule; records: number[] }
  | { do: 'spoil'; kind: FaultRule['kind']; calls: number };

// Slow answers cost time and change nothing; lag, jobs and locks are not part of these calls.
const others = ['latency', 'slow-body', 'lag', 'job-failure', 'job-partial'];
const spoiling = faultKinds.filter((kind) => !others.includes(kind));

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
      do: fc.constant('spoil' as const),
      kind: fc.constantFrom(...spoiling),
      calls: fc.integer({ min: 1, max: 3 }),
    }),
  },
);

let emulator: ZohoEmulator;
let now = Date.now();
beforeAll(async () => {
  emulator = await startWatchedEmulator({ clock: () => now, behaviour: { countLagMs: 0 } });
});
afterAll(() => emulator.close());

const keyOf = (module: LoadedModule, number: number): RecordKey =>
  `test:${module === 'Accounts' ? 'billing_accounts' : 'orders'}:${number}`;

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

/** Tries until it is done, as an activity is tried again; once something may have been sent, it is looked up first. */
async function untilDone<T>(attempt: (lookUpFirst: boolean) => Promise<T>): Promise<T> {
  for (let lookUpFirst = false; ;) {
    try {
      return await attempt(lookUpFirst);
    } catch (error) {
      const again = ['rate-limited', 'unknown-outcome', 'unavailable', 'server-error'];
      if (!(error instanceof ConnectorError) || !again.includes(error.kind)) throw error;
      lookUpFirst ||= error.kind !== 'rate-limited';
      now += error.retryAfterMs ?? 60_000;
    }
  }
}

const isOurs = (record: JsonObject): boolean => typeof record['Portage_Key'] === 'string';

class Migration {
  readonly ledger = { Accounts: new Map<RecordKey, Kept>(), Sales_Orders: new Map<RecordKey, Kept>() };
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
    const records = numbers.map((number, no) => {
      const key = keyOf(module, number);
      const kept = ledger.get(key);
      const values = valuesOf(module, number, variant, this.parents);
      return { no, key, values, zohoId: kept?.zohoId ?? null, unresolved: [], unimaged: [], last: null, held: {} };
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
    const ports = { zoho: this.zoho, keyField: 'Portage_Key', settle: () => Promise.resolve() };
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
    const batch = numbers.flatMap((number): RollbackItem[] => {
      const key = keyOf(module, number);
      const kept = ledger.get(key);
      return kept ? [{ no: number, key, zohoId: kept.zohoId, action: 'delete', modifiedAt: null, image: null }] : [];
    });
    if (batch.length === 0) return;
    const booked = await untilDone(async (unsure) => {
      const us = await this.zoho.currentUser();
      return settleBatch({ zoho: this.zoho, module, us }, batch, unsure ? Infinity : 0);
    });
    for (const { key, result } of booked) if (result !== 'refused') ledger.delete(key as RecordKey);
    this.counts.deleted += booked.length;
  }

  /** What the org holds, in the words of the ledger. */
  inZoho(module: LoadedModule): Map<RecordKey, Kept> {
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

/** A fresh org with our key on both modules, one product and one account that was there before. */
async function openMigration(): Promise<Migration> {
  emulator.admin.reset();
  const zoho = openSandbox(emulator, { tokens: createMemoryTokens(), clock: () => now });
  for (const module of ['Accounts', 'Sales_Orders'] as const)
    await zoho.createFields(module, [{ label: 'Portage Key', dataType: 'text', length: 100, externalKey: true }]);
  const [product] = await zoho.insert('Products', [{ Product_Name: 'Plan' }]);
  const [account] = await zoho.insert('Accounts', [{ Account_Name: 'Theirs' }]);
  return new Migration(zoho, { product: idOf(product), account: idOf(account) });
}

/** A fresh token that is refused at once is an error of the credentials, so that no two expire in a row. */
function spoil({ kind, calls }: Extract<Step, { do: 'spoil' }>): void {
  const count = kind === 'token-expiry' ? 1 : calls;
  emulator.admin.faults.set([{ kind, path: '^/', share: 1, count }]);
}

test('after 10,000 random writes, upserts, deletes and faults, ledger and Zoho agree record by record', async () => {
  const total = { written: 0, deleted: 0 };
  const reasons = new Set<string>();
  const property = fc.asyncProperty(fc.array(steps, { minLength: 300, maxLength: 300 }), async (sequence) => {
    const migration = await openMigration();
    for (const step of sequence) {
      now += 20_000;
      if (step.do === 'write') await migration.write(step.module, step.records, step.variant);
      else if (step.do === 'delete') await migration.delete(step.module, step.records);
      else spoil(step);
    }
    for (const module of ['Accounts', 'Sales_Orders'] as const) {
      const sorted = (records: Map<RecordKey, Kept>) => [...records].sort(([a], [b]) => (a < b ? -1 : 1));
      expect(sorted(migration.inZoho(module))).toEqual(sorted(migration.ledger[module]));
    }
    total.written += migration.counts.written;
    total.deleted += migration.counts.deleted;
    for (const reason of migration.reasons) reasons.add(reason);
  });
  // Shrinking hundreds of steps takes longer than reading them; the seed says how to run them again.
  await fc.assert(property, { numRuns: 20, endOnFailure: true });
  expect(total.written + total.deleted).toBeGreaterThan(10_000);
  expect([...reasons]).toEqual(['RECORD_LOCKED id']);
  expect(Object.keys(emulator.admin.faults.counts()).sort()).toEqual([...spoiling].sort());
});
