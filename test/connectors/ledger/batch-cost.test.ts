import { openLedger, type Ledger } from '../../../connectors/ledger/database.ts';
import { findRun } from '../../../connectors/ledger/runs.ts';
import { createGuard } from '../../../domain/identifiers/guard.ts';
import { passes } from '../../../schemas/terms.ts';
import { runLane } from '../../../steps/load/lane.ts';
import { compareModule } from '../../../steps/verify/compare-module.ts';
import { createFakeZoho, rulesFor } from '../../support/fake-zoho.ts';
import { createTestLedger, fillRun, openTestEngagement, queued } from '../../support/queue.ts';

const records = 6_000;

let ledger: Ledger;
let url: string;
let close: () => Promise<void>;
beforeAll(async () => ({ ledger, url, close } = await createTestLedger()));
afterAll(() => close());

/** Works with connections of its own. A connection reports what it read when it ends. */
async function withLedger<Result>(work: (ledger: Ledger) => Promise<Result>): Promise<Result> {
  const own = openLedger(url);
  try {
    return await work(own);
  } finally {
    await own.close();
  }
}

/** Rows of records and their values that the ledger's server has read so far. */
async function rowsRead(): Promise<number> {
  const [row] = await ledger.query<{ rows: number }>(
    `select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int as rows from pg_stat_user_tables
     where relname ~ '^record(_value)?_\\d+$'`,
  );
  return row?.rows ?? 0;
}

test('a load and its verification read a few rows of the ledger per record, also when its statistics are old', async () => {
  const engagement = await openTestEngagement(ledger);
  const ref = { engagement, environment: 'sandbox', run: 'full-1' } as const;
  const all = Array.from({ length: records }, (_, index) => queued(index + 1));
  await withLedger(async (own) => {
    await fillRun(own, ref, all);
    await own.query('analyze record, record_value');
  });
  const before = await rowsRead();
  await withLedger(async (own) => {
    const zoho = createFakeZoho();
    const ports = { ledger: own, zoho, keyField: 'Portage_Key', conflicts: 'ask', creditFloor: 0 } as const;
    const creditsBackAt = () => Promise.resolve(new Date());
    for (const pass of passes)
      await runLane(
        { ...ports, breakerPercent: 100, creditsBackAt },
        { ...ref, module: 'Accounts', pass, lane: 0, lanes: 1, slice: 20_000 },
        new AbortController().signal,
      );
    const comparison = { ...ports, guard: createGuard({}), module: 'Accounts', ...rulesFor('Accounts') } as const;
    const { modules } = await compareModule(await findRun(own, ref), comparison, new AbortController().signal);
    expect(modules).toMatchObject([{ compared: records, different: 0 }]);
  });
  expect(((await rowsRead()) - before) / records).toBeLessThan(12);
});
