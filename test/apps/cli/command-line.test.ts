import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { portage } from './portage.ts';

test('the help lists the commands, without colours when the output is not a terminal', async () => {
  const { code, stdout, stderr } = await portage(['--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const command of [
    'init',
    'preflight',
    'propose',
    'start',
    'status',
    'gates',
    'sign',
    'revoke',
    'report',
    'schema',
    'rollback',
    'key',
    'audit',
    'support-bundle',
  ]) {
    expect(stdout).toMatch(new RegExp(`^ +${command} +\\S`, 'm'));
  }
});

test('the help of a command ends with a full example', async () => {
  const { stdout } = await portage(['sign', '--help']);
  expect(stdout).toContain('EXAMPLE\n\n  portage sign delta-telecom scope --as ada@customer.example --role sponsor');
});

test.each([
  [['frob'], 'Unknown command frob.'],
  [['status'], 'Missing required positional argument: SLUG.'],
  [['status', 'demo', 'twice'], 'Unexpected argument "twice".'],
  [['status', 'demo', '--jsn'], 'Unknown option --jsn.'],
  [['sign', 'demo', 'scope', '--role', 'sponsor'], 'Missing required argument: --as.'],
  [['trace', 'demo', 'SUB-000001'], '"SUB-000001" is not a key.'],
  [['exceptions', 'decide', 'demo', '--as', 'ada@a.example', '--role', 'r'], 'It is not said which exceptions.'],
  [
    ['exceptions', 'decide', 'demo', '--reason', 'x', '--as', 'ada@a.example', '--role', 'r'],
    'There is nothing to store.',
  ],
  [
    [
      'exceptions',
      'decide',
      'demo',
      '--reason',
      'x',
      '--count',
      '0',
      '--decision',
      'drop',
      '--as',
      'ada@a.example',
      '--role',
      'r',
    ],
    '"0" is not a number.',
  ],
  [
    [
      'exceptions',
      'decide',
      'demo',
      '--record',
      'a:b:c',
      '--count',
      '1',
      '--decision',
      'drop',
      '--as',
      'ada@a.example',
      '--role',
      'r',
    ],
    '--count does not go with --record.',
  ],
  [
    ['matches', 'decide', 'demo', '--decision', 'apart', '--as', 'ada@a.example', '--role', 'r'],
    'It is not said which matches.',
  ],
  [['matches', 'list', 'demo', '--environment', 'moon'], '"moon" is not an environment.'],
  [['exceptions', 'retry', 'demo', '--as', 'ada@a.example'], 'It is not said which exceptions.'],
  [['exceptions', 'list', 'demo', '--environment', 'moon'], '"moon" is not an environment.'],
  [
    ['spot-check', 'judge', 'demo', '7', 'good', '--as', 'a@a.example', '--role', 'r'],
    "The judgement's verdict is wrong",
  ],
  [['schema', 'apply', 'demo'], 'It is not said which org.'],
  [['schema', 'plan', 'demo', '--environment', 'moon'], '"moon" is not an environment.'],
  [['rollback', 'demo', 'staging'], '"staging" is not an environment.'],
  [['report', 'Demo'], '"Demo" is not a valid slug'],
  [['start', 'missing.yml'], 'There is no file missing.yml.'],
])('portage %j is wrong use and changes nothing', async (args, message) => {
  const { code, stdout, stderr } = await portage(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(`portage: ${message}`);
  expect(stderr).toMatch(/\nNothing was changed\.\nNext: ./);
});

test.each([
  ['', 'has no slug.'],
  ['slug: [', "can't be read: "],
])('an engagement file with the text %j is rejected before anything starts', async (text, message) => {
  const folder = mkdtempSync(join(tmpdir(), 'portage-start-'));
  const file = join(folder, 'engagement.yml');
  writeFileSync(file, text);
  const { code, stderr } = await portage(['start', file]);
  rmSync(folder, { recursive: true });
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

test('a Temporal server that does not answer is reported with its address and what to do', async () => {
  const { code, stderr } = await portage(['status', 'demo']);
  expect(code).toBe(1);
  expect(stderr).toContain('portage: Temporal does not answer at 127.0.0.1:1:');
  expect(stderr).toContain('Next: Start the local stack with npm run dev, or set TEMPORAL_ADDRESS');
});

test('a support bundle that nobody can say anything for is not written', async () => {
  const into = join(tmpdir(), 'portage-no-bundle.zip');
  const { code, stdout, stderr } = await portage(['support-bundle', 'demo', '--into', into]);
  expect({ code, stdout, isWritten: existsSync(into) }).toEqual({ code: 1, stdout: '', isWritten: false });
  expect(stderr).toContain('Nothing is known of the engagement "demo": Temporal does not answer at 127.0.0.1:1:');
  expect(stderr).toContain('or give the URL of the ledger with --ledger env:NAME.');
});

test('the stack of an error is printed only with --debug', async () => {
  const [plain, debug] = await Promise.all([portage(['frob']), portage(['frob', '--debug'])]);
  expect(plain.stderr).not.toContain('    at ');
  expect(debug.stderr).toContain('    at ');
});
