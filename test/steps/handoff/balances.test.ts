import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import pg from 'pg';
import { handOff } from '../../../steps/handoff/hand-off.ts';
import { prepareSteps, type StepsEngagement } from '../../support/steps.ts';

let steps: StepsEngagement;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 10 });
  await steps.open();
  await steps.load('production', 'full', (await steps.extract('full-1')).name);
});
afterAll(() => steps.close());

test('an account that a delta excludes is not summed up as in Zoho, because Zoho has its earlier balance', async () => {
  const keys = (steps.state('production')['Accounts']?.records ?? []).map((one) => String(one['Portage_Key']));
  const account = keys
    .find((key) => key.includes(':billing_accounts:'))
    ?.split(':')
    .at(-1);
  const client = new pg.Client({ connectionString: steps.sourceUrl });
  await client.connect();
  const changed = `update bss.billing_account set holder_name = 'test', balance = 12.50 where account_no = $1`;
  await client.query(changed, [account]);
  await client.end();
  await steps.load('production', 'delta', (await steps.extract('delta-1')).name);
  await handOff(steps.ports, await steps.open());
  const read = (name: string) => readFileSync(join(steps.folder, 'documents/finance', name), 'utf8');
  const rows: Record<string, string>[] = parse(read('balances.csv'), { columns: true });
  expect(rows.find(({ id }) => id === account)).toMatchObject({ balance: '12.50', in_zoho: 'outdated' });
  expect(read('cover.md')).toMatch(/\| with earlier values: the newest load leaves it out \| 1 \| 12\.50 \|/);
});
