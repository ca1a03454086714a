import type { Client, WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import type { Activities } from '../../activities/index.ts';
import type { moduleLoad, ModuleLoadInput } from '../../workflows/module-load.ts';
import { fakeEngagement, linesOf, type FakeEngagement } from './fake-activities.ts';

type Handle = WorkflowHandleWithFirstExecutionRunId<typeof moduleLoad>;

/** Starts the load of the module Accounts, as a migration would. */
export async function startLoad(
  client: Client,
  activities: Partial<Activities>,
  changes: Partial<ModuleLoadInput> = {},
): Promise<{ fake: FakeEngagement; handle: Handle }> {
  const fake = fakeEngagement(activities);
  const input: ModuleLoadInput = {
    engagement: fake.slug,
    environment: 'sandbox',
    run: 'full-1',
    module: 'Accounts',
    org: '1',
    slice: 300,
    pass: 'base',
    lanes: 1,
    paused: false,
    ...changes,
  };
  const handle: Handle = await client.workflow.start('moduleLoad', {
    taskQueue: 'portage',
    workflowId: `engagement/${fake.slug}/sandbox/full/Accounts`,
    args: [input],
  });
  return { fake, handle };
}

/** Fakes of a write queue with so many records in each pass. A lane writes a slice of it. */
export function queueOf(records: { base: number; custom: number }): Pick<Activities, 'lookAtPass' | 'loadLane'> {
  const left = { ...records };
  return {
    lookAtPass: ({ pass }) => Promise.resolve({ total: records[pass], left: left[pass] }),
    loadLane({ pass, slice }) {
      const written = Math.min(slice, left[pass]);
      left[pass] -= written;
      return Promise.resolve({ written, rejected: 0, ended: left[pass] > 0 ? 'slice' : 'empty', resumeAt: null });
    },
  };
}

/** The inputs of all calls of lanes. */
export const inputsOf = (fake: FakeEngagement) =>
  fake.calls.filter(({ activity }) => activity === 'loadLane').map(({ input }) => input);

/** The lines without what all calls of one load have in common. */
export const stepsOf = (fake: FakeEngagement) =>
  linesOf(fake).map((line) => line.replace('sandbox full-1 Accounts ', ''));

/** What each run of a load gave to the run that continued it. */
export async function newInputsOf(
  client: Client,
  { workflowId, firstExecutionRunId }: Pick<Handle, 'workflowId' | 'firstExecutionRunId'>,
): Promise<ModuleLoadInput[]> {
  const { events } = await client.workflow.getHandle(workflowId, firstExecutionRunId).fetchHistory();
  const next = events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes;
  if (!next) return [];
  const input = readJson(next.input?.payloads?.[0]) as ModuleLoadInput;
  const rest = { workflowId, firstExecutionRunId: next.newExecutionRunId ?? '' };
  return [input, ...(await newInputsOf(client, rest))];
}

/** The sentences that the Temporal UI shows for the timers, or for the calls of an activity. */
export async function summariesOf(handle: Handle, what: string): Promise<unknown[]> {
  const { events } = await handle.fetchHistory();
  const shown = events?.filter(({ timerStartedEventAttributes, activityTaskScheduledEventAttributes }) =>
    what === 'timer' ? timerStartedEventAttributes : activityTaskScheduledEventAttributes?.activityType?.name === what,
  );
  return (shown ?? []).map(({ userMetadata }) => readJson(userMetadata?.summary));
}

const readJson = (payload: { data?: Uint8Array | null } | null | undefined): unknown =>
  JSON.parse(Buffer.from(payload?.data ?? []).toString());
