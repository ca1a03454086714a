import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { PhaseReport } from '../../../schemas/report.ts';
import type { StoredEngagement } from '../../../steps/ports.ts';
import { verifyModule } from '../../../steps/verify/verify-module.ts';
import { never, prepareSteps, type StepsEngagement } from '../../support/steps.ts';

let steps: StepsEngagement;
let stored: StoredEngagement;
let source: pg.Client;
let deltas = 0;

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 60 });
  steps.edit('mapping.yml', '  Invoices:\n', '  Invoices:\n    vanished: delete\n');
  stored = await steps.open();
  source = new pg.Client({ connectionString: steps.sourceUrl });
  await source.connect();
  const { name } = await steps.extract('full-1');
  await steps.load('production', 'full', name);
});
afterAll(async () => {
  await source.end();
  await steps.close();
});

/** Changes the source, and loads what changed. */
async function loadDelta(statements = 'select 1') {
  await source.query(statements);
  const { name } = await steps.extract(`delta-${(deltas += 1)}`);
  const { run, reports } = await steps.load('production', 'delta', name);
  const agrees = [];
  for (const module of stored.modules)
    agrees.push((await verifyModule(steps.ports, stored, { ...run, module }, never)).agrees);
  return { run, reports, agrees: agrees.every(Boolean) };
}

const sum = (reports: PhaseReport[], outcome: 'created' | 'updated' | 'unchanged' | 'excluded' | 'merged') =>
  reports.reduce((total, report) => total + report.outcomes[outcome], 0);
const gaps = (reports: PhaseReport[]) => reports.flatMap((report) => report.gaps);

/** Ids in the source of records that the first load created from this object, in an order that does not change. */
async function idsOf(object: string, count: number): Promise<string[]> {
  const rows = await steps.ports.ledger.query<{ id: string }>(
    `select split_part(key, ':', 3) as id from record r
     where split_part(key, ':', 2) = $1 and zoho_id is not null and base_no is not null
       and not exists (select from record m where m.same_as = r.key) order by key limit $2`,
    [object, count],
  );
  return rows.map(({ id }) => id);
}

const recordsOf = (module: string) => steps.state('production')[module]?.records ?? [];
const recordOf = (module: string, object: string, id = '') =>
  recordsOf(module).find((record) => String(record['Portage_Key']).endsWith(`:${object}:${id}`));

