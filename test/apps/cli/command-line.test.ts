import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { portage } from './portage.ts';

test('help lists the verbs, without colour where no terminal reads it', async () => {
  const { code, stdout, stderr } = await portage(['--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const verb of ['init', 'preflight', 'start', 'status', 'gates', 'sign', 'report', 'rollback', 'trace']) {
    expect(stdout).toMatch(new RegExp(`^ +${verb} +\\S`, 'm'));
  }
});

test('the help of a verb ends with a full example', async () => {
  const { stdout } = await portage(['sign', '--help']);
  expect(stdout).toContain('EXAMPLE\n\n  portage sign delta-telecom scope --as ada@customer.example --role sponsor');
});

test.each([
  [['frob'], 'Unknown command frob.'],
  [['status'], 'Missing required positional argument: SLUG.'],
  [['status', 'demo', 'twice'], '"twice" is one word too many.'],
  [['status', 'demo', '--jsn'], 'There is no option --jsn.'],
  [['sign', 'demo', 'scope', '--role', 'sponsor'], 'Missing required argument: --as.'],
  [['trace', 'demo', 'SUB-000001'], '"SUB-000001" is no key.'],
  [['rollback', 'demo', 'staging'], '"staging" is no environment.'],
  [['report', 'Demo'], `"Demo" can't be the slug of an engagement`],
  [['start', 'missing.yml'], 'There is no file missing.yml.'],
])('portage %j is wrong use and changes nothing', async (args, message) => {
  const { code, stdout, stderr } = await portage(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(`portage: ${message}`);
  expect(stderr).toMatch(/\nNothing was changed\.\nNext: ./);
});

test.each([
  ['', 'names no slug.'],
  ['slug: [', "can't be read: "],
])('an engagement file with the text %j is refused before anything starts', async (text, message) => {
  const folder = mkdtempSync(join(tmpdir(), 'portage-start-'));
  const file = join(folder, 'engagement.yml');
  writeFileSync(file, text);
  const { code, stderr } = await portage(['start', file]);
  rmSync(folder, { recursive: true });
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

test('a Temporal server that does not answer is named, with what to do', async () => {
  const { code, stderr } = await portage(['status', 'demo']);
  expect(code).toBe(1);
  expect(stderr).toContain('portage: Temporal does not answer at 127.0.0.1:1:');
  expect(stderr).toContain('Next: Start the local stack with npm run dev, or set TEMPORAL_ADDRESS');
});

test('the stack of an error is printed only when it is asked for', async () => {
  const [plain, debug] = await Promise.all([portage(['frob']), portage(['frob', '--debug'])]);
  expect(plain.stderr).not.toContain('    at ');
  expect(debug.stderr).toContain('    at ');
});
