import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { signMessage } from '../../apps/cli/proof.ts';
import { SignOff } from '../../schemas/sign-off.ts';
import { verifyAudit } from '../../steps/verify-audit.ts';
import { portage, type Ran } from '../apps/cli/portage.ts';
import { prepareEngagement, type TestEngagement } from '../support/engagement.ts';

/** An engagement whose sign-offs need a proof, on a real Temporal server: by the command line and by a plain signal. */
let engagement: TestEngagement;
beforeAll(async () => {
  engagement = await prepareEngagement({ accounts: 10 });
  engagement.edit('engagement.yml', 'allowUnproven: true', 'allowUnproven: false');
  engagement.edit(
    'engagement.yml',
    'mapping: [product_manager]',
    'mapping: { roles: [product_manager, admin], people: 2 }',
  );
  await engagement.start();
});
afterAll(() => engagement.close(), 60_000);

const ada = 'ada@northwind.example';
const pat = 'pat@northwind.example';
const atGate = (gate: string) => engagement.until((seen) => seen.gate?.gate === gate);
const run = (...args: string[]): Promise<Ran> =>
  portage(args, {
    TEMPORAL_ADDRESS: engagement.servers.temporalAddress,
    TEMPORAL_NAMESPACE: engagement.servers.namespace,
    LEDGER: engagement.servers.ledgerUrl,
  });
const keyOf = (email: string) => engagement.keys.options(email).split(' ');

test('a bare sign-off does not count', async () => {
  await atGate('scope');
  expect(await engagement.sign()).toMatchObject({ counted: false, why: expect.stringContaining('proof of identity') });
});

test('a wrong passphrase signs nothing', async () => {
  const [option = '', file = ''] = keyOf(ada);
  const args = ['sign', 'demo', 'scope', '--as', ada, '--role', 'admin', '--yes', option, file];
  const { code, stderr } = await run(...args, '--passphrase', `file:${join(engagement.folder, 'mapping.yml')}`);
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('passphrase of') });
});

test('the command line signs with a key file, and no private part of it is in the message', async () => {
  const args = ['scope', '--as', ada, '--role', 'admin', '--yes', ...keyOf(ada)];
  const printed = await run('sign', 'demo', ...args, '--print');
  const message = SignOff.parse(JSON.parse(printed.stdout));
  expect(message.proof).toMatchObject({ kind: 'key', key: engagement.keys.byEmail.get(ada)?.x });
  const { code, stdout } = await run('sign', 'demo', ...args);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `Counted: scope is approved by ${ada}.\n` });
});

test('a plain signal with a signature counts, and another person is still missing', async () => {
  const { gate } = await atGate('mapping');
  const key = engagement.keys.byEmail.get(pat);
  const approval = {
    gate: 'mapping',
    decision: 'approved',
    by: pat,
    role: 'product_manager',
    digest: gate?.digest ?? '',
  } as const;
  if (!key) throw new Error('no key');
  const handle = engagement.client.workflow.getHandle('engagement/demo');
  await handle.signal('signOff', {
    ...approval,
    by: ada,
    role: 'admin',
    proof: signMessage('sign-off', 'demo', approval, key).proof,
  });
  await handle.signal('signOff', signMessage('sign-off', 'demo', approval, key));
  const { signOffs } = await engagement.until((seen) => seen.gate?.approvedBy?.length === 1);
  expect(signOffs.slice(-2).map(({ verdict }) => verdict)).toEqual([
    { counted: false, why: expect.stringContaining('does not list this key') },
    { counted: true, missing: 1 },
  ]);
});

test('the command line revokes it, and the gate waits for two people again', async () => {
  const args = ['revoke', 'demo', 'mapping', '--as', pat, '--role', 'product_manager'];
  expect(await run(...args)).toMatchObject({ code: 1, stdout: expect.stringContaining('requires proof of identity') });
  const { code, stdout } = await run(...args, ...keyOf(pat));
  expect({ code, stdout }).toEqual({ code: 0, stdout: `Revoked: the sign-off of mapping by ${pat}.\n` });
  expect((await engagement.status()).gate?.approvedBy).toEqual([]);
  const sign = (by: string, role: string) =>
    run('sign', 'demo', 'mapping', '--as', by, '--role', role, '--yes', ...keyOf(by));
  expect((await sign(pat, 'product_manager')).stdout).toContain('It waits for 1 more person.');
  expect((await sign(ada, 'admin')).stdout).toBe(`Counted: mapping is approved by ${ada}.\n`);
});

test('a rollback is requested with a key as well', async () => {
  await atGate('rehearsal');
  const args = ['rollback', 'demo', 'sandbox', '--as', ada, '--role', 'admin', '--yes'];
  expect(await run(...args)).toMatchObject({ code: 1, stderr: expect.stringContaining('requires proof of identity') });
  expect((await run(...args, ...keyOf(ada))).code).toBe(0);
  await engagement.until((seen) => seen.state === 'rolled back');
  // After the end of the engagement, the request is judged by the rollback itself.
  expect(await run(...args)).toMatchObject({ code: 1, stderr: expect.stringContaining('requires proof of identity') });
  expect((await run(...args, ...keyOf(ada))).code).toBe(0);
});

test('the audit is verified from the ledger alone, and shows a row that was changed', async () => {
  const verify = () => run('audit', 'verify', 'demo', '--ledger', 'env:LEDGER', '--json');
  const { code, stdout } = await verify();
  expect({ code, stdout }).toMatchObject({ code: 0 });
  expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(await verifyAudit(engagement.ledger, 'demo'))));
  await engagement.ledger.query(`update sign_off set comment = 'I never read it.' where what = 'sign-off' and counted`);
  const changed = await verify();
  expect(changed.code).toBe(1);
  expect(changed.stdout).toContain('in comment.');
});

test('no key, passphrase or token is in the history of the workflow', async () => {
  const history = JSON.stringify(await engagement.client.workflow.getHandle('engagement/demo').fetchHistory());
  const [, file = '', , passphrase = ''] = keyOf(ada);
  expect(history).not.toContain(engagement.keys.byEmail.get(ada)?.d);
  expect(history).not.toContain(readFileSync(file, 'utf8').trim());
  expect(history).not.toContain(readFileSync(passphrase.replace('file:', ''), 'utf8').trim());
});
