import { readdirSync, readFileSync } from 'node:fs';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { findWorkflowBundle } from '../../workers/workflow-bundle.ts';

/**
 * Histories of real runs, replayed with the current workflow code. A failure means that running engagements would break
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

test.each(files)('%s replays', async (file) => {
  const history = historyFromJSON(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
  await Worker.runReplayHistory({ workflowBundle }, history, file.replace('.json', '').replaceAll('.', '/'));
});

test('a history that differs from the code fails the replay', async () => {
  const text = readFileSync(new URL('engagement.demo.json', folder), 'utf8');
  const altered = historyFromJSON(JSON.parse(text.replaceAll('"name": "preflight"', '"name": "somethingElse"')));
  await expect(Worker.runReplayHistory({ workflowBundle }, altered, 'engagement/demo')).rejects.toThrow(
    /TMPRL1100|determinis/i,
  );
});
