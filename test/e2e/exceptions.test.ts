import type { ExceptionList } from '../../schemas/exceptions.ts';
import type { SpotCheckView } from '../../schemas/spot-check.ts';
import { portage, type Ran } from '../apps/cli/portage.ts';
import { orgs, prepareEngagement, type TestEngagement } from '../support/engagement.ts';

/** People decide about the exceptions of a rehearsal on the command line before they can sign. */
let engagement: TestEngagement;
beforeAll(async () => {
  engagement = await prepareEngagement({ accounts: 60 });
  engagement.edit('engagement.yml', '  openExceptions: any', '  openExceptions: 0');
  await engagement.start();
  await engagement.signUntil('mapping');
  // Somebody works on the accounts meanwhile, so their custom fields are not written.
  await engagement.faults([{ kind: 'record-locked', method: 'PUT', path: '^/Accounts$', share: 1 }]);
  await engagement.sign();
  const { gate } = await engagement.until((seen) => seen.gate !== null && seen.gate.gate !== 'mapping');
  if (gate?.gate !== 'exception:Accounts') throw new Error(`The gate ${gate?.gate} is open.`);
  await engagement.signUntil('rehearsal');
});
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

const locked = (answer: ExceptionList) => answer.reasons.filter(({ reason }) => reason.includes('RECORD_LOCKED'));

test('what Zoho did not take is loaded again, and nothing else', async () => {
  const before = await list();
  const [group] = locked(before);
  expect(group).toMatchObject({ module: 'Accounts', kind: 'custom fields rejected' });
  const { gate } = await engagement.status();
  await engagement.faults([]);
  const [, secondKey = ''] = (await list('--records', '--module', 'Accounts')).records.map(({ key }) => key);
  type Stats = { orgs: Record<string, { writes: Record<string, number> }> };
  const writes = async () => (await engagement.admin<Stats>('GET', 'stats')).orgs[orgs.sandbox]?.writes ?? {};
  const written = await writes();

  const one = await run('exceptions', 'retry', 'demo', '--record', secondKey, '--as', 'olga@portage.example');
  expect(one).toMatchObject({ code: 0, stdout: 'Loading 1 record of sandbox again.\n' });
  // People decide about the others once more, as after every load of the phase.
  await engagement.signUntil('rehearsal');
  expect(await writes()).toEqual({ ...written, 'Accounts.update': (written['Accounts.update'] ?? 0) + 1 });
  expect((await list()).total).toBe(before.total - 1);

  const stale = await engagement.sign('changes-requested', { digest: gate?.digest ?? '' });
  expect(stale).toMatchObject({ counted: false, why: expect.stringContaining('evidence has changed') as string });

  const rest = ['--kind', 'custom fields rejected', '--reason', group?.reason ?? ''];
  const all = await run('exceptions', 'retry', 'demo', ...rest, '--as', 'fay@northwind.example');
  expect(all.stdout).toBe(`Loading ${(group?.count ?? 0) - 1} records of sandbox again.\n`);
  await engagement.until(
    (seen) => seen.gate?.gate === 'rehearsal' && seen.gate.exceptions?.total === before.total - (group?.count ?? 0),
  );
  expect(locked(await list())).toEqual([]);
  const { reports } = await engagement.status();
  expect(reports.map(({ identityClosed, gaps }) => [identityClosed, gaps])).toEqual(reports.map(() => [true, []]));
});

test('a record that the source or the mapping keeps out is not sent again, and the answer says so', async () => {
  const { reasons } = await list();
  const ofSource = reasons.find(({ reason }) => reason.endsWith(': missing'));
  const args = ['--module', ofSource?.module ?? '', '--reason', ofSource?.reason ?? '', '--as', 'olga@portage.example'];
  const { code, stdout } = await run('exceptions', 'retry', 'demo', ...args);
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^Not counted: Sending .* again can't help: \d+ exceptions? comes? from the source or the mapping/,
  );
});

test('a note with a network identifier is not sent', async () => {
  const args = ['--reason', 'any', '--decision', 'drop', '--note', 'IMSI 310150123456789'];
  const { code, stderr } = await run('exceptions', 'decide', 'demo', ...args, ...fay);
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('network identifier') });
});

test('a decision about another number of exceptions than the list shows is not sent', async () => {
  const [{ reason = '', open = 0 } = {}] = (await list()).reasons;
  const args = ['--reason', reason, '--count', String(open + 1_000), '--decision', 'drop'];
  const { code, stderr } = await run('exceptions', 'decide', 'demo', ...args, ...fay);
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(`not ${open + 1_000}.`) });
  expect((await list()).reasons.find((one) => one.reason === reason)?.open).toBe(open);
});

test('the list names the records, and people decide by reason until none is open', async () => {
  const { reasons, records } = await list('--records');
  expect(records.length).toBeGreaterThan(0);
  for (const { module, kind, reason, open } of reasons) {
    const choice = ['--module', module, '--kind', kind, '--reason', reason, '--count', String(open)];
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
  expect(judged).toMatchObject({ code: 0, stdout: `Stored: record 1 (${sheet.records[0]?.key}) is wrong.\n` });
  const handle = engagement.client.workflow.getHandle('engagement/demo');
  for (const { no } of sheet.records.slice(1)) {
    const mark = { run: sheet.run, no, verdict: 'right', note: '', by: 'fay@northwind.example', role: 'finance' };
    await handle.executeUpdate('judgeSpotRecord', { args: [mark] });
  }
  expect((await run('spot-check', 'finish', 'demo', ...fay)).stdout).toMatch(/^Finished: the sheet with \d+ records/);
  expect((await engagement.status()).gate?.summary).toContain('The spot check found 1 wrong');
});

test('the approval counts when every exception has a decision', async () => {
  expect(await engagement.sign()).toEqual({ counted: true });
  await engagement.until((seen) => seen.gate?.gate === 'production');
  // It is about the same load, whose exceptions are decided.
  expect((await engagement.status()).gate?.exceptions?.open).toBe(0);
});
