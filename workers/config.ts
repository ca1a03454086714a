import { availableParallelism, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { z } from 'zod';
import { ConnectorError } from '../connectors/error.ts';
import type { WorkerSettings } from '../schemas/support.ts';
import type { LogFormat } from './logger.ts';

const Environment = z.object({
  PORTAGE_LEDGER_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  PORTAGE_STAGING: z.string().default('.portage/staging'),
  /** Ids of the orgs that this process serves; by default all orgs in the ledger. */
  PORTAGE_ORGS: z
    .string()
    .transform((text) => text.split(',').map((id) => id.trim()))
    .optional(),
  /** `host:port` of the Prometheus endpoint; by default there is none. */
  PORTAGE_METRICS: z.string().optional(),
  /** `host:port` of the endpoint with the metrics of the ledger; by default there is none. One worker is enough. */
  PORTAGE_LEDGER_METRICS: z.string().optional(),
  /** Secret for fingerprints of network identifiers, as `portage init` writes it. */
  PORTAGE_FINGERPRINT_KEY: z.string().optional(),
  PORTAGE_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  /** By default `pretty` on a terminal, otherwise `json`. */
  PORTAGE_LOG_FORMAT: z.enum(['json', 'pretty']).optional(),
});

export interface WorkerConfig {
  ledgerUrl: string;
  stagingFolder: string;
  orgs: string[] | null;
  metrics: string | null;
  ledgerMetrics: string | null;
  fingerprintSecret: string | null;
  logLevel: 'debug' | 'info' | 'warn' | 'error';
  logFormat: LogFormat;
}

/**
 * Reads a worker's configuration, without Temporal's, which is in the standard TEMPORAL_* variables and profiles.
 *
 * @param isTerminal whether people read the log on a terminal
 */
export function readConfig(environment: NodeJS.ProcessEnv, isTerminal = process.stderr.isTTY): WorkerConfig {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new ConnectorError(
      'configuration',
      `The worker can't start. Set these environment variables and start it again:\n${problems.join('\n')}`,
    );
  }
  const { data } = parsed;
  return {
    ledgerUrl: data.PORTAGE_LEDGER_URL,
    stagingFolder: resolve(data.PORTAGE_STAGING),
    orgs: data.PORTAGE_ORGS ?? null,
    metrics: data.PORTAGE_METRICS ?? null,
    ledgerMetrics: data.PORTAGE_LEDGER_METRICS ?? null,
    fingerprintSecret: data.PORTAGE_FINGERPRINT_KEY ?? null,
    logLevel: data.PORTAGE_LOG_LEVEL,
    logFormat: data.PORTAGE_LOG_FORMAT ?? (isTerminal ? 'pretty' : 'json'),
  };
}

const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20);

/** A worker's settings for support: what is switched on, never an address, a path or a secret. */
export const describeSettings = (config: WorkerConfig): WorkerSettings => ({
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  processors: availableParallelism(),
  memoryMb: megabytes(totalmem()),
  heapLimitMb: megabytes(getHeapStatistics().heap_size_limit),
  orgs: config.orgs ?? 'all',
  metrics: config.metrics !== null,
  ledgerMetrics: config.ledgerMetrics !== null,
  fingerprintKey: config.fingerprintSecret !== null,
  logLevel: config.logLevel,
  logFormat: config.logFormat,
});
