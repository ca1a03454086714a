import { ActivityFailure, CancellationScope, ChildWorkflowFailure, isCancellation } from '@temporalio/workflow';

/**
 * Whether an activity or a child workflow failed. Our own cancellation is not a failure, and neither is an error of our own
 * code. A child that somebody else cancelled has failed.
 */
export function isFailure(error: unknown): error is ActivityFailure | ChildWorkflowFailure {
  if (!(error instanceof ActivityFailure || error instanceof ChildWorkflowFailure)) return false;
  return !(isCancellation(error) && CancellationScope.current().consideredCancelled);
}

/** The innermost message of a failure, which says what went wrong. */
export function reasonOf(error: Error): string {
  let inner: Error = error;
  while (inner.cause instanceof Error) inner = inner.cause;
  return inner.message.slice(0, 2_000);
}