/** The issues file of the newest delta. Without issues there is none. */
const issuesOf = (module: string): string => {
  const path = join(steps.folder, 'documents', `issues-production-delta-${deltas}-${module}.csv`);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

test('a delta without changes writes nothing, and every row still has an outcome', async () => {
  const { reports, agrees } = await loadDelta();
  expect(gaps(reports)).toEqual([]);
  expect([sum(reports, 'created'), agrees]).toEqual([0, true]);
  expect(sum(reports, 'unchanged')).toBeGreaterThan(100);
});

test('a delta writes what changed, empties what the source emptied, and deletes or keeps what vanished', async () => {
  const [emptied, excluded, changed] = await idsOf('billing_accounts', 3);
  const [invoice] = await idsOf('invoices', 1);
  const { reports, agrees, run } = await loadDelta(`
    update bss.billing_account set city = '', credit_limit = null where account_no = '${emptied}';
    update bss.billing_account set holder_name = 'Test account' where account_no = '${excluded}';
    update bss.billing_account set street = '7 New Street' where account_no = '${changed}';
    delete from bss.invoice where invoice_no = '${invoice}'`);
  expect(gaps(reports)).toEqual([]);
  expect(reports.every((report) => report.identityClosed)).toBe(true);
  expect(recordOf('Accounts', 'billing_accounts', emptied)).toMatchObject({ Billing_City: null, Credit_Limit: null });
  expect(recordOf('Accounts', 'billing_accounts', changed)).toMatchObject({ Billing_Street: '7 New Street' });
  expect(recordOf('Accounts', 'billing_accounts', excluded)).toBeDefined();
  expect(recordOf('Invoices', 'invoices', invoice)).toBeUndefined();
  expect(agrees).toBe(true);
  const text = readFileSync(join(steps.folder, 'documents', `vanished-production-${run.run}.md`), 'utf8');
  expect(text).toMatch(new RegExp(`${excluded} .* excluded: test account .* stays in Zoho`));
  expect(text).toMatch(new RegExp(`${invoice} .* vanished from the source .* deleted`));
});

test('a computed delta gives the same as the transformation of all rows', async () => {
  const contents = () => JSON.stringify(steps.state('production'));
  const before = contents();
  await steps.ports.ledger.query(`update run set rules_digest = 'other'`);
  const [account] = await idsOf('billing_accounts', 1);
  const { reports } = await loadDelta(`update bss.billing_account set street = street where account_no = '${account}'`);
  expect([sum(reports, 'created'), gaps(reports)]).toEqual([0, []]);
  expect(contents()).toBe(before);
});

test('a record that comes back is found again, and one that was deleted is created again', async () => {
  const excluded = (
    await steps.ports.ledger.query<{ id: string }>(
      `select split_part(key, ':', 3) as id from stale_record where why = 'excluded: test account'`,
    )
  )[0]?.id;
  const { reports } = await loadDelta(
    `update bss.billing_account set holder_name = 'Ada Again' where account_no = '${excluded}'`,
  );
  expect(gaps(reports)).toEqual([]);
  expect(sum(reports, 'created')).toBe(0);
  expect(recordOf('Accounts', 'billing_accounts', excluded)).toMatchObject({ Account_Name: 'Ada Again' });
});

test('a record that was rejected for a missing parent is loaded when the parent comes; before, each run lists it and writes nothing', async () => {
  const queued = () => steps.ports.ledger.query(`select key from record_value where key like '%:invoices:LATE'`);
  const first =
    await loadDelta(`insert into bss.invoice select 'LATE', 'BA-LATE', order_no, issued_on, due_on, status_code, total,
      open_balance, currency, updated_at from bss.invoice order by invoice_no limit 1;
    insert into bss.invoice_line select 'LATE', line_no, item_object, item_code, description, quantity, unit_price, discount
      from bss.invoice_line where invoice_no = (select min(invoice_no) from bss.invoice where invoice_no <> 'LATE')`);
  expect(gaps(first.reports)).toEqual([]);
  const { reports } = await loadDelta(`update bss.billing_account set street = '9 Side Street'
    where account_no = (select min(account_no) from bss.billing_account)`);
  expect(gaps(reports)).toEqual([]);
  expect(await queued()).toHaveLength(1);
  expect(issuesOf('Invoices')).toMatch(
    /:invoices:LATE,rejected,Account_Name,account_no,parent not migrated,.*,BA-LATE$/m,
  );
  const last =
    await loadDelta(`insert into bss.billing_account (account_no, holder_name, status_code, currency, created_at, updated_at)
    select 'BA-LATE', 'Late Account', status_code, currency, created_at, updated_at from bss.billing_account
    order by account_no limit 1`);
  expect(gaps(last.reports)).toEqual([]);
  expect(recordOf('Invoices', 'invoices', 'LATE')).toMatchObject({
    Account_Name: recordOf('Accounts', 'billing_accounts', 'BA-LATE')?.['id'],
  });
  expect(issuesOf('Invoices')).not.toContain(':invoices:LATE,rejected');
});

test('a merged record leads its children to the survivor', async () => {
  const parents = await steps.ports.ledger.query<{ id: string }>(
    `select distinct split_part(ref, ':', 3) as id from record_value v, unnest(refs) ref
     where v.module = 'Invoices' and ref like '%:billing_accounts:%'
       and exists (select from record r where r.key = ref and r.zoho_id is not null and r.same_as is null)
     order by id limit 2`,
  );
  const [survivor, merged] = parents.map(({ id }) => id);
  const { reports } = await loadDelta(
    `update bss.billing_account set holder_name = 'One and the same', tax_reg_no = 'GB424242' where account_no in ('${survivor}', '${merged}')`,
  );
  expect(gaps(reports)).toEqual([]);
  const id = recordOf('Accounts', 'billing_accounts', survivor)?.['id'];
  const old = recordOf('Accounts', 'billing_accounts', merged)?.['id'];
  const invoices = recordsOf('Invoices');
  const parentOf = (invoice: (typeof invoices)[number]) => invoice['Account_Name'];
  expect(invoices.filter((invoice) => parentOf(invoice) === id).length).toBeGreaterThan(1);
  expect(invoices.filter((invoice) => parentOf(invoice) === old)).toEqual([]);
});
