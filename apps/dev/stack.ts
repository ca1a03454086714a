import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readStackConfig, type StackConfig } from './config.ts';
import { claimDirectory } from './claim.ts';
import { startPostgres, type PostgresServer } from './postgres.ts';
import { startTemporal, type TemporalServer } from './temporal.ts';

export interface StackOptions {
  /** Everything in a temporary folder that is removed at the end, on any free ports. */
  ephemeral?: boolean;
  /** Where data and logs are kept, instead of the places that temporal-dev.yml names. */
  directory?: string;
  /** Without Temporal's web UI. */
  headless?: boolean;
  /** Receives one line about what was started. */
  log?: (line: string) => void;
  /** Path of the Temporal CLI; `TEMPORAL_CLI` by default. */
  temporalCli?: string | undefined;
}

export interface Stack {
  readonly temporalAddress: string;
  readonly temporalUiUrl: string | undefined;
  readonly namespace: string;
  /** The ledger's database. */
  readonly ledgerUrl: string;
  /** The database of the emulated source system. */
  readonly sourceUrl: string;
  readonly directory: string;
  readonly logDirectory: string;
  /** To stop, kill and start again on its own. */
  readonly temporal: TemporalServer;
  /** To stop, kill and start again on its own. */
  readonly postgres: PostgresServer;
  /** Stops both servers. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts Temporal and Postgres as `temporal-dev.yml` describes them and waits until both can be used.
 *
 * @throws {Error} if one of them does not get ready, or another stack runs in the same directory; nothing is left running
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { ephemeral = false, headless = false, log = () => {}, temporalCli = process.env['TEMPORAL_CLI'] } = options;
  if (!temporalCli)
    throw new Error('TEMPORAL_CLI is not set. Start this through npm, which prepares the machine first.');
  const { config, directory } = places(options);
  const release = claimDirectory(directory);
  const logDirectory = join(directory, 'logs');
  const { databases } = config.postgres;

  const parts = await Promise.allSettled([
    startTemporal({ cli: temporalCli, config: config.temporal, logDirectory, headless, anyPort: ephemeral }),
    startPostgres({
      directory: config.postgres.directory,
      port: ephemeral ? undefined : config.postgres.port,
      databases: Object.values(databases),
      logDirectory,
      ephemeral,
    }),
  ]);
  const stop = async (): Promise<void> => {
    await Promise.all(parts.map(async (part) => (part.status === 'fulfilled' ? part.value.stop() : undefined)));
    release();
    if (ephemeral) rmSync(directory, { recursive: true, force: true });
  };
  const [temporal, postgres] = parts;
  if (temporal.status === 'rejected' || postgres.status === 'rejected') {
    await stop();
    throw temporal.status === 'rejected' ? temporal.reason : (postgres as PromiseRejectedResult).reason;
  }
  log(`Temporal ${config.temporal.version} at ${temporal.value.address}, Postgres at 127.0.0.1:${postgres.value.port}`);
  return {
    temporalAddress: temporal.value.address,
    temporalUiUrl: temporal.value.uiUrl,
    namespace: temporal.value.namespace,
    ledgerUrl: postgres.value.url(databases.ledger),
    sourceUrl: postgres.value.url(databases.source),
    directory,
    logDirectory,
    temporal: temporal.value,
    postgres: postgres.value,
    stop,
  };
}

function places({ ephemeral, directory: wanted }: StackOptions): { config: StackConfig; directory: string } {
  const config = readStackConfig();
  const directory = wanted ?? (ephemeral ? temporaryDirectory() : dirname(config.temporal.database.file));
  mkdirSync(directory, { recursive: true });
  if (!ephemeral && wanted === undefined) return { config, directory };
  const database = { ...config.temporal.database, file: join(directory, 'temporal.db') };
  return {
    directory,
    config: {
      temporal: { ...config.temporal, database },
      postgres: { ...config.postgres, directory: join(directory, 'postgres') },
    },
  };
}

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'portage-'));
  // Postgres may run as another user, who needs access to its own folder in here.
  chmodSync(directory, 0o711);
  return directory;
}
