import { failed, passed, warned, type Found } from './found.ts';

const gigabyte = 2 ** 30;
const inGb = (bytes: number) => `${(bytes / gigabyte).toFixed(1)} GB`;

/** The oldest version of Node that the project supports, as in package.json. */
const oldestNode = '20.19';

/** @param version such as `v22.1.0` */
export function judgeNode(version: string): Found {
  const number = version.replace(/^v/, '');
  if (number.localeCompare(oldestNode, 'en', { numeric: true }) >= 0) return passed(`Node ${version}.`);
  return failed(
    `The worker runs on Node ${version}, but it needs ${oldestNode} or later.`,
    'Install a later Node, and start the worker again.',
  );
}

/** Bytes that a worker needs at most, and what its machine has left. */
export function judgeMemory(free: number): Found {
  if (free >= gigabyte) return passed(`${inGb(free)} of memory are free.`);
  return warned(
    `Only ${inGb(free)} of memory are free. A worker needs up to 0.6 GB.`,
    'End other programs on the machine of the worker.',
  );
}

/**
 * Whether a folder has room. Staged files take about 1 kB for each row of the source, twice for a delta.
 *
 * @param rows rows of the source; 0 if they are not known
 */
export function judgeDisk(folder: string, free: number, rows: number): Found {
  const needed = Math.max(gigabyte / 4, rows * 2_048);
  if (free >= needed) return passed(`${folder} has ${inGb(free)} free, and about ${inGb(needed)} are needed.`);
  return failed(
    `${folder} has only ${inGb(free)} free, but about ${inGb(needed)} are needed.`,
    'Free disk space, or use another folder.',
  );
}

/** @param milliseconds how far the worker's clock is ahead of the other */
export function judgeClock(milliseconds: number, other: string): Found {
  const seconds = Math.abs(milliseconds) / 1_000;
  if (seconds < 5) return passed(`The clocks of worker and ${other} agree.`);
  const text = `The worker's clock is ${Math.round(seconds)} s ${milliseconds > 0 ? 'ahead of' : 'behind'} that of ${other}.`;
  const fix = 'Let both machines take their time from the same server (NTP).';
  // Tokens and evidence have times that are compared.
  return seconds < 60 ? warned(text, fix) : failed(text, fix);
}

/** What the ledger's server says of itself. */
export interface DatabaseFacts {
  /** Such as 160004 for 16.4. */
  version: number;
  encoding: string;
  isReadOnly: boolean;
  maxConnections: number;
  usedConnections: number;
}

const oldestPostgres = 14;
/** Connections of one worker's pool. */
const connectionsOfWorker = 24;

/** The checks of the ledger's server, by the last part of their id. */
export function judgeDatabase(
  facts: DatabaseFacts,
): Record<'version' | 'encoding' | 'writable' | 'connections', Found> {
  const { version, encoding, isReadOnly, maxConnections, usedConnections } = facts;
  const major = Math.floor(version / 10_000);
  const free = maxConnections - usedConnections;
  return {
    version:
      major >= oldestPostgres
        ? passed(`The ledger's Postgres has version ${major}.`)
        : failed(
            `The ledger's Postgres has version ${major}, but ${oldestPostgres} or later is needed.`,
            'Upgrade the server.',
          ),
    encoding:
      encoding === 'UTF8'
        ? passed('The ledger stores texts as UTF-8.')
        : failed(
            `The ledger's database has the encoding ${encoding}, so it can't store every name.`,
            'Create the database with the encoding UTF8.',
          ),
    writable: isReadOnly
      ? failed(
          'The ledger is read-only: PORTAGE_LEDGER_URL leads to a replica.',
          'Use the address of the primary server.',
        )
      : passed('The ledger can be written.'),
    connections:
      free >= connectionsOfWorker
        ? passed(`The ledger has ${free} connections left; each worker uses up to ${connectionsOfWorker}.`)
        : warned(
            `The ledger has ${free} of ${maxConnections} connections left, but each worker uses up to ${connectionsOfWorker}.`,
            'Raise max_connections, or put a connection pool before the server.',
          ),
  };
}
