import { createServer } from 'node:http';
import { Gauge, Registry } from 'prom-client';
import type pino from 'pino';
import type { Ledger } from '../connectors/ledger/database.ts';
import {
  countOpenExceptions,
  countRecords,
  listPhaseLags,
  readGateAge,
  sumCredits,
} from '../connectors/ledger/metrics.ts';
import { describeError } from './logger.ts';

export interface MetricSources {
  ledger: Ledger;
  /** Credits that Zoho said are left, by org. Zoho says it once more than half of them are used. */
  creditsLeft: () => { org: string; left: number }[];
  /** The gates that are open now. */
  openGates: () => Promise<{ engagement: string; gate: string }[]>;
}

/** The counts are read from mass tables, so scrapes within this time share one reading. */
const readAgainMs = 15_000;

const ofPhase = ['engagement', 'environment', 'run', 'module'] as const;

/** The metrics of the product, which are read from the ledger. Temporal's endpoint has those of its SDK. */
export function createLedgerMetrics({ ledger, creditsLeft, openGates }: MetricSources): Registry {
  const registry = new Registry();
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] });
  const records = gauge('portage_records_total', 'Records of the newest run', [...ofPhase, 'outcome']);
  const exceptions = gauge('portage_exceptions_open', 'Exceptions of the newest run without a decision', ofPhase);
  const lag = gauge(
    'portage_phase_lag_seconds',
    'Seconds since the last call for a phase that is not complete',
    ofPhase,
  );
  const used = gauge('portage_credits_used', 'API credits that Portage used in the last 24 hours', ['org']);
  const left = gauge('portage_credits_left', 'API credits that are left, once fewer than half are', ['org']);
  const age = gauge('portage_gate_age_seconds', 'Seconds since a gate opened', ['engagement', 'gate']);

  const read = async (): Promise<void> => {
    const [counts, open, lags, credits, gates] = await Promise.all([
      countRecords(ledger),
      countOpenExceptions(ledger),
      listPhaseLags(ledger),
      sumCredits(ledger),
      openGates(),
    ]);
    const ages = await Promise.all(
      gates.map(async (one) => ({ ...one, age: await readGateAge(ledger, one.engagement, one.gate) })),
    );
    registry.resetMetrics();
    for (const { count, ...labels } of counts) records.set(labels, count);
    for (const { count, ...labels } of open) exceptions.set(labels, count);
    for (const { seconds, ...labels } of lags) lag.set(labels, seconds);
    for (const { org, credits: sum } of credits) used.set({ org }, sum);
    for (const { org, left: known } of creditsLeft()) left.set({ org }, known);
    for (const { engagement, gate, age: seconds } of ages) if (seconds !== null) age.set({ engagement, gate }, seconds);
  };
  let reading: { at: number; done: Promise<void> } | null = null;
  const metrics = registry.metrics.bind(registry);
  registry.metrics = async () => {
    if (!reading || Date.now() - reading.at > readAgainMs) reading = { at: Date.now(), done: read() };
    await reading.done.catch((error: unknown) => {
      reading = null;
      throw error;
    });
    return metrics();
  };
  return registry;
}

/** Serves the metrics at `http://<address>/metrics` until it is closed. */
export async function serveMetrics(
  registry: Registry,
  address: string,
  log: pino.Logger,
): Promise<{ close: () => void }> {
  const { hostname, port } = new URL(`http://${address}`);
  const server = createServer((_, response) => {
    registry.metrics().then(
      (text) => response.writeHead(200, { 'Content-Type': registry.contentType }).end(text),
      (error: unknown) => {
        log.warn({ reason: describeError(error) }, 'the metrics can’t be read');
        response.writeHead(503).end();
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(port), hostname, resolve);
  });
  return { close: () => void server.close() };
}
