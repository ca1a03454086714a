import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createActivities } from '../activities/index.ts';
import { migrateLedger, openLedger } from '../connectors/ledger/database.ts';
import { listOrgs } from '../connectors/ledger/engagements.ts';
import { checkWorkflowCode } from './check-running.ts';
import { readConfig } from './config.ts';
import { createLogger } from './logger.ts';
import { createPorts } from './ports.ts';
import { findWorkflowBundle } from './workflow-bundle.ts';

/** How often the worker looks for new orgs in the ledger. */
const lookForOrgsMs = 1_000;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const { pino: log, temporal: logger } = createLogger(config.logLevel);
  Runtime.install({
    logger,
    telemetryOptions: {
      logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} },
      ...(config.metrics ? { metrics: { prometheus: { bindAddress: config.metrics } } } : {}),
    },
  });
  await migrateLedger(config.ledgerUrl);
  const ledger = openLedger(config.ledgerUrl);
  const activities = createActivities(createPorts(ledger, config.stagingFolder, config.fingerprintSecret));
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const connection = await NativeConnection.connect(connectionOptions ?? {});
  await checkWorkflowCode(ledger, { connection, namespace });
  const shared = { connection, namespace, activities, shutdownGraceTime: '10 s' } as const;

  const running = new Map<string, Promise<void>>();
  const run = (worker: Worker) => running.set(worker.options.taskQueue, worker.run());
  const serveOrgs = async () => {
    for (const org of config.orgs ?? (await listOrgs(ledger))) {
      const taskQueue = `zoho-${org}`;
      if (running.has(taskQueue)) continue;
      run(await Worker.create({ ...shared, taskQueue, maxConcurrentActivityTaskExecutions: 20 }));
      log.info({ taskQueue }, 'serving an org');
    }
  };

  // Lanes need no workflow code, so they start before it is bundled.
  await serveOrgs();
  run(await Worker.create({ ...shared, taskQueue: 'portage-data', maxConcurrentActivityTaskExecutions: 4 }));
  const workflowBundle = await findWorkflowBundle();
  run(
    await Worker.create({
      ...shared,
      taskQueue: 'portage',
      workflowBundle,
      maxCachedWorkflows: 200,
      // Another worker takes over a dead worker's workflows after this time instead of ten seconds.
      stickyQueueScheduleToStartTimeout: '1 s',
    }),
  );
  log.info({ namespace }, 'worker ready');
  process.stdout.write(`${JSON.stringify({ ready: true, pid: process.pid })}\n`);

  const looking = setInterval(() => {
    serveOrgs().catch((error: Error) => log.warn({ reason: error.message }, 'looking for new orgs failed'));
  }, lookForOrgsMs);
  await Promise.all([running.get('portage'), running.get('portage-data')]);
  clearInterval(looking);
  await Promise.all(running.values());
  await connection.close();
  await ledger.close();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
