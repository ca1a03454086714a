import { activityInfo, cancelled, heartbeat } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { withFailures } from '../../activities/failures.ts';
import type { Activities } from '../../activities/index.ts';
import { followApprovals, ofEvidence, type BookedDecision } from '../../domain/approvals.ts';
import {
  judgeCancellation,
  judgeRevocation,
  judgeRollback,
  judgeSignOff,
  rolesFor,
  type Policy,
} from '../../domain/judge-sign-off.ts';
import { CutoverStepId } from '../../schemas/cutover.ts';
import type { Plan, RollbackModule } from '../../schemas/engagement.ts';
import { RetryExceptions } from '../../schemas/exceptions.ts';
import { readMessage } from '../../schemas/message.ts';
import type { PhaseReport } from '../../schemas/report.ts';
import { CancelRequest, Revocation, RollbackRequest, SignOff, type Verdict } from '../../schemas/sign-off.ts';
import type { Gate, Module } from '../../schemas/terms.ts';

export const orgs = { sandbox: '1', production: '2' } as const;
export const operator = 'olga@portage.example';

export interface Call {
  activity: keyof Activities;
  taskQueue: string;
  attempt: number;
  input: Record<string, unknown>;
}

/** An engagement whose activities are fakes. Workflow inputs name it by its slug. */
export interface FakeEngagement {
  slug: string;
  plan: Plan;
  /** Who may sign which gate. */
  policy: Policy;
  /** What an extraction reads. It is sealed by its name: a second one under the same name reads nothing. */
  source: { content: string };
  /** Every attempt of every activity, in the order in which they began. */
  calls: Call[];
  activities: Activities;
}

const engagements = new Map<string, FakeEngagement>();

/** A new engagement, so that tests can share task queues. `activities` replaces some of the usual fakes. */
export function fakeEngagement(
  activities: Partial<Activities> = {},
  changes: Partial<Plan> = {},
  rules: Partial<Policy> = {},
): FakeEngagement {
  const slug = `test-${engagements.size + 1}`;
  const policy: Policy = {
    operator,
    approvers: [
      { email: 'ada@customer.example', role: 'admin' },
      { email: 'fay@customer.example', role: 'finance' },
      { email: operator, role: 'admin' },
    ],
    roles: {
      scope: { roles: ['admin'], people: 1 },
      mapping: { roles: ['admin'], people: 1 },
      rehearsal: { roles: ['finance'], people: 1 },
      production: { roles: ['admin'], people: 1 },
      freeze: { roles: ['admin'], people: 1 },
      acceptance: { roles: ['finance'], people: 1 },
      exception: { roles: ['admin'], people: 1 },
      rollback: { roles: ['admin'], people: 1 },
    },
    allowUnproven: true,
    openExceptions: 0,
    ...rules,
  };
  const plan: Plan = {
    engagement: slug,
    deltaRounds: 3,
    modules: [],
    lanes: 2,
    slice: 1_000,
    orgs,
    mappingDigest: 'mapping-1',
    goLive: true,
    ...changes,
  };
  const source = { content: 'content-1' };
  const usual = usualActivities(plan, policy, source);
  const fake: FakeEngagement = { slug, plan, policy, source, calls: [], activities: { ...usual, ...activities } };
  engagements.set(slug, fake);
  return fake;
}

/** The steps of a cutover of which nothing was measured, and whose privileges can't be taken. */
const cutoverSteps = CutoverStepId.options
  .filter((id) => id !== 'privileges')
  .map((id) => ({ id, expectedMinutes: null }));

/** The report of a rollback that has nothing to do. */
export const emptyRollback = { runs: [], modules: [], fields: [], left: [], notAsked: [], measured: [] };

/** The counts of a module in the report of a rollback. */
export const rollbackOfModule = (module: Module, counts: Partial<RollbackModule>): RollbackModule => ({
  ...{ module, toDelete: 0, toRestore: 0, deleted: 0, restored: 0, alreadyGone: 0, kept: 0, failed: 0 },
  ...counts,
});

