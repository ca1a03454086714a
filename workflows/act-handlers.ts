import type { UpdateDefinition } from '@temporalio/common';
import { setHandler } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { ActVerdict } from '../schemas/exceptions.ts';
import type { WorkflowState } from './engagement-state.ts';
import { inAnyCase, messageOf } from './judging.ts';
import * as messages from './messages.ts';
import { controlActivities } from './proxies.ts';
import { refresh } from './refresh-evidence.ts';
import { refuse } from './refusals.ts';

type Queue = <Result>(work: () => Promise<Result>) => Promise<Result>;
type Act = keyof Pick<Activities, 'decideExceptions' | 'judgeSpotRecord' | 'finishSpotCheck'>;

/** Sets the handlers of what people do with exceptions and with the spot check. Activities judge and book it. */
export function setActHandlers(state: WorkflowState, oneAtATime: Queue): void {
  const set = <Message>(message: UpdateDefinition<ActVerdict, [Message]>, act: Act, description: string) =>
    setHandler(message, (...args: unknown[]) => oneAtATime(() => judge(state, act, args, description)), {
      description,
    });
  set(messages.decideExceptions, 'decideExceptions', 'Decide about exceptions of a load');
  set(messages.judgeSpotRecord, 'judgeSpotRecord', 'Judge a record of the spot check');
  set(messages.finishSpotCheck, 'finishSpotCheck', 'Finish the spot check');
}

async function judge(state: WorkflowState, act: Act, args: unknown[], summary: string): Promise<ActVerdict> {
  const { status } = state;
  const sent = messageOf(state, act, args);
  if ('why' in sent) return { counted: false, why: sent.why };
  const judged = await inAnyCase(() => controlActivities(summary)[act]({ engagement: status.engagement, ...sent }));
  const verdict: ActVerdict =
    'failed' in judged
      ? { counted: false, why: `It could not be judged. Nothing was changed. Send it again. Reason: ${judged.failed}` }
      : judged;
  if (!verdict.counted) refuse(status.refused, act, verdict.why);
  // Without a judged record, the evidence changes only when the sheet is finished. A sign-off gathers it in any case.
  else if (state.open && act !== 'judgeSpotRecord') await inAnyCase(() => refreshed(state));
  return verdict;
}

const refreshed = async (state: WorkflowState) => ({ digest: await refresh(state) });
