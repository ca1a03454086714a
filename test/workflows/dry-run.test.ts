import { ApplicationFailure } from '@temporalio/common';
import * as messages from '../../workflows/messages.ts';
import { startEngagement, type EngagementDriver } from './engagement-driver.ts';
import { startEnvironment, type Environment } from './environment.ts';
import { fakeEngagement, hold, linesOf, operator, reportOf } from './fake-activities.ts';

/** The dry run of the cutover, which is asked for at the gate rehearsal. */
let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment.close());

const changing = {
  extract: ({ staging }: { staging: string }) => Promise.resolve({ name: staging, digest: staging, rows: 0 }),
};
const rehearse = ({ handle }: EngagementDriver) =>
  handle.executeUpdate(messages.rehearseCutover, { args: [{ by: operator }] });

/** The engagement at the gate rehearsal, again after a dry run that was asked for there. */
async function afterDryRun(fake: ReturnType<typeof fakeEngagement>): Promise<EngagementDriver> {
  const engagement = await startEngagement(environment.client, fake);
  const before = await engagement.approveUntil('rehearsal');
  expect(await rehearse(engagement)).toEqual({ counted: true });
  await engagement.until(({ gate }) => gate?.gate === 'rehearsal' && gate.digest !== before.gate?.digest);
  return engagement;
}

test.concurrent('the steps of the cutover run in the sandbox, and freeze and take nothing', async () => {
  const fake = fakeEngagement(changing);
  await afterDryRun(fake);
  expect(linesOf(fake, 'gatherEvidence rehearsal')).toEqual([
    ...['judgeDryRun', 'checkQuiet', 'extract dry-run-1', 'nameRun sandbox delta'],
    ...['survey sandbox delta-1', 'transform sandbox delta-1 delta dry-run-1', 'applySchema sandbox delta-1'],
    ...['endRun sandbox delta-1', 'handOff sandbox', 'lockHistory sandbox', 'removeLocks sandbox', 'writeDryRun'],
    ...['drawSpotCheck sandbox full-1', 'measureSchema sandbox', 'gatherEvidence rehearsal'],
  ]);
});

test.concurrent('the minutes of each step are written, and a source without changes has no delta', async () => {
  const fake = fakeEngagement();
  const engagement = await afterDryRun(fake);
  const { input } = fake.calls.find(({ activity }) => activity === 'writeDryRun')!;
  const steps = input['steps'] as { id: string; state: string; started: string | null; ended: string | null }[];
  expect(steps.map(({ id, state }) => `${id} ${state}`)).toEqual([
    ...['quiet-check done', 'extraction done', 'delta skipped', 'handoff done', 'locking done'],
  ]);
  expect(steps[0]).toMatchObject({
    started: expect.stringMatching(/^\d/) as string,
    ended: expect.any(String) as string,
  });
  expect((await engagement.status()).cutover).toBeUndefined();
});

test.concurrent('production is loaded from the extraction of the rehearsal, not from that of the dry run', async () => {
  const fake = fakeEngagement(changing);
  const engagement = await afterDryRun(fake);
  await engagement.approveUntil('freeze');
  expect(linesOf(fake)).toContain('transform production full-1 full full-1');
});

test.concurrent('a second dry run has an extraction of its own', async () => {
  const fake = fakeEngagement(changing);
  const engagement = await afterDryRun(fake);
  await rehearse(engagement);
  await engagement.until(({ gate }) => gate === null);
  await engagement.atGate('rehearsal');
  expect(linesOf(fake)).toContain('extract dry-run-2');
});

test.concurrent('a dry run after another rehearsal has an extraction of its own, too', async () => {
  const fake = fakeEngagement();
  const engagement = await afterDryRun(fake);
  await engagement.sign({ decision: 'changes-requested' });
  await engagement.atGate('mapping');
  fake.source.content = 'content-2';
  await engagement.approveUntil('rehearsal');
  await rehearse(engagement);
  await engagement.until(({ gate }) => gate === null);
  await engagement.atGate('rehearsal');
  expect(linesOf(fake)).toContain('transform sandbox delta-1 delta dry-run-2');
});

test.concurrent('while the cutover is tried its steps are shown, and the gate can not be signed', async () => {
  const handingOff = hold({ objects: 0 });
  const engagement = await startEngagement(environment.client, fakeEngagement({ handOff: handingOff.activity }));
  await engagement.approveUntil('rehearsal');
  const signOff = await engagement.signOff();
  await rehearse(engagement);
  await handingOff.running;
  const { cutover = [] } = await engagement.status();
  expect(cutover.find(({ state }) => state === 'running')?.id).toBe('handoff');
  const verdict = await engagement.handle.executeUpdate(messages.signOffUpdate, { args: [signOff] });
  expect(verdict).toMatchObject({ counted: false });
  handingOff.release();
  await engagement.atGate('rehearsal');
});

test.concurrent('a dry run that fails can be given up: the gate rehearsal opens again', async () => {
  const fake = fakeEngagement({ handOff: () => Promise.reject(ApplicationFailure.nonRetryable('the source is away')) });
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('rehearsal');
  await rehearse(engagement);
  const { gate } = await engagement.atGate('exception:dry-run');
  expect(gate?.summary).toContain('the source is away');
  await engagement.sign({ decision: 'rejected' });
  await engagement.atGate('rehearsal');
  expect(linesOf(fake)).not.toContain('writeDryRun');
});

test.concurrent('a delta of the dry run that people reject gives the dry run up, not the engagement', async () => {
  const fake = fakeEngagement(
    {
      ...changing,
      reportPhase: (phase) =>
        Promise.resolve(reportOf(phase, phase.run === 'delta-1' ? { gaps: ['1 record is missing.'] } : {})),
    },
    { modules: ['Accounts'] },
  );
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('rehearsal');
  await rehearse(engagement);
  await engagement.atGate('exception:Accounts');
  await engagement.sign({ decision: 'rejected' });
  await engagement.atGate('rehearsal');
  await engagement.sign();
  await engagement.atGate('production');
});

test.concurrent('a read-back in the dry run that differs says that a rejection gives the dry run up', async () => {
  const fake = fakeEngagement(changing, { modules: ['Accounts'] });
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('rehearsal');
  const { verifyModule } = fake.activities;
  fake.activities.verifyModule = async (input) => ({ ...(await verifyModule(input)), agrees: false });
  await rehearse(engagement);
  const { gate } = await engagement.atGate('exception:verification');
  expect(gate?.summary).toMatch(/read back again\. Reject to give the dry run up\.$/);
});

test.concurrent('a dry run is refused anywhere else, and exceptions are not loaded again after one', async () => {
  const engagement = await startEngagement(environment.client, fakeEngagement({}, { modules: ['Accounts'] }));
  await engagement.atGate('scope');
  expect(await rehearse(engagement)).toEqual({
    counted: false,
    why: 'The cutover can be tried while the engagement waits at the gate rehearsal. Nothing was changed.',
  });
  await engagement.approveUntil('rehearsal');
  await rehearse(engagement);
  await engagement.until(({ gate }) => gate === null);
  await engagement.atGate('rehearsal');
  const request = { environment: 'sandbox', choice: { reason: 'Phone: invalid' }, by: operator } as const;
  expect(await engagement.handle.executeUpdate(messages.retryExceptions, { args: [request] })).toMatchObject({
    ...{ counted: false, why: expect.stringContaining('A dry run of the cutover has changed the sandbox') as string },
  });
});
