import pg from 'pg';
import { createGuard } from '../../domain/identifiers/guard.ts';
import { verifyModule } from '../../steps/verify/verify-module.ts';
import { never, prepareSteps, type StepsEngagement } from '../support/steps.ts';

type Tagged = { Portage_Key: string; $tags?: string[] };

let steps: StepsEngagement;
const accounts = () => (steps.state('sandbox')['Accounts']?.records ?? []) as unknown as Tagged[];
async function query<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: steps.sourceUrl });
  await client.connect();
  const { rows } = await client.query<Row>(sql);
  await client.end();
  return rows;
}
const tagsOf = (account: string) =>
  accounts().find(({ Portage_Key: key }) => key === `northwind:billing_accounts:${account}`)?.$tags;

const zoho = async () => steps.ports.openZoho(await steps.open(), 'sandbox', createGuard({}));
const tagsInZoho = async () => (await (await zoho()).tags('Accounts')).map(({ name }) => name).sort();

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 5, defects: {} });
  steps.edit(
    'mapping.yml',
    '      - object: billing_accounts\n',
    '      - object: billing_accounts\n        tags:\n          - { from: status_code, map: states }\n          - { from: account_class, map: classes }\n',
  );
  steps.edit(
    'mapping.yml',
    '\nmaps:\n',
    `\nmaps:\n  states: { '1': In use, '2': On hold, '3': On hold, '4': null, '5': null }\n  classes: { B: Business, R: null }\n`,
  );
  await steps.open();
  await (await zoho()).createTags('Accounts', ['business']);
  await steps.extract('full-1');
});
afterAll(() => steps.close());

test('records get the tags of their value maps, which the verification reads back', async () => {
  const { run } = await steps.load('sandbox', 'full', 'demo/full-1');
  const rows = await query<{ account_no: string; status_code: number }>(
    'select account_no, status_code from bss.billing_account',
  );
  const loaded = new Set(accounts().map(({ Portage_Key: key }) => key));
  const inUse = rows.filter(
    ({ account_no: account, status_code: code }) => code === 1 && loaded.has(`northwind:billing_accounts:${account}`),
  );
  expect(inUse.length).toBeGreaterThan(0);
  for (const { account_no: account } of inUse) expect(tagsOf(account)).toContain('In use');
  const phase = { ...run, module: 'Accounts' };
  expect(await verifyModule(steps.ports, await steps.open(), phase, never)).toEqual({ agrees: true });
});

test('a delta replaces the tag of a record whose state changed', async () => {
  const [row] = await query<{ account_no: string }>(
    'select account_no from bss.billing_account where status_code = 1 limit 1',
  );
  await query(
    `update bss.billing_account set status_code = 2, updated_at = timestamp '2026-01-15 09:00' where account_no = '${row!.account_no}'`,
  );
  await steps.extract('delta-1');
  await steps.load('sandbox', 'delta', 'demo/delta-1');
  expect(tagsOf(row!.account_no)).toContain('On hold');
  expect(tagsOf(row!.account_no)).not.toContain('In use');
});

test('a rollback removes the tags that it created and no record has, and lists the others', async () => {
  expect(await tagsInZoho()).toEqual(['In use', 'On hold', 'business']);
  await (await zoho()).insert('Accounts', [{ Account_Name: 'Of people', Tag: [{ name: 'On hold' }] }]);
  const { report } = await steps.rollBack('sandbox');
  expect(await tagsInZoho()).toEqual(['On hold', 'business']);
  expect(report.fields.find(({ module }) => module === 'Accounts')?.kept).toEqual([
    { apiName: 'Tag', why: 'the tag On hold: 1 record has it' },
  ]);
});
