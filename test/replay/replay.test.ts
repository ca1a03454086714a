import { readdirSync, readFileSync } from 'node:fs';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { findWorkflowBundle } from '../../workers/workflow-bundle.ts';

/**
 * Histories of earlier runs, replayed with the current workflow code. A failure means that running engagements would break
 * with this code: guard the change with `patched`. If no engagement is running, record new histories (see CONTRIBUTING).
 */
const folder = new URL('.', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
let workflowBundle: { codePath: string };

const logger = new DefaultLogger('ERROR', () => undefined);
Runtime.install({ logger, telemetryOptions: { logging: { filter: 'OFF', forward: {} } } });

beforeAll(async () => {
  workflowBundle = await findWorkflowBundle();
});

interface Recorded {
  workflowId: string;
  history: unknown;
}
const read = (file: string) => readFileSync(new URL(file, folder), 'utf8');
const replay = (text: string) => {
  const { workflowId, history } = JSON.parse(text) as Recorded;
  return Worker.runReplayHistory({ workflowBundle }, historyFromJSON(history), workflowId);
};

test.each(files)('%s replays', (file) => replay(read(file)));

test('a history that differs from the code fails the replay', async () => {
  const altered = read('engagement.demo.json').replaceAll('"name":"preflight"', '"name":"somethingElse"');
  await expect(replay(altered)).rejects.toThrow(/TMPRL1100|determinis/i);
});
