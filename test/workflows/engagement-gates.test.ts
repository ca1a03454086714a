import { ApplicationFailure } from '@temporalio/common';
import type { QuietStep } from '../../schemas/quiet.ts';
import * as messages from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { startEngagement } from './engagement-driver.ts';
import { startEnvironment, type Environment } from './environment.ts';
import { emptyRollback, rollbackOfModule, fakeEngagement, hold, linesOf } from './fake-activities.ts';

/** Where each decision at each gate leads, and what an engagement shows meanwhile. */
let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment.close());

const migrationOf = (run: string, staging: string) => [
  `survey ${run}`,
  `transform ${run} ${run.includes('delta') ? 'delta' : 'full'} ${staging}`,
  `applySchema ${run}`,
  `endRun ${run}`,
];
const rollbackOf = (name: string) =>
  ['closeEnvironment', 'previewRollback', 'checkRollback', 'removeFields', 'endRollback'].map(
    (step) => `${step} ${name}`,
  );
const signed = (gate: string) => [`gatherEvidence ${gate}`, `judgeSignOff ${gate}`];

test.concurrent('seven approved gates lead from the preflight to the final report', async () => {
  const fake = fakeEngagement();
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('acceptance');
  await engagement.sign();
  await engagement.handle.result();
  expect(linesOf(fake)).toEqual([
    'openEngagement',
    'preflight',
    'discover',
    ...signed('scope'),
    'proposeMapping',
    ...signed('mapping'),
    'extract full-1',
    'nameRun sandbox full',
    ...migrationOf('sandbox full-1', 'full-1'),
    'drawSpotCheck sandbox full-1',
    'measureSchema sandbox',
    ...signed('rehearsal'),
    ...rollbackOf('sandbox'),
    'measureSchema production',
    ...signed('production'),
    'nameRun production full',
    ...migrationOf('production full-1', 'full-1'),
    'measureSchema production',
    'prepareCutover',
    ...signed('freeze'),
    'checkQuiet',
    'extract delta-1',
    'handOff',
    'measureSchema production',
    'prepareGoLive',
    ...signed('go-live'),
    'judgeSignOff go-live',
    'lockHistory production',
    'checkRights',
    'sendSwitchMail',
    'sendSwitchWebhooks',
    'measureSchema production',
    ...signed('acceptance'),
    'close',
  ]);
});

test.concurrent(
  'deltas are extracted and loaded until an extraction has the same content as the one before',
  async () => {
    const digests: Record<string, string> = { 'full-1': 'a', 'delta-1': 'b', 'delta-2': 'b' };
    const fake = fakeEngagement({
      extract: ({ staging }) => Promise.resolve({ name: staging, digest: digests[staging] ?? '', rows: 0 }),
    });
    const engagement = await startEngagement(environment.client, fake);
    await engagement.approveUntil('go-live');
    expect(linesOf(fake, 'judgeSignOff freeze')).toEqual([
      'checkQuiet',
      'extract delta-1',
      'nameRun production delta',
      ...migrationOf('production delta-1', 'delta-1'),
      'extract delta-2',
      'handOff',
      'measureSchema production',
      'prepareGoLive',
      'gatherEvidence go-live',
    ]);
  },
);

test.concurrent('a closed engagement returns its final status', async () => {
  const engagement = await startEngagement(environment.client, fakeEngagement());
  await engagement.approveUntil('acceptance');
  await engagement.sign();
  const result = await engagement.handle.result();
  expect(result).toMatchObject({
    state: 'closed',
    step: 'closed: everything is signed, handed off and accepted',
    gate: null,
    run: null,
    documents: [{ name: 'final.md' }],
  });
  expect(result.signOffs.map(({ signOff, verdict }) => [signOff.gate, verdict.counted])).toEqual([
    ['scope', true],
    ['mapping', true],
    ['rehearsal', true],
    ['production', true],
    ['freeze', true],
    ['go-live', true],
    ['go-live', true],
    ['acceptance', true],
  ]);
});

test.concurrent.each([
  ['scope', []],
  ['mapping', []],
  ['rehearsal', rollbackOf('sandbox')],
  ['production', []],
  ['freeze', []],
] as const)('a rejection at the gate %s ends the engagement after %j', async (gate, last) => {
  const fake = fakeEngagement();
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil(gate);
  await engagement.sign({ decision: 'rejected' });
  expect(await engagement.handle.result()).toMatchObject({
    state: 'rejected',
    step: 'rejected by a sign-off',
    gate: null,
  });
  expect(linesOf(fake, `judgeSignOff ${gate}`)).toEqual(last);
});

test.concurrent.each(['scope', 'production', 'freeze'] as const)(
  'requested changes at the gate %s end the engagement, because no earlier step can change it',
  async (gate) => {
    const fake = fakeEngagement();
    const engagement = await startEngagement(environment.client, fake);
    await engagement.approveUntil(gate);
    await engagement.sign({ decision: 'changes-requested' });
    expect(await engagement.handle.result()).toMatchObject({ state: 'rejected' });
    expect(linesOf(fake, `judgeSignOff ${gate}`)).toEqual([]);
  },
);

