import { PassThrough } from 'node:stream';
import { ActivityFailure, ApplicationFailure, RetryState } from '@temporalio/common';
import { ConnectorError } from '../../connectors/error.ts';
import { readConfig } from '../../workers/config.ts';
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

test('a line has the time in ISO 8601, the name of its level, and the run and module of its workflow', () => {
  const line = logged(({ temporal }) => {
    const workflow = { workflowId: 'engagement/delta/sandbox/full/Contacts', workflowType: 'moduleLoad' };
    temporal.warn('signal dropped', { ...workflow, taskToken: 'Cg==', isLocal: false });
  });
  expect(JSON.parse(line)).toEqual({
    level: 'warn',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    engagement: 'delta',
    environment: 'sandbox',
    run: 'full-1',
    module: 'Contacts',
    workflowId: 'engagement/delta/sandbox/full/Contacts',
    workflowType: 'moduleLoad',
    msg: 'signal dropped',
  });
});

test('the text of an error of a workflow is in the log, although its class is lost in the sandbox', () => {
  const error = structuredClone(new Error('The step failed', { cause: new Error('Check the mapping.') }));
  const line = logged(({ temporal }) => {
    temporal.warn('Workflow failed', { error, workflowType: 'engagement' });
  });
  expect(JSON.parse(line)).toMatchObject({ error: 'The step failed: Check the mapping.' });
});

test('on a terminal, a line is for people', () => {
  const format = (environment: NodeJS.ProcessEnv, isTerminal: boolean) =>
    readConfig({ PORTAGE_LEDGER_URL: 'postgres://127.0.0.1/ledger', ...environment }, isTerminal).logFormat;
  expect(format({}, true)).toBe('pretty');
  expect(format({}, false)).toBe('json');
  expect(format({ PORTAGE_LOG_FORMAT: 'json' }, true)).toBe('json');
});
