import { ApplicationFailure, CancellationScope, setHandler } from '@temporalio/workflow';
import { showEvidence, type WorkflowState } from './engagement-state.ts';
import * as messages from './messages.ts';
import { controlActivities } from './proxies.ts';

/** Lets people gather the evidence of the open gate again, after they have added to it, such as a spot check. */
export function setRefreshHandler(state: WorkflowState): void {
  setHandler(messages.refreshEvidence, () => refresh(state), {
    description: 'Gather the evidence of the open gate again',
  });
}

/**
 * Gathers the evidence of the open gate again, and shows it.
 *
 * @throws ApplicationFailure `BadRequest` if no gate is open
 */
export async function refresh(state: WorkflowState): Promise<string> {
  const { open, status } = state;
  if (!open) throw ApplicationFailure.nonRetryable('No gate is open. Nothing was changed.', 'BadRequest');
  const { engagement } = status;
  const evidence = await CancellationScope.nonCancellable(() =>
    controlActivities(`Gather the evidence for ${open.gate} again`).gatherEvidence({ engagement, ...open }),
  );
  // The gate may have been decided meanwhile.
  if (state.open?.gate === evidence.gate && state.decision === null) showEvidence(state, evidence);
  return evidence.digest;
}
