import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { StoredRecord } from '../../../emulators/zoho/orgs/org.ts';
import type { RunRef } from '../../../schemas/refs.ts';
import type { PhaseReport, Receipt, VerifyReport } from '../../../schemas/report.ts';
import type { Module } from '../../../schemas/terms.ts';
import type { StoredEngagement } from '../../../steps/ports.ts';
import { verifyModule } from '../../../steps/verify/verify-module.ts';
import { never, prepareSteps, type StepsEngagement } from '../../support/steps.ts';

let steps: StepsEngagement;
let stored: StoredEngagement;
let run: RunRef;
let reports: PhaseReport[];
/** Ids in the source of two invoices. */
let cheap: string;
let contradictory: string;

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 20 });
  stored = await steps.open();
  const source = new pg.Client({ connectionString: steps.sourceUrl });
  await source.connect();
  const { rows } = await source.query<{ id: string }>(
    `select i.invoice_no as id from bss.invoice i join bss.billing_account a using (account_no)
     where a.holder_name !~* 'test|dummy|do not use' order by 1 limit 2`,
  );
  [cheap, contradictory] = rows.map(({ id }) => id) as [string, string];
  // 1,000 messages at 0.0333 each, and a total that no lines make up.
  await source.query(`
    delete from bss.invoice_line where invoice_no = '${cheap}' and line_no > 1;
    update bss.invoice_line set quantity = 1000, unit_price = 0.0333, discount = 0 where invoice_no = '${cheap}';
    update bss.invoice set total = 33.3 where invoice_no = '${cheap}';
    update bss.invoice set total = total + 19.99 where invoice_no = '${contradictory}'`);
  await source.end();
  const { name } = await steps.extract('full-1');
  ({ run, reports } = await steps.load('sandbox', 'full', name));
});
afterAll(() => steps.close());

const org = () => steps.emulator.admin.orgs.get(stored.engagement.destination.sandbox.orgId)!;
const records = (module: Module): StoredRecord[] => [...org().modules.get(module)!.records.values()];
const recordOf = (module: Module, id: string) =>
  records(module).find(({ values }) => String(values['Portage_Key']).endsWith(`:${id}`))!;
const document = (name: string) => readFileSync(join(steps.folder, 'documents', name), 'utf8');

/** Verifies a module, and reads the report about the run. */
async function verify(module: Module): Promise<VerifyReport & { moduleAgrees: boolean }> {
  const { agrees } = await verifyModule(steps.ports, stored, { ...run, module }, never);
  return { ...(JSON.parse(document('verification-sandbox-full-1.json')) as VerifyReport), moduleAgrees: agrees };
}

const differencesOf = async (module: Module) =>
  (await verify(module)).differences.map(({ key, field }) => `${key} ${field}`);
const bulkReads = () => steps.emulator.admin.log.filter(({ path }) => path.endsWith('/bulk/v8/read')).length;

/** Changes a record in Zoho by hand, and undoes it after `work`. */
async function changed<T>(
  record: StoredRecord,
  change: (record: StoredRecord) => void,
  work: () => Promise<T>,
): Promise<T> {
  const before = structuredClone(record);
  change(record);
  try {
    return await work();
  } finally {
    Object.assign(record, before);
  }
}

test('a total of the source that its lines do not make up is listed with source, lines and Zoho, and blocks', async () => {
  const { moduleAgrees, money, moneyDifferences, differences } = await verify('Invoices');
  expect(moduleAgrees).toBe(false);
  const zoho = Number(recordOf('Invoices', contradictory).values['Grand_Total']).toFixed(2);
  const source = (Number(zoho) + 19.99).toFixed(2);
  expect(moneyDifferences).toEqual([
    expect.objectContaining({
      ...{ key: expect.stringContaining(contradictory), field: 'Grand_Total' },
      ...{ source, lines: zoho, destination: zoho },
    }),
  ]);
  const [total] = money.filter(({ module, field }) => module === 'Invoices' && field === 'Grand_Total');
  expect(total).toMatchObject({ different: 1, unknown: 0, agrees: false });
  expect(Number(total?.source) - Number(total?.destination)).toBeCloseTo(19.99, 5);
  expect(differences).toEqual([]);
  expect(document('verification-sandbox-full-1.md')).toContain(`| Grand_Total | ${source} | ${zoho} |`);
});

