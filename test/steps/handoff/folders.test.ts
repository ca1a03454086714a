import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import pg from 'pg';
import { ConnectorError } from '../../../connectors/error.ts';
import type { TeamInventory } from '../../../domain/handoff/teams.ts';
import { exportDocuments } from '../../../steps/documents.ts';
import { handOff } from '../../../steps/handoff/hand-off.ts';
import type { Ports } from '../../../steps/ports.ts';
import { writeSchemaPlan } from '../../../steps/schema/plan.ts';
import { prepareSteps, type StepsEngagement } from '../../support/steps.ts';
import { readSheet } from '../../support/workbook.ts';

let steps: StepsEngagement;
const pathOf = (name: string) => join(steps.folder, 'documents', name);
const textOf = (name: string) => readFileSync(pathOf(name), 'utf8');
const rowsIn = (name: string): Record<string, string>[] => parse(textOf(name), { columns: true });
const inventory = (team: string) => JSON.parse(textOf(`${team}/inventory.json`)) as TeamInventory;
const thousands = (text = '') => text.replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ',');
async function query(sql: string): Promise<Record<string, string>[]> {
  const client = new pg.Client({ connectionString: steps.sourceUrl });
  await client.connect();
  const { rows } = await client.query<Record<string, string>>(sql);
  await client.end();
  return rows;
}

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 40 });
  await steps.open();
  await steps.extract('full-1');
  await writeSchemaPlan(steps.ports, await steps.open());
  await handOff(steps.ports, await steps.open());
});
afterAll(() => steps.close());

describe('network', () => {
  test('every policy rule is translated, with the plans and the number of subscribers that use it', async () => {
    const users = await query(
      `select r.rule_name, count(s.*)::text as n from bss.pcrf_rule r left join bss.plan_policy p using (rule_name)
       left join bss.subscriber s using (plan_code) group by 1 order by 1`,
    );
    const rows = rowsIn('network/policy-translation.csv');
    expect(rows.map(({ rule, subscribers }) => [rule, subscribers])).toEqual(
      users.map((one) => [one['rule_name'], one['n']]),
    );
    expect(rows.find(({ rule }) => rule === 'rule_3')).toMatchObject({
      ...{ vendor: 'starent', precedence: '102', condition: 'tcp dst-port = 443' },
      ...{ action: 'content-id 12; qos-class-identifier 8', unread: '' },
    });
  });

  test('rules with the same precedence are named as a conflict, on the cover too', () => {
    const rows = rowsIn('network/policy-translation.csv');
    expect(rows.find(({ rule }) => rule === 'rule_12')?.['conflicts']).toBe(
      'the same precedence as rule_11; no plan uses it',
    );
    expect(textOf('network/cover.md')).toMatch(/- \d+ policy rules? ha(s|ve) .*conflict/);
  });

  test('network elements are counted by kind and site', async () => {
    const found = await query(
      'select kind, site, count(*)::int as n from bss.network_element group by 1, 2 order by 1, 2',
    );
    for (const { kind, site, n } of found) expect(textOf('network/cover.md')).toContain(`| ${kind} | ${site} | ${n} |`);
  });
});

