import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import type { SignOff } from '../../../schemas/sign-off.ts';
import type { FaultKind } from '../schedule.ts';
import type { Site } from '../site.ts';
import { Missed, picked, type Carrier } from './carrier.ts';

/** Pause, resume and lanes at any moment, and messages that must change nothing. */
export const messages = {
  async pause(site) {
    await update(site, 'pause');
    const before = { calls: -1 };
    await site.wait(async () => {
      const { calls } = await site.stats(environmentOf(site));
      const isQuiet = calls === before.calls;
      before.calls = calls;
      return isQuiet ? true : undefined;
    }, 'the calls to end after a pause');
    await update(site, 'resume');
  },
  async lanes(site, { size }) {
    await update(site, 'setLanes', [size]);
  },

  async 'malformed-sign-off'(site, { pick }) {
    const malformed = picked<unknown>([null, 'approved', 7, [], {}, { gate: 'scope' }, { gate: {}, by: [] }], pick);
    await signal(site, 'signOff', malformed);
    await refuses(site, async () => await update(site, 'signOff', [malformed]));
  },
  'stale-sign-off': (site) => refusedSignOff(site, { digest: '0000000000000000' }),
  'sign-off-by-stranger': (site, { pick }) =>
    refusedSignOff(
      site,
      picked<Partial<SignOff>>(
        [
          { by: 'eve@elsewhere.example' },
          { by: 'olga@portage.example', role: 'operator' },
          { by: 'ned@northwind.example', role: 'admin' },
          { by: 'dora@northwind.example', role: 'finance' },
        ],
        pick,
      ) ?? {},
    ),
  async 'sign-off-for-another-gate'(site) {
    const gate = (await site.status())?.gate?.gate;
    return refusedSignOff(site, { gate: gate === 'freeze' ? 'acceptance' : 'freeze' });
  },
  /** The gate's own sign-off, sent twice as a signal. Only the first one counts. */
  async 'repeated-sign-off'(site) {
    const seen = await site.wait(async () => (await site.status()) ?? undefined, 'the status');
    if (!seen.gate) throw new Missed('no gate is open');
    const { gate, digest } = seen.gate;
    const counted = (signOffs: typeof seen.signOffs) =>
      signOffs.filter(({ signOff, verdict }) => signOff.gate === gate && verdict.counted).length;
    const before = counted(seen.signOffs);
    const approver =
      { rehearsal: 'fay@northwind.example finance', freeze: 'ned@northwind.example network' }[
        gate as 'rehearsal' | 'freeze'
      ] ?? (gate === 'mapping' ? 'pat@northwind.example product_manager' : 'ada@northwind.example admin');
    const [by = '', role = ''] = approver.split(' ');
    const signOff: SignOff = { gate, decision: 'approved', by, role, digest };
    await signal(site, 'signOff', signOff);
    await signal(site, 'signOff', signOff);
    const after = await site.wait(async () => {
      const now = await site.status();
      return now && now.signOffs.length >= Math.min(50, seen.signOffs.length + 2) ? now : undefined;
    }, 'both sign-offs to be judged');
    site.findings.add('messages refused', counted(after.signOffs) === before + 1, `${gate} was decided twice`);
  },
  async 'unknown-signal'(site, { pick }) {
    const name = picked(['approve', 'control', 'phaseDecision', 'phaseReported', 'phaseQuestion'], pick) ?? 'approve';
    await signal(site, name, { any: 'thing' });
  },
  async 'wrong-lanes'(site, { pick }) {
    const lanes = picked<unknown>([0, 11, -1, 2.5, '3', null], pick);
    await refuses(site, () => update(site, 'setLanes', [lanes]));
  },
  async 'refused-rollback'(site, { pick }) {
    const request = picked<unknown>(
      [
        null,
        { environment: 'moon', by: 'ada@northwind.example', role: 'admin' },
        { environment: 'production', by: 'fay@northwind.example', role: 'finance' },
        { environment: 'production', by: 'eve@elsewhere.example', role: 'admin' },
      ],
      pick,
    );
    await refuses(site, () => update(site, 'rollBack', [request]));
  },
} satisfies Partial<Record<FaultKind, Carrier>>;

/** The engagement has ended, so nobody reads the message. */
export class EngagementEnded extends Missed {
  constructor() {
    super('the engagement has ended');
  }
}

/**
 * The result of a message's call. A call to an engagement that runs but was not found, or whose server was killed, is
 * undefined: it is repeated.
 *
 * @throws EngagementEnded if the engagement has ended
 */
async function unlessEnded<Answer>(site: Site, call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) return undefined;
    const state = await handleOf(site)
      .describe()
      .catch(() => undefined);
    if (state && state.status.name !== 'RUNNING') throw new EngagementEnded();
    return undefined;
  }
}

/** Sends a signal to the engagement. A server that was killed meanwhile gets it again. */
async function signal(site: Site, name: string, arg: unknown): Promise<void> {
  const send = () =>
    unlessEnded(
      site,
      handleOf(site)
        .signal(name, arg)
        .then(() => true),
    );
  await site.wait(send, `the signal ${name} to be taken`);
}

const handleOf = ({ engagement, slug }: Site) => engagement.client.workflow.getHandle(`engagement/${slug}`);

export const environmentOf = ({ current }: Site): 'sandbox' | 'production' =>
  current?.stage === 'production' || current?.stage === 'delta' || current?.stage === 'end' ? 'production' : 'sandbox';

/**
 * Sends an update. A restarted server or worker may lose it; it has the same id each time, so it counts once.
 *
 * @throws EngagementEnded if the engagement has ended
 */
export async function update(site: Site, name: string, args: unknown[] = []): Promise<unknown> {
  const updateId = `${name}-${site.current?.number ?? 0}-${Date.now()}`;
  const { connection } = site.engagement.client;
  const answer = await site.wait(
    () =>
      unlessEnded(
        site,
        connection
          .withDeadline(Date.now() + 30_000, () => handleOf(site).executeUpdate(name, { args: args as [], updateId }))
          .then(
            (value: unknown) => ({ value }),
            (error: unknown) => {
              if (error instanceof WorkflowUpdateFailedError) return { error };
              throw error;
            },
          ),
      ),
    `an answer to ${name}`,
  );
  if ('error' in answer) throw answer.error;
  return answer.value;
}

/** A message that must be answered with a refusal and leave the gate as it is. */
async function refuses(site: Site, send: () => Promise<unknown>): Promise<void> {
  const before = (await site.status())?.gate;
  const answer = await send().catch((error: unknown) => error);
  const isRefused = answer instanceof Error || (answer as { counted?: boolean } | null)?.counted === false;
  site.findings.add('messages refused', isRefused, `${site.current?.kind} was answered with ${JSON.stringify(answer)}`);
  const after = (await site.status())?.gate;
  if (before && after && site.current?.moment.at === 'gate')
    site.findings.add('messages refused', after.gate === before.gate, `${site.current.kind} closed ${before.gate}`);
}

const refusedSignOff = (site: Site, changes: Partial<SignOff>): Promise<void> =>
  refuses(site, async () => {
    const gate = (await site.status())?.gate;
    const right: SignOff = {
      gate: gate?.gate ?? 'scope',
      decision: 'approved',
      by: 'ada@northwind.example',
      role: 'admin',
      digest: gate?.digest ?? '0000000000000000',
    };
    return update(site, 'signOff', [{ ...right, ...changes }]);
  });
