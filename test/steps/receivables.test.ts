import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import pg from 'pg';
import { findRun } from '../../connectors/ledger/runs.ts';
import type { RunRef } from '../../schemas/refs.ts';
import type { PhaseReport } from '../../schemas/report.ts';
import type { StoredEngagement } from '../../steps/ports.ts';
import { reportReceivables } from '../../steps/receivables.ts';
import { prepareSteps, type StepsEngagement } from '../support/steps.ts';

/** What customers owe, from the source to the report of the phase. */
let steps: StepsEngagement;
let stored: StoredEngagement;
let source: pg.Client;
let run: RunRef;
let invoices: PhaseReport;

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 12 });
  stored = await steps.open();
  source = new pg.Client({ connectionString: steps.sourceUrl });
  await source.connect();
  // A paid invoice with an open amount.
  await source.query(`update bss.invoice set status_code = 1, open_balance = 12.5
    where invoice_no = (select min(invoice_no) from bss.invoice)`);
  const loaded = await steps.load('sandbox', 'full', (await steps.extract('full-1')).name);
  run = loaded.run;
  invoices = loaded.reports.find(({ module }) => module === 'Invoices')!;
});
afterAll(async () => {
  await source.end();
  await steps.close();
});

test("the sums of the source, of Zoho and of records that are not there are the source's own", async () => {
  const { rows } = await source.query<{ sum: string; count: string; accounts: string }>(
    `select round(sum(open_balance), 2)::text as sum, count(*) as count, count(distinct account_no) as accounts
     from bss.invoice where open_balance <> 0`,
  );
  const [totals] = invoices.receivables!;
  expect(totals).toMatchObject({ currency: 'GBP', source: rows[0]!.sum, different: 0, misflagged: 0 });
  expect([totals!.records, totals!.accounts]).toEqual([Number(rows[0]!.count), Number(rows[0]!.accounts)]);
  const inZoho = steps.state('sandbox')['Invoices']!.records.map((one) => Number(one['Open_Balance'] ?? 0));
  expect(Number(totals!.zoho)).toBeCloseTo(
    inZoho.reduce((sum, one) => sum + one, 0),
    2,
  );
  expect(invoices.gaps.filter((gap) => gap.startsWith('Open in'))).toEqual([]);
  expect(readFileSync(join(steps.folder, 'documents', 'reconciliation-sandbox-full-1-Invoices.md'), 'utf8')).toContain(
    '## Open receivables',
  );
});

test('each account with something open has a line, and the lines add up to the sums', () => {
  const text = readFileSync(join(steps.folder, 'documents', 'receivables-sandbox-full-1-Invoices.csv'), 'utf8');
  const lines = parse<Record<string, string>>(text, { columns: true });
  const [totals] = invoices.receivables!;
  expect(new Set(lines.map((line) => line['account'])).size).toBe(lines.length);
  expect(lines[0]!['account']).toMatch(/:billing_accounts:/);
  const cents = (column: string) => lines.reduce((sum, line) => sum + Math.round(100 * Number(line[column])), 0);
  expect([cents('source'), cents('Zoho')]).toEqual(
    [totals!.source, totals!.zoho].map((sum) => Math.round(100 * Number(sum))),
  );
});

test('the check box of every record says whether something is open, whatever its state is', () => {
  for (const record of steps.state('sandbox')['Invoices']!.records)
    expect([record['Subject'], record['Has_Open_Balance']]).toEqual([
      record['Subject'],
      Number(record['Open_Balance'] ?? 0) !== 0,
    ]);
});

test('an amount and a check box that Zoho did not acknowledge are counted', async () => {
  const { ledger } = steps.ports;
  const found = await findRun(ledger, run);
  await ledger.query(
    `update record_value v set custom = jsonb_set(jsonb_set(v.custom::jsonb, '{Open_Balance}', '0.07'), '{Has_Open_Balance}', 'false')
     from record r where v.env = $1 and r.env = $1 and v.no = r.custom_no and r.key = (
       select key from record where env = $1 and module = 'Invoices' and zoho_id is not null order by key limit 1
     )`,
    [found.env],
  );
  const [totals] = (await reportReceivables(steps.ports, stored, found, 'Invoices'))!;
  expect(totals).toMatchObject({ different: 1, misflagged: 1 });
  expect(await reportReceivables(steps.ports, stored, found, 'Accounts')).toBeNull();
});