describe('billing', () => {
  test('accounts that were billed until another time, or have unrated usage or open sessions, are listed', async () => {
    const ends = await query(
      `select kind, (max(started_at) filter (where billed))::text as last from bss.usage_record group by kind`,
    );
    const lastOf = new Map(ends.map(({ kind, last }) => [kind, last]));
    const figures = await query(
      `select s.account_no as account, u.kind, coalesce((max(u.started_at) filter (where u.billed))::text, '') as last,
         count(*) filter (where not u.rated) as unrated, count(*) filter (where u.ended_at is null) as open
       from bss.usage_record u join bss.subscriber s using (subscriber_no) group by 1, 2`,
    );
    const expected = figures.filter(
      ({ kind, last, unrated, open }) => last !== lastOf.get(kind) || unrated !== '0' || open !== '0',
    );
    const rows = rowsIn('billing/usage-by-account.csv');
    const shown = rows.map((one) => [
      one['account'],
      one['kind'],
      one['last_billed_usage'],
      one['unrated'],
      one['open_sessions'],
    ]);
    expect(shown.sort()).toEqual(
      expected.map((one) => [one['account'], one['kind'], one['last'], one['unrated'], one['open']]).sort(),
    );
    expect(rows.some(({ why }) => why?.includes('usage that is not rated'))).toBe(true);
    expect(rows.some(({ why }) => why?.includes('sessions without an end'))).toBe(true);
    expect(textOf('billing/cover.md')).toContain('archive of call detail records');
    const [all] = await query('select count(*)::int as n from bss.usage_record');
    expect(textOf('billing/cover.md')).toContain(`The source has ${all!['n']} usage records at this time.`);
  });

  test('the cover says for each kind of usage until when it was billed, and what is not rated or has no end', async () => {
    const kinds = await query(
      `select kind, count(*) as records, sum(amount) as amount, (max(started_at) filter (where billed))::text as last,
         count(*) filter (where not rated) as unrated, count(*) filter (where ended_at is null) as open
       from bss.usage_record group by kind order by kind`,
    );
    const cover = textOf('billing/cover.md');
    for (const { kind, records, amount, last, unrated, open } of kinds) {
      const accounts = rowsIn('billing/usage-by-account.csv').filter((one) => one['kind'] === kind).length;
      expect(cover).toContain(
        `| ${kind} | ${thousands(records)} | ${thousands(amount)} | ${last} | ${accounts} | ${Number(unrated)} | ${Number(open)} |`,
      );
    }
  });

  test('open receivables are the invoices with an open balance', async () => {
    const [open] = await query('select count(*)::int as n from bss.invoice where open_balance <> 0');
    expect(rowsIn('billing/receivables.csv')).toHaveLength(Number(open!['n']));
  });
});

test('finance gets the balance and the credit limit of every account', async () => {
  const accounts = await query(
    'select account_no, balance, credit_limit::text as credit_limit from bss.billing_account',
  );
  const rows = rowsIn('finance/balances.csv').map(({ id, balance, credit_limit }) => [id, balance, credit_limit]);
  expect(rows.sort()).toEqual(accounts.map((one) => [one['account_no'], one['balance'], one['credit_limit']]).sort());
});

test('administrators get what is to do by hand, and whose records are whose', () => {
  expect(
    rowsIn('admin/by-hand.csv')
      .map(({ what }) => what)
      .join(' '),
  ).toContain('Switch on again the workflow rules');
  expect(rowsIn('admin/owners.csv')).toContainEqual({
    ...{ source_user: 'arun', zoho_user: 'arun@northwind.example', rule: 'listed' },
  });
  expect(rowsIn('admin/created.csv').map(({ kind }) => kind)).toContain('rule');
});

test('administrators get the workflow rules of the loaded modules, those that are off first', () => {
  expect(rowsIn('admin/automations.csv').map(({ module, name, state }) => [module, name, state])).toEqual([
    ['Accounts', 'Welcome new accounts', 'off'],
    ['Invoices', 'Remind of open invoices', 'on'],
  ]);
  expect(textOf('admin/cover.md')).toContain('| workflow rules that are off | 1 |');
});

test('without the scope for workflow rules, the cover says that they are not listed', async () => {
  const { openZoho } = steps.ports;
  const refused = new ConnectorError('auth', 'no scope', { code: 'OAUTH_SCOPE_MISMATCH', status: 401 });
  const without: Ports = {
    ...steps.ports,
    openZoho: (...given) => ({ ...openZoho(...given), workflowRules: () => Promise.reject(refused) }),
  };
  await handOff(without, await steps.open());
  expect(textOf('admin/cover.md')).toContain('The workflow rules could not be read (OAUTH_SCOPE_MISMATCH)');
  await handOff(steps.ports, await steps.open());
});

test('the figures of each inventory are those of its files', () => {
  for (const team of ['billing', 'network', 'finance', 'product', 'admin'])
    for (const { file, rows } of inventory(team).files.filter((one) => one.file.endsWith('.csv')))
      expect([file, rowsIn(file).length]).toEqual([file, rows]);
});

test('the tables are exported as workbooks, too', async () => {
  const exported = await exportDocuments(steps.ports, await steps.open(), { xlsx: true });
  expect(exported.map(({ name }) => name)).toContain('finance/balances.xlsx');
  const sheet = await readSheet(readFileSync(pathOf('finance/balances.xlsx')), 'Rows');
  expect(sheet).toHaveLength(rowsIn('finance/balances.csv').length + 1);
});