test('money is compared by account and billing period, with what was read back', async () => {
  const { periods, periodDifferences } = await verify('Invoices');
  const own = periods!.filter(({ module }) => module === 'Invoices');
  expect(own).toMatchObject([
    { field: 'Grand_Total', currency: 'GBP', different: 1 },
    { field: 'Open_Balance', currency: 'GBP', different: 0 },
  ]);
  const [difference] = periodDifferences!;
  expect(difference).toMatchObject({ field: 'Grand_Total', account: expect.stringContaining(':billing_accounts:') });
  expect(difference!.period).toMatch(/^\d{4}-\d{2}-(01|08|15|22|28)$/);
  expect(Number(difference!.source) - Number(difference!.zoho) - Number(difference!.missing)).toBeCloseTo(19.99, 5);
  const lines = document('money-by-period-sandbox-full-1-Invoices.csv').split('\n');
  expect(lines.filter((line) => line.endsWith(',no'))).toEqual([
    expect.stringContaining(`,GBP,${difference!.period},Grand_Total,`),
  ]);
  expect(document('verification-sandbox-full-1.md')).toContain("1 account's billing period has other money");
});

test('what was read back of single records is forgotten once it was compared', async () => {
  await verify('Invoices');
  const [kept] = await steps.ports.ledger.query<{ count: number }>(
    `select count(*)::int as count from slice where pass = 'verify' and money::text <> '[]'`,
  );
  expect(kept).toEqual({ count: 0 });
});

test('the phase report counts the totals that do not follow from the lines', () => {
  expect(reports.find(({ module }) => module === 'Invoices')?.totals).toEqual({ different: 1, missing: 0 });
  expect(document('reconciliation-sandbox-full-1-Invoices.md')).toContain('does not follow from the lines of 1 record');
});

test('a price below the smallest coin arrives, and its line is rounded once', () => {
  const { values, lines } = recordOf('Invoices', cheap);
  expect([values['Grand_Total'], lines?.[0]?.['List_Price']]).toEqual([33.3, 0.0333]);
});

test('balances of accounts and of invoices are compared with those of the source', async () => {
  const { money } = await verify('Accounts');
  expect(money.map(({ module, field, agrees }) => [module, field, agrees])).toEqual(
    expect.arrayContaining([
      ['Accounts', 'Account_Balance', true],
      ['Invoices', 'Open_Balance', true],
    ]),
  );
});

test('the lines of a module are read by one bulk read, and other modules need none', async () => {
  const before = bulkReads();
  await verify('Accounts');
  expect(bulkReads() - before).toBe(0);
  expect(await verify('Sales_Orders')).toMatchObject({ moduleAgrees: true });
  expect(bulkReads() - before).toBe(1);
});

test.each<[string, (lines: Record<string, unknown>[]) => Record<string, unknown>[], RegExp]>([
  ['changed', ([line, ...others]) => [{ ...line, Quantity: 77 }, ...others], /Ordered_Items\[1\]\.Quantity$/],
  ['given another product', ([line, ...others]) => [{ ...line, Product_Name: '1' }, ...others], /\[1\]\.Product_Name$/],
  ['doubled', (lines) => [...lines, { ...lines.at(-1), id: '9' }], /Ordered_Items\[\d\] \(additional\)$/],
  ['removed', (lines) => lines.slice(1), /Ordered_Items\[1\] \(missing\)$/],
])('a line that was %s in Zoho is found', async (_, change, expected) => {
  const order = records('Sales_Orders').find(({ lines }) => (lines?.length ?? 0) > 1)!;
  const renumber = (record: StoredRecord) => {
    record.lines = change(structuredClone(record.lines!)).map((line, at) => ({ ...line, Sequence_Number: at + 1 }));
  };
  const found = await changed(order, renumber, () => differencesOf('Sales_Orders'));
  expect(found).toEqual([expect.stringMatching(expected)]);
});

test('a line that a colleague changed is an edit, and its order does not disagree', async () => {
  const colleague = org().users.find(({ id }) => id !== records('Sales_Orders')[0]?.modifiedBy)!;
  const edit = (record: StoredRecord) => {
    record.lines![0]!['Quantity'] = 77;
    record.values['Grand_Total'] = 1;
    Object.assign(record, { modifiedBy: colleague.id, modifiedAt: record.modifiedAt + 60_000 });
  };
  const order = records('Sales_Orders')[0]!;
  const report = await changed(order, edit, () => verify('Sales_Orders'));
  expect(report).toMatchObject({ moduleAgrees: true, differences: [] });
  expect(report.edits?.map(({ field }) => field)).toEqual(['Ordered_Items[1].Quantity', 'Grand_Total']);
  expect(document('verification-sandbox-full-1.md')).toContain('2 values were edited in Zoho.');
});

test('a network identifier in a line of Zoho is found by the scan', async () => {
  const write = (record: StoredRecord) => {
    record.lines![0]!['Description'] = 'IMSI 234150999999999';
  };
  const report = await changed(records('Sales_Orders')[0]!, write, () => verify('Sales_Orders'));
  expect([report.moduleAgrees, report.scanned.hits]).toEqual([false, 1]);
  const receipt = JSON.parse(document('receipt-sandbox-full-1.json')) as Receipt;
  expect(receipt.readBack?.hits).toBe(1);
  expect(document('receipt-sandbox-full-1.md')).toContain('verified records and of their lines');
});
