import { ApplicationFailure, type Client } from '@temporalio/client';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { listRuns } from '../../connectors/ledger/runs.ts';
import type { EngagementStatus } from '../../schemas/engagement.ts';
import type { Inquiry } from '../../schemas/inquiry.ts';
import type { GateRef, Verdict } from '../../schemas/sign-off.ts';
import { answerInquiry } from '../../steps/answer-inquiry.ts';
import { judgeDryRun } from '../../steps/dry-run.ts';
import { gatherEvidence } from '../../steps/gather-evidence.ts';
import { judgeCancelRequest, judgeRevocation, judgeRollbackRequest, judgeSignOff } from '../../steps/judge-message.ts';
import type { Ports, StoredEngagement } from '../../steps/ports.ts';
import { judgeRetry } from '../../steps/retry.ts';

/** The workflow `engagement` in the place of a Temporal server: its messages call the same steps. */
export interface FakeEngagement {
  client: Client;
  status: EngagementStatus;
  /** Messages that were sent, by name. */
  sent: { name: string; args: unknown[] }[];
  /** Opens a gate with its evidence as it is now. */
  openGate(about: Partial<GateRef> & Pick<GateRef, 'gate'>): Promise<void>;
}

const fresh: EngagementStatus = {
  engagement: 'demo',
  state: 'running',
  step: 'rehearsal',
  stepIsResult: false,
  gate: null,
  run: null,
  paused: false,
  lanes: 10,
  signOffs: [],
  refused: [],
  reports: [],
  documents: [],
};

/** @param stored the engagement as the ledger has it */
export function fakeEngagement(ports: Ports, stored: () => Promise<StoredEngagement>): FakeEngagement {
  const status = structuredClone(fresh);
  const sent: FakeEngagement['sent'] = [];
  let open: GateRef | null = null;
  let messages = 0;

  const signOff = async (received: unknown[]): Promise<Verdict> => {
    const { evidence, verdict } = await judgeSignOff(ports, await stored(), {
      ...envelope(received),
      open,
      closed: 'No gate is open.',
    });
    if (open && evidence) status.gate = evidence;
    if (verdict.counted && !verdict.missing) {
      open = status.gate = null;
      status.state = 'running';
    }
    return verdict;
  };
  const envelope = (received: unknown[]) => ({
    engagement: 'demo',
    id: `test/${(messages += 1)}`,
    received,
    at: new Date().toISOString(),
  });
  const revoke = async (received: unknown[]): Promise<Verdict> => {
    const about = { ...envelope(received), open, closed: 'No gate is open.' };
    const { verdict, evidence } = await judgeRevocation(ports, await stored(), about);
    if (evidence) status.gate = evidence;
    return verdict;
  };
  const updates: Record<string, (args: unknown[]) => unknown> = {
    signOff,
    revoke,
    pause: () => {
      status.paused = true;
      return 'Paused.';
    },
    resume: () => {
      status.paused = false;
      return 'Resumed.';
    },
    setLanes: ([lanes]) => {
      if (Number(lanes) > 10) {
        const why = ApplicationFailure.nonRetryable(
          'The engagement file allows at most 10 lanes. Nothing was changed.',
        );
        throw new WorkflowUpdateFailedError('Workflow Update failed', why);
      }
      status.lanes = Number(lanes);
      return 'Changed.';
    },
    refreshEvidence: async () => {
      if (open) status.gate = await gatherEvidence(ports, await stored(), open);
    },
    retryExceptions: async (args) => {
      const runs = await listRuns(ports.ledger, 'demo');
      const newest = (environment: string) => runs.findLast((run) => run.environment === environment) ?? null;
      const loaded = { sandbox: newest('sandbox'), production: newest('production') };
      return judgeRetry(ports, await stored(), { ...envelope(args), loaded, closed: null });
    },
    rehearseCutover: async (args) =>
      judgeDryRun(ports, await stored(), {
        ...envelope(args),
        closed: open?.gate === 'rehearsal' ? null : 'The gate rehearsal is not open.',
      }),
    rollBack: async (args) => {
      const { verdict } = await judgeRollbackRequest(ports, await stored(), { ...envelope(args), closed: null });
      if (verdict.counted) {
        status.state = 'rolling back';
        return 'Rolling back.';
      }
      throw new WorkflowUpdateFailedError('Workflow Update failed', ApplicationFailure.nonRetryable(verdict.why));
    },
  };
  updates['cancel'] = async (args) => {
    const { verdict } = await judgeCancelRequest(ports, await stored(), { ...envelope(args), closed: null });
    if (!verdict.counted)
      throw new WorkflowUpdateFailedError('Workflow Update failed', ApplicationFailure.nonRetryable(verdict.why));
    status.state = 'cancelled';
    return 'Cancelling.';
  };
  const handle = {
    workflowId: 'engagement/demo',
    query: () => Promise.resolve(structuredClone(status)),
    describe: () => Promise.resolve({ status: { name: 'RUNNING' }, raw: {} }),
    executeUpdate(message: string | { name: string }, { args = [] }: { args?: unknown[] } = {}) {
      const name = typeof message === 'string' ? message : message.name;
      sent.push({ name, args });
      return Promise.resolve(updates[name]?.(args));
    },
  };
  const client = {
    options: { namespace: 'portage' },
    workflowService: { deleteWorkflowExecution: () => Promise.resolve({}) },
    workflow: {
      getHandle: () => handle,
      execute: (_: string, { args: [question] }: { args: [Inquiry] }) =>
        answerInquiry(ports, question, new AbortController().signal),
    },
  };
  return {
    client: client as unknown as Client,
    status,
    sent,
    async openGate(about) {
      open = { run: null, staging: null, why: null, ...about };
      status.gate = await gatherEvidence(ports, await stored(), open);
      status.state = 'waiting at gate';
    },
  };
}
