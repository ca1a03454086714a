import { PassThrough } from 'node:stream';
import { ActivityFailure, ApplicationFailure, RetryState } from '@temporalio/common';
import { ConnectorError } from '../../connectors/error.ts';
import { createLogger } from '../../workers/logger.ts';

/** What one call writes to the log. */
function logged(write: (log: ReturnType<typeof createLogger>) => void): string {
  const lines = new PassThrough();
  write(createLogger('debug', lines));
  return String(lines.read());
}

const failure = Object.assign(new Error('duplicate key: Jane Roe'), {
  code: '23505',
  detail: 'Key (name)=(Jane Roe)',
  config: { url: '/customers?name=Jane' },
});

test.each<[string, Parameters<typeof logged>[0]]>([
  ['as a field', ({ pino }) => void pino.error({ error: failure }, 'it failed')],
  ['as the first argument', ({ pino }) => void pino.error(failure, 'it failed')],
  ['in a message of Temporal', ({ temporal }) => void temporal.warn('it failed', { error: failure })],
])('of an error of a library %s, the log has class and code but no text', (_, write) => {
  const line = logged(write);
  expect(line).toContain('Error 23505');
  expect(line).toContain('it failed');
  expect(line).not.toMatch(/Jane|Roe|customers/);
});

test('the text of a connector’s error, and of a failure that it became, is in the log', () => {
  const error = new ConnectorError('auth', 'Check the refresh token.');
  expect(logged(({ pino }) => void pino.error({ error }, 'it failed'))).toContain('Check the refresh token.');
  const cause = ApplicationFailure.create({ message: 'Check the client secret.' });
  const outer = new ActivityFailure('Activity failed', 'loadLane', '1', RetryState.TIMEOUT, 'worker', cause);
  expect(logged(({ temporal }) => void temporal.warn('it failed', { error: outer }))).toContain(
    'Check the client secret.',
  );
});
