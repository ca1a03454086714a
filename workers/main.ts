import { Client } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import type pino from 'pino';
import { createActivities } from '../activities/index.ts';
import { migrateLedger, openLedger } from '../connectors/ledger/database.ts';
import { listOrgs } from '../connectors/ledger/engagements.ts';
import type { TokenStore } from '../connectors/zoho/port.ts';
import { listKnownCredits } from '../connectors/zoho/remaining-credits.ts';
import { checkAttributes } from './check-attributes.ts';
import { checkWorkflowCode } from './check-running.ts';
import { describeSettings, readConfig, type WorkerConfig } from './config.ts';
import { correlateActivities } from './correlation.ts';
import { createLedgerMetrics, serveMetrics } from './ledger-metrics.ts';
import { createLogger, describeError, logDestination } from './logger.ts';
import { listOpenGates } from './open-gates.ts';
import { createPorts } from './ports.ts';
import { stopSignal, unlessStopped } from './stop.ts';
import { untilReachable } from './until-reachable.ts';
import { findWorkflowBundle } from './workflow-bundle.ts';

/** How often the worker looks for new orgs in the ledger. */
const lookForOrgsMs = 1_000;

/** The workers of this process, one per task queue. */
function createWorkers() {
  const running = new Map<string, { worker: Worker; ended: Promise<void> }>();
  let fail = (_: unknown): void => {};
  const failed = new Promise<never>((_, reject) => (fail = reject));
  // Nobody may be waiting for it yet.
  failed.catch(() => undefined);
  return {
    /** Rejects when one of them fails. */
    failed,
    has: (taskQueue: string) => running.has(taskQueue),
    async run(options: WorkerOptions & { taskQueue: string }): Promise<void> {
      const worker = await Worker.create(options);
      const ended = worker.run();
      ended.catch(fail);
      running.set(options.taskQueue, { worker, ended });
    },
    /** Ends what is under way, and waits for it. */
    async stop(): Promise<void> {
      for (const { worker } of running.values()) if (worker.getState() === 'RUNNING') worker.shutdown();
      await Promise.allSettled([...running.values()].map(({ ended }) => ended));
    },
  };
}

/** Runs until `stop` aborts or a worker fails. */
async function serve(config: WorkerConfig, log: pino.Logger, stop: AbortSignal): Promise<void> {
  await untilReachable('the ledger', () => migrateLedger(config.ledgerUrl), { log, stop });
  const ledger = openLedger(config.ledgerUrl);
  const stores = new Map<string, TokenStore>();
  const ports = createPorts(
    ledger,
    config.stagingFolder,
    config.fingerprintSecret,
    undefined,
    stores,
    describeSettings(config),
  );
  const activities = createActivities(ports);
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const connect = () => NativeConnection.connect(connectionOptions ?? {});
  const connection = await untilReachable('Temporal', connect, { log, stop });
  await unlessStopped(checkAttributes(connection, namespace, log), stop);
  await unlessStopped(checkWorkflowCode(ledger, { connection, namespace }, stop), stop);
  const shared = {
    ...{ connection, namespace, activities },
    interceptors: { activity: [correlateActivities] },
    ...{ shutdownGraceTime: '10 s', shutdownForceTime: '20 s' },
  } as const satisfies Partial<WorkerOptions>;

  const workers = createWorkers();
  const serveOrgs = async () => {
    for (const org of config.orgs ?? (await listOrgs(ledger))) {
      const taskQueue = `zoho-${org}`;
      if (workers.has(taskQueue)) continue;
      await workers.run({ ...shared, taskQueue, maxConcurrentActivityTaskExecutions: 20 });
      log.info({ taskQueue }, 'serving an org');
    }
  };
  let looking: NodeJS.Timeout | undefined;
  let metrics: { close: () => void } | undefined;
  try {
    if (config.ledgerMetrics !== null) {
      const client = new Client({ connection, namespace });
      const creditsLeft = () => [...stores.values()].flatMap(listKnownCredits);
      const registry = createLedgerMetrics({ ledger, creditsLeft, openGates: () => listOpenGates(client) });
      metrics = await serveMetrics(registry, config.ledgerMetrics, log);
    }
    // Lanes need no workflow code, so they start before it is bundled.
    await untilReachable('the ledger', serveOrgs, { log, stop });
    await workers.run({ ...shared, taskQueue: 'portage-data', maxConcurrentActivityTaskExecutions: 4 });
    const workflowBundle = await unlessStopped(findWorkflowBundle(stop), stop);
    await workers.run({
      ...shared,
      taskQueue: 'portage',
      workflowBundle,
      maxCachedWorkflows: 200,
      // Another worker takes over a dead worker's workflows after this time instead of ten seconds.
      stickyQueueScheduleToStartTimeout: '1 s',
    });
    log.info({ namespace }, 'worker ready');
    process.stdout.write(`${JSON.stringify({ ready: true, pid: process.pid })}\n`);
    looking = setInterval(() => {
      serveOrgs().catch((error: unknown) => log.warn({ reason: describeError(error) }, 'looking for new orgs failed'));
    }, lookForOrgsMs);
    await unlessStopped(workers.failed, stop);
  } finally {
    clearInterval(looking);
    metrics?.close();
    await workers.stop();
  }
}

async function main(): Promise<void> {
  const stop = stopSignal();
  const config = readConfig(process.env);
  const { pino: log, temporal: logger } = createLogger(config.logLevel, logDestination(config.logFormat));
  Runtime.install({
    logger,
    // `stopSignal` handles them, because the runtime would ignore the first one until a worker runs.
    shutdownSignals: [],
    telemetryOptions: {
      logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} },
      ...(config.metrics ? { metrics: { prometheus: { bindAddress: config.metrics } } } : {}),
    },
  });
  try {
    await serve(config, log, stop);
  } catch (error) {
    if (!stop.aborted) throw error;
    log.info('worker stopped');
  }
}

main().then(
  // A connection that is still being made must not keep the process.
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`The worker ended: ${describeError(error)}\n`);
    process.exit(1);
  },
);