test.concurrent('requested changes at the gate mapping read the mapping file again', async () => {
  const fake = fakeEngagement();
  const engagement = await startEngagement(environment.client, fake);
  const first = await engagement.approveUntil('mapping');
  await engagement.sign({ decision: 'changes-requested' });
  const second = await engagement.until(({ gate }) => gate !== null && gate.digest !== first.gate?.digest);
  expect(second.gate?.gate).toBe('mapping');
  expect(linesOf(fake, 'judgeSignOff mapping')).toEqual(['proposeMapping', 'gatherEvidence mapping']);
});

test.concurrent('requested changes at the gate rehearsal lead through the mapping to a second rehearsal', async () => {
  const fake = fakeEngagement();
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('rehearsal');
  await engagement.sign({ decision: 'changes-requested' });
  await engagement.atGate('mapping');
  await engagement.sign();
  await engagement.atGate('rehearsal');
  expect(linesOf(fake, 'judgeSignOff rehearsal')).toEqual([
    ...rollbackOf('sandbox'),
    'proposeMapping',
    ...signed('mapping'),
    'nameRun sandbox full',
    ...migrationOf('sandbox full-2', 'full-1'),
    'drawSpotCheck sandbox full-2',
    'measureSchema sandbox',
    'gatherEvidence rehearsal',
  ]);
});

test.concurrent('the modules of the newest mapping are loaded and rolled back', async () => {
  const fake = fakeEngagement({
    proposeMapping: () => Promise.resolve({ mappingDigest: 'mapping-2', modules: ['Products'] }),
    previewRollback: (scope) =>
      Promise.resolve({ ...scope, ...emptyRollback, modules: [rollbackOfModule('Products', { toDelete: 1 })] }),
  });
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('production');
  expect(linesOf(fake)).toContain('beginPhase sandbox full-1 Products');
  expect(linesOf(fake)).toContain('removeRecords sandbox Products 0');
});

test.concurrent('the status shows the step and the run while the work goes on', async () => {
  const opening = hold({});
  const transforming = hold({ queued: 0, decided: 0 });
  const fake = fakeEngagement({ transform: transforming.activity });
  fake.activities.openEngagement = () => opening.activity().then(() => fake.plan);
  const engagement = await startEngagement(environment.client, fake);

  await opening.running;
  expect(await engagement.status()).toMatchObject({
    state: 'running',
    step: 'opening',
    stepIsResult: false,
    gate: null,
    lanes: 0,
  });
  opening.release();

  await engagement.approveUntil('mapping');
  await engagement.sign();
  await transforming.running;
  expect(await engagement.status()).toMatchObject({
    engagement: fake.slug,
    state: 'running',
    step: 'rehearsal',
    gate: null,
    run: { engagement: fake.slug, environment: 'sandbox', run: 'full-1' },
    lanes: 2,
  });
  transforming.release();
});

test.concurrent('the status shows the result of a gate until the next step begins', async () => {
  const engagement = await startEngagement(environment.client, fakeEngagement());
  await engagement.atGate('scope');
  await engagement.handle.executeUpdate(messages.pause);
  await engagement.sign();
  expect(await engagement.until(({ stepIsResult }) => stepIsResult)).toMatchObject({
    step: 'scope: approved, as soon as the engagement is resumed',
  });
  await engagement.handle.executeUpdate(messages.resume);
  expect(await engagement.atGate('mapping')).toMatchObject({ step: 'mapping', stepIsResult: false });
});

test.concurrent('the status shows the open gate with its evidence and all documents so far', async () => {
  const engagement = await startEngagement(environment.client, fakeEngagement());
  expect(await engagement.approveUntil('mapping')).toMatchObject({
    state: 'waiting at gate',
    step: 'mapping',
    gate: { gate: 'mapping', digest: 'evidence-mapping-1', summary: 'About mapping.' },
    run: null,
    documents: [{ name: 'scope.md' }, { name: 'mapping.md' }],
  });
});

test.concurrent('the status shows the report of each loaded phase', async () => {
  const engagement = await startEngagement(environment.client, fakeEngagement({}, { modules: ['Accounts'] }));
  const { reports } = await engagement.approveUntil('rehearsal');
  expect(reports).toMatchObject([{ environment: 'sandbox', run: 'full-1', module: 'Accounts', gaps: [] }]);
});

test.concurrent('the open gate is shown on the page of the workflow, and can be searched for', async () => {
  const fake = fakeEngagement();
  const engagement = await startEngagement(environment.client, fake);
  await engagement.atGate('scope');
  const { currentDetails } = await engagement.handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  const json = /```json\n(.*)\n```/s.exec(currentDetails)?.[1] ?? '';
  expect(JSON.parse(json)).toEqual({
    gate: 'scope',
    decision: 'approved',
    by: 'you@…',
    role: 'admin',
    digest: 'evidence-scope-1',
  });
  const { searchAttributes } = await engagement.handle.describe();
  expect(searchAttributes).toMatchObject({ Engagement: [fake.slug], Gate: ['scope'] });
});