/** Activities that succeed at once: every queue is empty, every extraction has the same content, all counts agree. */
function usualActivities(plan: Plan, policy: Policy, source: FakeEngagement['source']): Activities {
  const sealed = new Map<string, string>();
  const runs = new Map<string, number>();
  const booked = new Map<string, Verdict>();
  const digests = new Map<string, number>();
  const decisions = new Map<string, BookedDecision[]>();
  const decide = (one: Omit<BookedDecision, 'identity'> & { gate: string }) =>
    decisions.set(one.gate, [...(decisions.get(one.gate) ?? []), { ...one, identity: null }]);
  const pending = (gate: string) => followApprovals(decisions.get(gate) ?? []).pending;
  const proof = { state: 'none' } as const;
  const evidenceOf = (gate: Gate, why: string | null) => {
    const digest = `evidence-${gate.replace(':', '-').toLowerCase().replace('_', '-')}-${digests.get(gate) ?? 0}`;
    const documents = [{ name: `${gate}.md`, path: `documents/${gate}.md`, digest }];
    return { gate, digest, summary: why ?? `About ${gate}.`, documents, roles: rolesFor(policy, gate) };
  };
  const rollback: Activities['previewRollback'] = (scope) => Promise.resolve({ ...scope, ...emptyRollback });
  return {
    openEngagement: () => Promise.resolve(plan),
    nameRun({ environment, kind }) {
      const number = (runs.get(`${environment} ${kind}`) ?? 0) + 1;
      runs.set(`${environment} ${kind}`, number);
      return Promise.resolve(`${kind}-${number}`);
    },
    preflight: () => Promise.resolve({ passed: 1, warned: 0 }),
    discover: () => Promise.resolve({ rows: 0 }),
    proposeMapping: () =>
      Promise.resolve({
        ...{ mappingDigest: plan.mappingDigest, modules: plan.modules },
        ...(plan.later ? { later: plan.later } : {}),
      }),
    extract({ staging }) {
      const digest = sealed.get(staging) ?? source.content;
      sealed.set(staging, digest);
      return Promise.resolve({ name: staging, digest, rows: 0 });
    },
    survey: () => Promise.resolve({ found: 0 }),
    transform: () => Promise.resolve({ queued: 0, decided: 0 }),
    hasRecords: () => Promise.resolve(false),
    applySchema: () => Promise.resolve({ created: 0, refused: [] }),
    applyApprovedSchema: () => Promise.resolve({ created: 0, refused: [] }),
    measureSchema: () => Promise.resolve({ text: 'The schema is as planned.' }),
    beginPhase: () => Promise.resolve({ queued: 0 }),
    lookAtPass: () => Promise.resolve({ total: 0, left: 0 }),
    loadLane: () => Promise.resolve({ written: 0, rejected: 0, ended: 'empty', resumeAt: null }),
    endPass: () => Promise.resolve(),
    reopenPhase: () => Promise.resolve(),
    reportPhase: (phase) => Promise.resolve(reportOf(phase)),
    verifyModule: () => Promise.resolve({ agrees: true }),
    sendMailNotice: () => Promise.resolve(),
    sendWebhookNotices: () => Promise.resolve(),
    drawSpotCheck: () => Promise.resolve({ records: 50 }),
    endRun: () => Promise.resolve(),
    prepareCutover: () => Promise.resolve({ scripts: 0, steps: cutoverSteps }),
    checkPrivileges: () => Promise.resolve({ taken: false }),
    prepareGoLive: () => Promise.resolve({ bad: 0 }),
    checkRights: () => Promise.resolve({ problem: null }),
    sendSwitchMail: () => Promise.resolve(),
    sendSwitchWebhooks: () => Promise.resolve(),
    describeFallback: () => Promise.resolve({ problem: null }),
    judgeDryRun({ closed }) {
      return Promise.resolve(
        closed === null ? { counted: true } : { counted: false, why: `${closed} Nothing was changed.` },
      );
    },
    writeDryRun: () => Promise.resolve(),
    checkQuiet: () => Promise.resolve({ next: 'deltas' }),
    handOff: () => Promise.resolve({ objects: 0 }),
    closeEnvironment: () => Promise.resolve({ quietAt: null }),
    previewRollback: rollback,
    lockHistory: () => Promise.resolve({ problem: null }),
    removeLocks: () => Promise.resolve({ removed: 0 }),
    checkRollback: () => Promise.resolve({ checked: 0 }),
    endRollback: rollback,
    removeRecords: () => Promise.resolve({ deleted: 0 }),
    removeFields: () => Promise.resolve({ removed: 0 }),
    gatherEvidence({ gate, why }) {
      digests.set(gate, (digests.get(gate) ?? 0) + 1);
      return Promise.resolve(evidenceOf(gate, why));
    },
    judgeSignOff({ id, received, at, open, closed }) {
      const message = readMessage(SignOff, received as unknown[]);
      const evidence = open && evidenceOf(open.gate, open.why);
      const verdict: Verdict = !message.ok
        ? { counted: false, why: message.why }
        : evidence
          ? judgeSignOff(message.value, { ...evidence, writtenAt: null, openExceptions: 0 }, policy, {
              proof,
              approvals: ofEvidence(pending(open.gate), evidence.digest),
              at,
            })
          : { counted: false, why: `${closed} Nothing was changed.` };
      const signOff = message.ok ? message.value : null;
      if (!booked.has(id)) {
        booked.set(id, verdict);
        if (signOff && verdict.counted) decide({ ...signOff, what: 'sign-off', missing: verdict.missing ?? 0 });
      }
      return Promise.resolve({ signOff, verdict: booked.get(id) ?? verdict, evidence });
    },
    judgeRevocation({ received, at, open, closed, isDecided }) {
      const message = readMessage(Revocation, received as unknown[]);
      const followed = followApprovals(decisions.get(open?.gate ?? '') ?? []);
      const approvals = followed[isDecided ? 'deciding' : 'pending'];
      const verdict: Verdict = !message.ok
        ? { counted: false, why: message.why }
        : open
          ? judgeRevocation(message.value, open.gate, policy, { proof, approvals, at })
          : { counted: false, why: `${closed} Nothing was changed.` };
      if (message.ok && verdict.counted)
        decide({ ...message.value, what: 'revocation', decision: 'revoked', missing: 0 });
      return Promise.resolve({ verdict, evidence: verdict.counted && open ? evidenceOf(open.gate, open.why) : null });
    },
    judgeRollbackRequest({ received, closed }) {
      const message = readMessage(RollbackRequest, received as unknown[]);
      const verdict: Verdict = !message.ok
        ? { counted: false, why: message.why }
        : closed
          ? { counted: false, why: `${closed} Nothing was changed.` }
          : judgeRollback(message.value, policy, { proof });
      return Promise.resolve({ request: message.ok ? message.value : null, verdict });
    },
    decideExceptions: () => Promise.resolve({ counted: true, count: 1 }),
    decideMatches: () => Promise.resolve({ counted: true, count: 1 }),
    judgeRetry({ received, loaded, closed }) {
      const message = readMessage(RetryExceptions, received as unknown[]);
      if (!message.ok) return Promise.resolve({ counted: false, why: message.why });
      const ref = loaded[message.value.environment];
      if (closed !== null || !ref)
        return Promise.resolve({ counted: false, why: `${closed ?? 'Nothing is loaded.'} Nothing was changed.` });
      const { choice } = message.value;
      const retry = { ref, choice, modules: plan.modules.slice(0, 1) };
      return Promise.resolve({ counted: true, count: 1, left: 0, retry });
    },
    reopenRecords: () => Promise.resolve(),
    judgeSpotRecord: () => Promise.resolve({ counted: true, count: 1 }),
    finishSpotCheck: () => Promise.resolve({ counted: true, count: 50 }),
    judgeCancelRequest({ received, closed }) {
      const message = readMessage(CancelRequest, received as unknown[]);
      const verdict: Verdict = !message.ok
        ? { counted: false, why: message.why }
        : closed
          ? { counted: false, why: `${closed} Nothing was changed.` }
          : judgeCancellation(message.value, policy, { proof });
      return Promise.resolve({ request: message.ok ? message.value : null, verdict });
    },
    endCancelled: () => Promise.resolve({ staying: [], documents: [] }),
    purge: () => Promise.reject(new Error('nothing to erase')),
    close: () => Promise.resolve({ documents: [{ name: 'final.md', path: 'documents/final.md', digest: 'final' }] }),
    answer: (question) => Promise.resolve({ about: question.about }),
  };
}

