import type { Client, WorkflowHandle } from '@temporalio/client';
import { rolesFor } from '../../domain/judge-sign-off.ts';
import type { EngagementStatus } from '../../schemas/engagement.ts';
import type { Evidence, SignOff, Verdict } from '../../schemas/sign-off.ts';
import type { Gate } from '../../schemas/terms.ts';
import * as messages from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import type { FakeEngagement } from './fake-activities.ts';

type Run = WorkflowHandle<() => Promise<EngagementStatus>>;

export interface EngagementDriver {
  handle: Run;
  status(): Promise<EngagementStatus>;
  /** Waits for a status that passes the test. */
  until(test: (status: EngagementStatus) => boolean): Promise<EngagementStatus>;
  /** Waits for a gate to open. */
  atGate(gate: Gate): Promise<EngagementStatus>;
  /** A valid sign-off of the open gate. */
  signOff(changes?: Partial<SignOff>): Promise<SignOff>;
  /** Sends a valid sign-off of the open gate as an update. */
  sign(changes?: Partial<SignOff>): Promise<Verdict>;
  /** Approves each gate before this one, and waits for this one to open. */
  approveUntil(gate: Gate): Promise<EngagementStatus>;
}

/** Starts the workflow `engagement` of a fake engagement. */
export async function startEngagement(client: Client, { slug, policy }: FakeEngagement): Promise<EngagementDriver> {
  const handle: Run = await client.workflow.start('engagement', {
    taskQueue: 'portage',
    workflowId: `engagement/${slug}`,
    args: [{ file: slug }],
  });
  const status = () => handle.query(messages.status);
  const until: EngagementDriver['until'] = (test) => {
    const probe = async () => {
      const seen = await status();
      return test(seen) ? seen : undefined;
    };
    return eventually(probe, `the engagement to reach the status that ${test.toString()}`, 30_000);
  };
  const openGate = async () => {
    const { gate } = await until((seen) => seen.gate !== null);
    if (!gate) throw new Error('No gate is open.');
    return gate;
  };
  /** By the first person in each role that may sign. */
  const signOffsOf = ({ gate, digest }: Evidence): SignOff[] =>
    rolesFor(policy, gate).map((role) => {
      const { email: by = '' } = policy.approvers.find((one) => one.role === role) ?? {};
      return { gate, decision: 'approved', by, role, digest };
    });
  const send = (signOff: SignOff) => handle.executeUpdate(messages.signOffUpdate, { args: [signOff] });
  const signOff: EngagementDriver['signOff'] = async (changes) => {
    const [first] = signOffsOf(await openGate());
    if (!first) throw new Error('Nobody may sign the open gate.');
    return { ...first, ...changes };
  };
  /** As many people approve as the gate needs. */
  const approve = async (evidence: Evidence) => {
    for (const one of signOffsOf(evidence)) {
      const verdict = await send(one);
      if (!verdict.counted || !verdict.missing) return;
    }
  };
  return {
    handle,
    status,
    until,
    signOff,
    sign: async (changes) => send(await signOff(changes)),
    atGate: (gate) => until((seen) => seen.gate?.gate === gate),
    async approveUntil(gate) {
      for (;;) {
        const open = await openGate();
        if (open.gate === gate) return status();
        await approve(open);
      }
    },
  };
}
