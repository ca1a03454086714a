import type { ExceptionList } from '../../schemas/exceptions.ts';
import type { SpotCheckView } from '../../schemas/spot-check.ts';
import { portage, type Ran } from '../apps/cli/portage.ts';
import { prepareEngagement, type TestEngagement } from '../support/engagement.ts';

/** People decide about the exceptions of a rehearsal on the command line before they can sign. */
let engagement: TestEngagement;
beforeAll(async () => {
  engagement = await prepareEngagement({ accounts: 60 });
  engagement.edit('engagement.yml', '  openExceptions: any', '  openExceptions: 0');
  await engagement.start();
  await engagement.signUntil('rehearsal');
}, 180_000);
afterAll(() => engagement.close(), 60_000);

const run = (...args: string[]): Promise<Ran> =>
  portage(args, {
    TEMPORAL_ADDRESS: engagement.servers.temporalAddress,
    TEMPORAL_NAMESPACE: engagement.servers.namespace,
  });
const fay = ['--as', 'fay@northwind.example', '--role', 'finance'];
const list = async (...args: string[]) =>
  JSON.parse((await run('exceptions', 'list', 'demo', '--json', ...args)).stdout) as ExceptionList;

test('the gate says how many exceptions are open, and refuses an approval', async () => {
  const { open, reasons } = await list();
  expect(open).toBe(reasons.reduce((sum, one) => sum + one.open, 0));
  const { gate } = await engagement.status();
  expect(gate?.exceptions).toEqual({ total: open, open, allowed: 0 });
  expect(await engagement.sign()).toMatchObject({
    counted: false,
    why: expect.stringContaining(`${open} exceptions have no decision`) as string,
  });
});

test('a note with a network identifier is not sent', async () => {
  const args = ['--reason', 'any', '--decision', 'drop', '--note', 'IMSI 310150123456789'];
  const { code, stderr } = await run('exceptions', 'decide', 'demo', ...args, ...fay);
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('network identifier') });
});

test('the list names the records, and people decide by reason until none is open', async () => {
  const { reasons, records } = await list('--records');
  expect(records.length).toBeGreaterThan(0);
  for (const { module, kind, reason, open } of reasons) {
    const choice = ['--module', module, '--kind', kind, '--reason', reason];
    const { code, stdout } = await run('exceptions', 'decide', 'demo', ...choice, '--decision', 'drop', ...fay);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `Stored: ${open} ${open === 1 ? 'exception' : 'exceptions'} of sandbox: drop.\n`,
    });
  }
  expect((await list()).open).toBe(0);
  const { stdout } = await run('exceptions', 'list', 'demo', '--records', '--all');
  expect(stdout).toMatch(/northwind:\S+ +rejected +.* drop$/m);
});

test('the records of the spot check are listed without values, judged and finished', async () => {
  const sheet = JSON.parse((await run('spot-check', 'show', 'demo', '--json')).stdout) as SpotCheckView;
  expect(sheet.records.length).toBeGreaterThanOrEqual(30);
  expect(Object.keys(sheet.records[0] ?? {})).not.toContain('fields');
  const early = await run('spot-check', 'finish', 'demo', ...fay);
  expect(early).toMatchObject({ code: 1, stdout: expect.stringContaining('records are not judged yet') });
  const judged = await run('spot-check', 'judge', 'demo', '1', 'wrong', '--note', 'The city is missing.', ...fay);
  expect(judged).toMatchObject({ code: 0, stdout: 'Stored: record 1 is wrong.\n' });
  const handle = engagement.client.workflow.getHandle('engagement/demo');
  for (const { no } of sheet.records.slice(1)) {
    const mark = { no, verdict: 'right', note: '', by: 'fay@northwind.example', role: 'finance' };
    await handle.executeUpdate('judgeSpotRecord', { args: [mark] });
  }
  expect((await run('spot-check', 'finish', 'demo', ...fay)).stdout).toMatch(/^Finished: the sheet with \d+ records/);
  expect((await engagement.status()).gate?.summary).toContain('The spot check found 1 wrong');
}, 60_000);

test('the approval counts when every exception has a decision', async () => {
  expect(await engagement.sign()).toEqual({ counted: true });
  await engagement.until((seen) => seen.gate?.gate === 'production');
  // It is about the same load, whose exceptions are decided.
  expect((await engagement.status()).gate?.exceptions?.open).toBe(0);
}, 60_000);