test.concurrent('each gate sends its notices, and does not wait for them', async () => {
  const fake = fakeEngagement({
    sendMailNotice: () => Promise.reject(ApplicationFailure.nonRetryable('no mail server')),
    sendWebhookNotices: () => Promise.reject(ApplicationFailure.nonRetryable('no receiver')),
  });
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('mapping');
  const hasNotice = () =>
    fake.calls.some(({ activity, input }) => activity === 'sendMailNotice' && input['gate'] === 'mapping');
  expect(await eventually(() => hasNotice() || undefined, 'the notice of the gate mapping', 30_000)).toBe(true);
});

test.concurrent('without a spot check, people decide about the rehearsal all the same', async () => {
  const fake = fakeEngagement({
    drawSpotCheck: () => Promise.reject(ApplicationFailure.nonRetryable('no source rows')),
  });
  const engagement = await startEngagement(environment.client, fake);
  const { gate } = await engagement.approveUntil('rehearsal');
  expect(gate?.gate).toBe('rehearsal');
});

test.concurrent('without a measured schema, people decide at the gate all the same', async () => {
  const fake = fakeEngagement({
    measureSchema: () => Promise.reject(ApplicationFailure.nonRetryable('no permission')),
  });
  const engagement = await startEngagement(environment.client, fake);
  const { gate } = await engagement.approveUntil('production');
  expect(gate?.gate).toBe('production');
});

test.concurrent('evidence that people added to is gathered again on request', async () => {
  let count = 0;
  const fake = fakeEngagement({
    gatherEvidence: ({ gate }) =>
      Promise.resolve({ gate, digest: `digest-${(count += 1)}`, summary: '', documents: [], roles: ['admin'] }),
  });
  const engagement = await startEngagement(environment.client, fake);
  await engagement.atGate('scope');
  expect(await engagement.handle.executeUpdate(messages.refreshEvidence)).toBe('digest-2');
  expect((await engagement.until(({ gate }) => gate?.digest === 'digest-2')).gate?.gate).toBe('scope');
});

/** A fake engagement whose history can't be locked the first time. */
const fakeUnlocked = () => {
  let attempts = 0;
  const lockHistory = () => Promise.resolve({ problem: (attempts += 1) === 1 ? 'Invoices is not locked.' : null });
  return fakeEngagement({ lockHistory });
};

test.concurrent('history that is not locked is a question: requested changes lock it again', async () => {
  const fake = fakeUnlocked();
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('exception:locking');
  expect((await engagement.status()).gate?.summary).toMatch(/^Invoices is not locked\. Approve to go on with it/);
  await engagement.sign({ decision: 'changes-requested' });
  await engagement.atGate('acceptance');
  expect(linesOf(fake, 'lockHistory production').slice(0, 4)).toEqual([
    ...['gatherEvidence exception:locking', 'judgeSignOff exception:locking', 'lockHistory production', 'checkRights'],
  ]);
});

test.concurrent('an approval goes on with history that is not locked', async () => {
  const fake = fakeUnlocked();
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('exception:locking');
  await engagement.sign();
  await engagement.atGate('acceptance');
  expect(linesOf(fake).filter((line) => line === 'lockHistory production')).toHaveLength(1);
});

test.concurrent('the source is read until it is still, with a timer between the readings', async () => {
  const steps: QuietStep[] = [
    { next: 'reading', afterSeconds: 0.01 },
    { next: 'reading', afterSeconds: 0 },
  ];
  const fake = fakeEngagement({ checkQuiet: () => Promise.resolve(steps.shift() ?? { next: 'deltas' }) });
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('acceptance');
  expect(linesOf(fake, 'judgeSignOff freeze').slice(0, 4)).toEqual([
    ...['checkQuiet', 'checkQuiet', 'checkQuiet', 'extract delta-1'],
  ]);
  const { events } = await engagement.handle.fetchHistory();
  expect(events?.filter(({ timerStartedEventAttributes: timer }) => timer)).toHaveLength(1);
});

/** A fake engagement whose source never becomes still. */
const fakeBusy = () =>
  fakeEngagement({ checkQuiet: () => Promise.resolve({ next: 'people', question: 'bss.orders is written to.' }) });

test.concurrent('a source that never becomes still is a question: an approval goes on with the deltas', async () => {
  const fake = fakeBusy();
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('exception:quiet-check');
  expect((await engagement.status()).gate?.summary).toBe('bss.orders is written to.');
  await engagement.sign();
  await engagement.atGate('go-live');
  expect(linesOf(fake, 'judgeSignOff exception:quiet-check')[0]).toBe('extract delta-1');
});

test.concurrent('requested changes watch the source again, and a rejection stops the engagement', async () => {
  const fake = fakeBusy();
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('exception:quiet-check');
  await engagement.sign({ decision: 'changes-requested' });
  await engagement.until(({ gate }) => gate === null);
  await engagement.atGate('exception:quiet-check');
  const watches = fake.calls.filter(({ activity }) => activity === 'checkQuiet').map(({ input }) => input['watch']);
  expect(watches).toEqual([1, 2]);
  await engagement.sign({ decision: 'rejected' });
  expect(await engagement.handle.result()).toMatchObject({ state: 'stopped' });
});
