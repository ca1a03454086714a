import { WorkflowFailedError, WorkflowUpdateFailedError } from '@temporalio/client';
import { CliError } from '../cli/failure.ts';

/** Whether an error is an answer of the engagement or a worker, with a message for people, and not an outage or a bug. */
export const isAnswerOf = (error: unknown): boolean =>
  error instanceof WorkflowUpdateFailedError || error instanceof WorkflowFailedError || error instanceof CliError;