/** The report of an empty phase. */
export function reportOf(phase: Parameters<Activities['reportPhase']>[0], changes: Partial<PhaseReport> = {}) {
  const outcomes = { created: 0, updated: 0, unchanged: 0, merged: 0, excluded: 0, rejected: 0, pending: 0 };
  const { engagement, environment, run, module } = phase;
  const report: PhaseReport = {
    ...{ engagement, environment, run, module, outcomes },
    objects: [],
    extracted: 0,
    destination: { before: 0, now: 0, expected: 0 },
    custom: { written: 0, rejected: 0 },
    reasons: [],
    identityClosed: true,
    gaps: [],
    seconds: 0,
    recordsPerSecond: 0,
    calls: 0,
    credits: 0,
    ...changes,
  };
  return report;
}

/** For a worker: each call is recorded and played by the fake of its engagement. Errors pass the real failure table. */
export const fakeActivities = withFailures(
  Object.fromEntries(
    Object.keys(usualActivities({} as Plan, {} as Policy, { content: '' })).map((name) => [
      name,
      dispatch(name as keyof Activities),
    ]),
  ),
  2_000,
);

function dispatch(activity: keyof Activities) {
  return async (input: Record<string, unknown>): Promise<unknown> => {
    const fake = engagements.get(String(input['engagement'] ?? input['file']));
    if (!fake) throw ApplicationFailure.nonRetryable(`${activity} names no engagement of this test file.`);
    const { taskQueue, attempt } = activityInfo();
    fake.calls.push({ activity, taskQueue, attempt, input });
    return fake.activities[activity](input as never);
  };
}

