import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { readStackConfig } from '../../apps/dev/config.ts';
import { startTemporal } from '../../apps/dev/temporal.ts';
import { findWorkflowBundle } from '../../workers/workflow-bundle.ts';
import { fakeActivities, orgs } from './fake-activities.ts';

export interface Environment {
  client: Client;
  /** Address of the server. */
  address: string;
  /** Stops the worker that runs the workflows, and starts one with other code in its place. */
  replaceWorkflows(workflowBundle: { code: string }): Promise<void>;
  close(): Promise<void>;
}

const logger = new DefaultLogger('ERROR', () => undefined);
Runtime.install({ logger, telemetryOptions: { logging: { filter: 'OFF', forward: {} } } });

/**
 * A Temporal server of its own, and workers that run the real workflows with fake activities on the real task queues.
 * One per test file; `dynamicConfig` is added to what `temporal-dev.yml` sets.
 */
export async function startEnvironment(dynamicConfig: Record<string, number> = {}): Promise<Environment> {
  const cli = process.env['TEMPORAL_CLI'];
  if (!cli) throw new Error('TEMPORAL_CLI is not set. Start the tests with npm.');
  const folder = mkdtempSync(join(tmpdir(), 'portage-workflows-'));
  const { temporal } = readStackConfig();
  const config = {
    ...temporal,
    dynamicConfig: { ...temporal.dynamicConfig, ...dynamicConfig },
    // Nothing has to survive a crash, so the server need not wait for the disk.
    database: { file: join(folder, 'temporal.db'), pragmas: { ...temporal.database.pragmas, synchronous: 'OFF' } },
  };
  // The bundle first: when the workflows don't compile, no server is left running.
  const workflowBundle = await findWorkflowBundle();
  const server = await startTemporal({ cli, config, logDirectory: folder, headless: true, anyPort: true });
  const { address, namespace } = server;
  const [connection, workerConnection] = await Promise.all([
    Connection.connect({ address }),
    NativeConnection.connect({ address }),
  ]);
  const base = {
    connection: workerConnection,
    namespace,
    activities: fakeActivities,
    // An activity learns of its cancellation from the answer to a heartbeat.
    maxHeartbeatThrottleInterval: '50 ms',
    // After a failed test something may still be running.
    shutdownForceTime: '5 s',
  } as const;
  const serveWorkflows = async (bundle: WorkflowBundleOption) => {
    const worker = await Worker.create({ ...base, taskQueue: 'portage', workflowBundle: bundle });
    return { worker, ended: worker.run() };
  };
  let workflows = await serveWorkflows(workflowBundle);
  const workers = await Promise.all([
    ...['portage-data', ...Object.values(orgs).map((org) => `zoho-${org}`)].map((taskQueue) =>
      Worker.create({ ...base, taskQueue }),
    ),
  ]);
  const running = workers.map((worker) => worker.run());
  const client = new Client({ connection, namespace });
  return {
    address,
    client,
    async replaceWorkflows(bundle) {
      workflows.worker.shutdown();
      await workflows.ended;
      workflows = await serveWorkflows(bundle);
    },
    async close() {
      // After a failed test somebody may still wait for a result, and would keep Jest from ending.
      for await (const { workflowId } of client.workflow.list({ query: `ExecutionStatus = 'Running'` })) {
        await client.workflow.getHandle(workflowId).terminate().catch(ignoreNotFound);
      }
      for (const worker of [workflows.worker, ...workers]) worker.shutdown();
      try {
        await Promise.all([workflows.ended, ...running]);
        await connection.close();
        await workerConnection.close();
      } finally {
        await server.stop();
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/** A child has ended with its parent. */
function ignoreNotFound(error: unknown): void {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
}
