import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createKey } from '../../../apps/cli/key-file.ts';
import { signMessage } from '../../../apps/cli/proof.ts';
import { sha256 } from '../../../connectors/digest.ts';
import { readEngagement } from '../../../connectors/ledger/engagements.ts';
import { storeMappingProposal } from '../../../connectors/ledger/mapping-proposals.ts';
import { proposeMapping } from '../../../steps/propose-mapping.ts';
import { putMapping } from '../../../steps/put-mapping.ts';
import { prepareSteps, type StepsEngagement } from '../../support/steps.ts';
import { portage } from './portage.ts';

let steps: StepsEngagement;
let file: string;
const key = createKey();
const propose = () => proposeMapping(steps.ports, { engagement: 'demo', file: join(steps.folder, 'engagement.yml') });
const mapping = (...args: string[]) => {
  const { connectionString = '' } = steps.ports.ledger.pool.options as { connectionString?: string };
  return portage(['mapping', ...args], { PORTAGE_LEDGER_URL: connectionString });
};
const asPat = ['--as', 'pat@northwind.example', '--role', 'product_manager'];

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 5 });
  file = join(steps.folder, 'mapping.yml');
  await steps.open();
  await propose();
});
afterAll(() => steps.close());

test('the text in use comes back byte by byte', async () => {
  const { stdout, stderr } = await mapping('get', 'demo');
  expect(stdout).toBe(readFileSync(file, 'utf8'));
  expect(stderr).toContain(`Version 1, SHA-256 ${sha256(stdout)}`);
});

test('a changed file becomes a version, which is used after the next mapping step', async () => {
  const edited = join(steps.folder, 'edited.yml');
  writeFileSync(
    edited,
    readFileSync(file, 'utf8').replace('length: 200, required: true }', 'length: 120, required: true }'),
  );
  const shown = await mapping('show', 'demo', '--file', edited);
  expect(shown.stdout).toMatch(
    /^@ line 31\n.*\n-.*length: 200, required: true \}\n\+.*length: 120.*\n1 line removed, 1 added\n$/ms,
  );
  const put = await mapping('put', 'demo', edited, ...asPat, '--base', '1', '--yes', '--comment', 'Shorter names');
  expect(put).toMatchObject({ code: 0, stdout: expect.stringContaining('Stored as version 2. It is not in use yet') });

  const before = await mapping('show', 'demo');
  expect(before.stdout).toMatch(
    /^ *2\s+stored by the command line by pat@northwind.example .*Shorter names\n *1\s+yes\s+from the mapping file/m,
  );
  expect(before.stderr).toContain('Version 2 is not in use yet.');
  await propose();
  const after = await mapping('show', 'demo', '--json');
  expect(JSON.parse(after.stdout)).toMatchObject({ used: 2 });
  expect((await mapping('show', 'demo', '--version', '2')).stdout).toContain('length: 120');
});

test.each([
  [
    'a person without the role',
    ['--as', 'fay@northwind.example', '--role', 'finance'],
    "The role finance can't change the mapping",
  ],
  [
    'the operator',
    ['--as', 'olga@portage.example', '--role', 'operator'],
    "The operator who started the engagement can't",
  ],
])('%s stores nothing', async (_, who, why) => {
  const { code, stderr } = await mapping('put', 'demo', file, ...who, '--base', '2', '--yes');
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(why) });
});

test('a file that can not be used stores nothing, and each problem is named', async () => {
  const wrong = join(steps.folder, 'wrong.yml');
  writeFileSync(wrong, readFileSync(file, 'utf8').replace('from: holder_name', 'from: no_such'));
  const { code, stderr } = await mapping('put', 'demo', wrong, ...asPat, '--base', '2', '--yes');
  expect(code).toBe(1);
  expect(stderr).toContain('modules.Accounts.sources[0].fields.Account_Name: billing_accounts has no field no_such.');
  expect(stderr).toContain('Nothing was stored.');
});

test('a version that is not the newest can not be changed', async () => {
  const { code, stderr } = await mapping('put', 'demo', file, ...asPat, '--base', '1', '--yes');
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringContaining('Version 1 is not the newest any longer'),
  });
});

test('what people changed against the proposal is listed, if there was one', async () => {
  const none = await mapping('show', 'demo', '--against-proposal');
  expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('has no proposal for "demo"') });
  const text = readFileSync(file, 'utf8').replace('Fax: {', 'Fax_Number: {').replace('Mobile: {', 'Asst_Phone: {');
  const [object, module, column, into] = ['subscribers', 'Contacts', 'msisdn', 'Asst_Phone'] as const;
  const decision = { object, module, column, into, score: 0.9, tier: 'likely', runnerUp: null } as const;
  await storeMappingProposal(steps.ports.ledger, 'demo', { text, decisions: [{ ...decision, evidence: [] }] });
  const { code, stdout, stderr } = await mapping('show', 'demo', '--against-proposal', '--file', file);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Contacts\s+subscribers.msisdn\s+changed\s+Asst_Phone\s+likely\s+Mobile/);
  expect(stdout).toMatch(/likely\s+0\s+1\s+0/);
  expect(stderr).toContain('1 decision changed');
  const json = JSON.parse((await mapping('show', 'demo', '--against-proposal', '--json')).stdout) as object;
  expect(json).toMatchObject({ tiers: { likely: { changed: 1 } } });
});

test('without a terminal, a change that nobody has seen is not stored', async () => {
  const { code, stderr } = await mapping('put', 'demo', file, ...asPat);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining('Run the same command with --base 2 --yes.'),
  });
});

test('where the mapping gate needs a proof, only a key of the person stores a version', async () => {
  steps.edit('engagement.yml', 'mapping: [product_manager]', 'mapping: { roles: [product_manager], proof: true }');
  steps.edit('engagement.yml', 'env:PORTAGE_KEY_PAT', `'${key.x}'`);
  const { ledger } = steps.ports;
  await steps.open();
  const text = `${readFileSync(file, 'utf8')}# seen\n`;
  const change = { base: 2, by: 'pat@northwind.example', role: 'product_manager', digest: sha256(text) };
  await expect(putMapping(ledger, 'demo', { text, change })).rejects.toThrow(
    'requires proof of identity to change the mapping',
  );
  const proven = signMessage('mapping', 'demo', change, key);
  await expect(putMapping(ledger, 'demo', { text: `${text}more`, change: proven })).rejects.toThrow(
    'not the one that the digest names',
  );
  await expect(putMapping(ledger, 'demo', { text, change: { ...proven, base: 1 } })).rejects.toThrow(
    'the signature is wrong',
  );
  expect(await putMapping(ledger, 'demo', { text, change: proven })).toBe(3);
  await expect(putMapping(ledger, 'demo', { text, change: proven })).rejects.toThrow(
    'Version 2 is not the newest any longer',
  );
  expect((await readEngagement(ledger, 'demo')).mappingDigest).toBeDefined();
});