export interface Hold<Result> {
  /** The fake activity. It ends with the result after `release`, or with the cancellation. */
  activity: () => Promise<Result>;
  /** Settles when the activity is running. */
  running: Promise<void>;
  release(): void;
}

/** A fake activity that runs until the test releases it or the workflow cancels it. */
export function hold<Result>(result: Result): Hold<Result> {
  let started = () => {};
  let release = () => {};
  const running = new Promise<void>((resolve) => (started = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  return {
    running,
    release,
    async activity() {
      started();
      const heartbeats = setInterval(heartbeat, 20);
      try {
        await Promise.race([released, cancelled()]);
        return result;
      } finally {
        clearInterval(heartbeats);
      }
    },
  };
}

/** The calls as short lines, such as `nameRun sandbox full`; with `after`, only those that follow this line. */
export function linesOf({ calls }: FakeEngagement, after?: string): string[] {
  // Notices are sent beside the process, at any time.
  const own = calls.filter(({ activity }) => !activity.endsWith('Notice') && !activity.endsWith('Notices'));
  const lines = own.map(({ activity, input }) => {
    const { gate, environment, run, kind, module, pass, lane, open } = input;
    const signed = (open as { gate: string } | null | undefined)?.gate;
    const staging = activity === 'gatherEvidence' ? undefined : input['staging'];
    const words = [gate ?? signed, environment, run, kind, staging, module, pass, lane];
    return [activity, ...words.filter((word) => typeof word === 'string' || typeof word === 'number')].join(' ');
  });
  return after === undefined ? lines : lines.slice(lines.indexOf(after) + 1);
}
