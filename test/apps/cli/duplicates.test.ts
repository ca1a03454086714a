import pg from 'pg';
import { createKey } from '../../../apps/cli/key-file.ts';
import { signMessage } from '../../../apps/cli/proof.ts';
import { listClusters } from '../../../connectors/ledger/duplicates.ts';
import { DecideDuplicates } from '../../../schemas/duplicates.ts';
import { decideDuplicates } from '../../../steps/decide-duplicates.ts';
import { clusterOf, surveyWith } from '../../support/duplicates.ts';
import { prepareSteps, type StepsEngagement } from '../../support/steps.ts';
import { portage } from './portage.ts';

let steps: StepsEngagement;
/** Ids of accounts in the source, sorted. */
let ids: string[];
const key = createKey();
const asPat = ['--as', 'pat@northwind.example', '--role', 'product_manager'];
const idOf = (...members: string[]) => `billing_accounts/${members.join('+')}`;
const duplicates = (...args: string[]) => {
  const { connectionString = '' } = steps.ports.ledger.pool.options as { connectionString?: string };
  return portage(['duplicates', ...args], { PORTAGE_LEDGER_URL: connectionString });
};
const stateOf = async (...members: string[]) =>
  (await listClusters(steps.ports.ledger, 'demo', {}, { after: null, most: 99 })).find(
    ({ id }) => id === idOf(...members),
  )?.state;

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 16 });
  const source = new pg.Client({ connectionString: steps.sourceUrl });
  await source.connect();
  const { rows } = await source.query<{ id: string }>('select account_no as id from bss.billing_account');
  await source.end();
  ids = rows.map(({ id }) => id).sort();
  await surveyWith(steps, await steps.open(), [
    clusterOf('billing_accounts', ids.slice(0, 3)),
    clusterOf('billing_accounts', ids.slice(3, 5)),
    clusterOf('billing_accounts', ids.slice(5, 7), 'certain'),
    clusterOf('billing_accounts', ids.slice(7, 9), 'certain'),
  ]);
});
afterAll(() => steps.close());

test('the list shows ids and how sure it is, and one group why', async () => {
  const { stdout, stderr } = await duplicates('list', 'demo', '--tier', 'likely');
  expect(stderr).toContain('4 groups of possible duplicates: 4 without a decision');
  expect(stdout.split('\n').filter((line) => line.includes('likely'))).toHaveLength(2);
  const one = await duplicates('list', 'demo', '--cluster', idOf(...ids.slice(0, 3)));
  expect(one.stdout).toContain(`2  ${ids[1]}`);
  expect(one.stdout).toContain('birth date: another day (-3.0)');
  expect(one.stdout).toContain('not surer, because no document to compare');
});

test('a group is split by the numbers of its members', async () => {
  const members = ids.slice(0, 3);
  const decided = await duplicates(
    ...['decide', 'demo', '--cluster', idOf(...members), '--decision', 'split', '--group', '1,3', ...asPat],
  );
  expect(decided).toMatchObject({ code: 0, stdout: 'Stored for 1 group: split. The next load uses it.\n' });
  expect(await stateOf(...members)).toBe('split');
  const { stdout } = await duplicates('list', 'demo', '--cluster', idOf(...members));
  expect(stdout).toContain(`${members[0]} + ${members[2]}; ${members[1]} alone`);
});

test('all certain groups of an object are decided at once only with their number', async () => {
  const all = ['decide', 'demo', '--certain', 'billing_accounts', '--decision', 'accept', ...asPat];
  const asked = await duplicates(...all, '--count', '3');
  expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('Then give --count 2.') });
  expect(await stateOf(...ids.slice(5, 7))).toBe('open');
  const decided = await duplicates(...all, '--count', '2');
  expect(decided.stdout).toContain('Stored for 2 groups: one record.');
  expect(await stateOf(...ids.slice(7, 9))).toBe('accept');
});

test.each([
  [
    'a person without the role',
    ['--as', 'fay@northwind.example', '--role', 'finance'],
    "The role finance can't decide",
  ],
  [
    'the operator',
    ['--as', 'olga@portage.example', '--role', 'operator'],
    "The operator who started the engagement can't",
  ],
])('%s decides nothing', async (_, who, why) => {
  const { code, stdout } = await duplicates(
    ...['decide', 'demo', '--cluster', idOf(...ids.slice(3, 5)), '--decision', 'accept', ...who],
  );
  expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining(why) });
  expect(await stateOf(...ids.slice(3, 5))).toBe('open');
});

test('a group whose members changed is not decided, and the command says what to do', async () => {
  const { code, stderr } = await duplicates(
    ...['decide', 'demo', '--cluster', 'gone', '--decision', 'ignore', ...asPat],
  );
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringContaining('List them again: portage duplicates list'),
  });
});

test('a group may be named by the beginning of its id, as long as it is the only one', async () => {
  const { code, stderr } = await duplicates(
    'decide',
    'demo',
    '--cluster',
    'billing_accounts/',
    '--decision',
    'ignore',
    ...asPat,
  );
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('Give more of the id.') });
  const id = idOf(...ids.slice(3, 5));
  const decided = await duplicates('decide', 'demo', '--cluster', id.slice(0, -1), '--decision', 'ignore', ...asPat);
  expect(decided.stdout).toContain('Stored for 1 group');
});

test('where the gate needs a proof, a decision counts with one, and the proof counts once', async () => {
  steps.edit('engagement.yml', 'mapping: [product_manager]', 'mapping: { roles: [product_manager], proof: true }');
  steps.edit('engagement.yml', 'env:PORTAGE_KEY_PAT', `'${key.x}'`);
  await steps.open();
  const draft = DecideDuplicates.parse({
    ...{ choice: { cluster: idOf(...ids.slice(3, 5)) }, decision: { decision: 'ignore' } },
    ...{ by: 'pat@northwind.example', role: 'product_manager' },
  });
  const { ledger } = steps.ports;
  expect(await decideDuplicates(ledger, 'demo', draft)).toMatchObject({
    counted: false,
    why: expect.stringContaining('requires proof of identity'),
  });
  const signed = signMessage('duplicates', 'demo', draft, key);
  expect(await decideDuplicates(ledger, 'demo', { ...signed, decision: { decision: 'accept' } })).toMatchObject({
    why: expect.stringContaining('the signature is wrong'),
  });
  expect(await decideDuplicates(ledger, 'demo', signed)).toEqual({ counted: true, count: 1 });
  expect(await decideDuplicates(ledger, 'demo', signed)).toMatchObject({
    counted: false,
    why: expect.stringContaining('it was used before'),
  });
  expect(await stateOf(...ids.slice(3, 5))).toBe('ignore');
});

test('a comment with a network identifier is refused', async () => {
  const { code, stderr } = await duplicates(
    ...['decide', 'demo', '--cluster', 'gone', '--decision', 'ignore', '--comment', 'IMSI 262011234567890', ...asPat],
  );
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('seems to have a network identifier') });
});
