import { stripVTControlCharacters } from 'node:util';
import {
  isGrpcServiceError,
  NamespaceNotFoundError,
  ServiceError,
  WorkflowFailedError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { TimeoutFailure } from '@temporalio/common';

/** Exit codes of the process. */
export const exitCodes = { ok: 0, failed: 1, wrongUse: 2, waitingAtGate: 3 } as const;
type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** An error that a person can act on: what happened, what stayed unchanged, what to do next. */
export class CliError extends Error {
  readonly unchanged: string;
  readonly next: string;
  readonly code: ExitCode;

  constructor(message: string, unchanged: string, next: string, code: ExitCode = exitCodes.failed) {
    super(message);
    this.unchanged = unchanged;
    this.next = next;
    this.code = code;
  }
}

/** An error in the command line itself; nothing was tried. */
export function wrongUse(message: string, next = 'Run the command with --help to see how it is used.'): CliError {
  return new CliError(message, 'Nothing was changed.', next, exitCodes.wrongUse);
}

/** No worker answers, so a question has no answer. */
export function noWorker(): CliError {
  return new CliError(
    'No worker answers on the task queue portage.',
    'Nothing was changed, and the engagement keeps its state.',
    'Start a worker (npm run dev starts one with the local stack), then try again.',
  );
}

function noNamespace(namespace: string): CliError {
  return new CliError(
    `The Temporal service has no namespace "${namespace}".`,
    'Nothing was changed.',
    'Set TEMPORAL_NAMESPACE to the namespace of the workers (portage for the local stack), or TEMPORAL_ADDRESS to their service.',
  );
}

/**
 * The message of the innermost cause: an activity's own message, without the workflow and activity failures around it.
 */
export function innermostMessage(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  return inner instanceof Error ? inner.message : String(inner);
}

/** The lines to print for any error, and its exit code. */
export function explain(error: unknown): { lines: string[]; code: ExitCode } {
  if (error instanceof CliError) {
    return { lines: [error.message, error.unchanged, `Next: ${error.next}`], code: error.code };
  }
  // citty doesn't export its class, and colours its messages even without a terminal.
  if (error instanceof Error && error.name === 'CLIError') {
    return explain(wrongUse(`${stripVTControlCharacters(error.message).replace(/\.$/, '')}.`));
  }
  // A connector's message is complete: what happened, what was changed, what to do. The class is not for apps to import.
  if (error instanceof Error && error.name === 'ConnectorError') {
    return { lines: [error.message], code: exitCodes.failed };
  }
  if (error instanceof WorkflowFailedError && error.cause instanceof TimeoutFailure) return explain(noWorker());
  if (error instanceof WorkflowFailedError || error instanceof WorkflowUpdateFailedError) {
    return { lines: [innermostMessage(error)], code: exitCodes.failed };
  }
  if (error instanceof NamespaceNotFoundError) return explain(noNamespace(error.namespace));
  if (isUnanswered(error)) return explain(noWorker());
  return {
    lines: [`Unexpected: ${innermostMessage(error)}`, 'Next: run the same command with --debug and read the details.'],
    code: exitCodes.failed,
  };
}

/** A query that no worker answered: DEADLINE_EXCEEDED (4), or FAILED_PRECONDITION (9) without a worker for some time. */
export function isUnanswered(error: unknown): boolean {
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) && [4, 9].includes(cause.code);
}
