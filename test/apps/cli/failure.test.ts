import {
  NamespaceNotFoundError,
  ServiceError,
  WorkflowFailedError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/common';
import { CliError, explain, wrongUse } from '../../../apps/cli/failure.ts';

test('the message of a failed workflow is the message of its innermost cause', () => {
  const inner = ApplicationFailure.nonRetryable('engagement.yml:12: slug is missing. Nothing was changed.');
  const activity = new ActivityFailure(
    'Activity task failed',
    'openEngagement',
    '1',
    'NON_RETRYABLE_FAILURE',
    '',
    inner,
  );
  const error = new WorkflowFailedError('Workflow execution failed', activity, 'NON_RETRYABLE_FAILURE');
  expect(explain(error)).toEqual({ lines: ['engagement.yml:12: slug is missing. Nothing was changed.'], code: 1 });
});

test('the message of a rejected update is the reason of its rejection', () => {
  const refusal = ApplicationFailure.nonRetryable('Lanes must be a whole number from 1 to 10. Nothing was changed.');
  expect(explain(new WorkflowUpdateFailedError('Workflow Update failed', refusal)).lines).toEqual([refusal.message]);
});

test('an error of the CLI says what happened, what was not changed and what to do next', () => {
  const error = new CliError('The gate is not open.', 'Nothing was changed.', 'Look at it: portage gates demo');
  expect(explain(error)).toEqual({
    lines: ['The gate is not open.', 'Nothing was changed.', 'Next: Look at it: portage gates demo'],
    code: 1,
  });
});

test('wrong use has an exit code of its own', () => {
  expect(explain(wrongUse('Unknown option --jsn.')).code).toBe(2);
});

test.each([
  [
    'a question that no worker answered in time',
    new WorkflowFailedError('failed', new TimeoutFailure('', undefined, 'START_TO_CLOSE'), 'TIMEOUT'),
  ],
  ['a query that no worker answered', new ServiceError('Failed to query Workflow', { cause: grpcError(4) })],
  ['a query after some time without a worker', new ServiceError('Failed to query Workflow', { cause: grpcError(9) })],
])('%s means that there is no worker', (_, error) => {
  expect(explain(error).lines[0]).toBe('No worker answers on the task queue portage.');
});

test('any other error is called unexpected', () => {
  expect(explain(new Error('outer', { cause: new Error('socket closed') })).lines[0]).toBe('Unexpected: socket closed');
  expect(explain('odd').lines[0]).toBe('Unexpected: odd');
});

function grpcError(code: number): Error {
  return Object.assign(new Error('grpc'), { code, details: '', metadata: {} });
}

test('a namespace that does not exist is named, with what to set', () => {
  const { lines, code } = explain(new NamespaceNotFoundError('wrong'));
  expect(lines[0]).toBe('The Temporal service has no namespace "wrong".');
  expect(lines.at(-1)).toContain('Set TEMPORAL_NAMESPACE');
  expect(code).toBe(1);
});
