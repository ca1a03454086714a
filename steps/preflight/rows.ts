import { randomUUID } from 'node:crypto';
import type { Chunk, Snapshot, Source } from '../../connectors/bss/port.ts';
import { digestOf } from '../../connectors/digest.ts';
import { parseRows } from '../../connectors/staging/rows.ts';
import { textIn } from '../../domain/condition.ts';
import { comparableKey } from '../../domain/identity.ts';
import { allSources } from '../../domain/modules-of.ts';
import { ownerColumns, type RecordsOfUsers } from '../../domain/preflight/judge-owners.ts';
import { parseRow } from '../../domain/source-row.ts';
import type { RecordKey } from '../../schemas/record.ts';
import type { Check } from '../../schemas/report.ts';
import type { ExtractedObject, LoadedObject } from '../../schemas/terms.ts';
import { keyContextOf } from '../key-context.ts';
import { numberFormatsOf } from '../number-formats.ts';
import type { Config, Ports } from '../ports.ts';
import { checkVolume } from './engagement.ts';
import { dateFormsOf, mapperOf, type Setup } from '../transform/setup.ts';

/** Rows of each object that are tried. */
const triedRows = 5_000;
/** Findings of an object that are named. */
const namedFindings = 10;
/** A vendor's export is a job for all rows, which can take hours. */
const longestExportMs = 10 * 60_000;

/** What was found in the first rows. */
export interface TriedRows {
  checks: Check[];
  /** Records by source user; null if no rows were tried. */
  users: RecordsOfUsers;
}

/**
 * Transforms the first rows of each object, without writing anything, and reports what a load would reject, leave blank,
 * change or assume. A vendor's export is started for it, and given up after a time.
 */
export async function checkRows(
  ports: Ports,
  config: Config,
  source: Source,
  columns: Partial<Record<ExtractedObject, string[]>>,
  exportMs = longestExportMs,
): Promise<TriedRows> {
  const setup = setUp(ports, config);
  const mapped = new Set(allSources(config.mapping).map(({ object }) => object));
  const tryAll = async (snapshot: Snapshot): Promise<TriedRows> => {
    const checks: Check[] = [];
    const users = new Map<string, number>();
    let rows = 0;
    for (const object of mapped) {
      rows += (await snapshot.count(object)).rows;
      checks.push(await tryRows(setup, snapshot, object, columns[object] ?? [], users));
    }
    return { checks: [...(await checkVolume(ports.staging, rows)), ...checks], users };
  };
  return config.profile.kind === 'bulk' ? tryExport(source, tryAll, exportMs) : source.withSnapshot(tryAll);
}

/** Tries the rows of an export that is ready and downloaded within a time. */
async function tryExport(
  source: Source,
  work: (snapshot: Snapshot) => Promise<TriedRows>,
  longestMs: number,
): Promise<TriedRows> {
  const signal = AbortSignal.timeout(longestMs);
  try {
    return await source.withSnapshot(work, { name: `preflight-${randomUUID()}`, signal });
  } catch (error) {
    if (!signal.aborted) throw error;
    const notTried: Check = {
      ...{ id: 'rows', state: 'warn', affected: 0 },
      what: `No rows were tried: the export was not ready and downloaded after ${Math.ceil(longestMs / 60_000)} minutes.`,
      fix: 'Read the document of the extraction and the scope with care, or try the profile with portage source try.',
    };
    return { checks: [notTried], users: null };
  }
}

/** @param users gets the records by source user */
async function tryRows(
  setup: Setup,
  snapshot: Snapshot,
  object: LoadedObject,
  names: string[],
  users: Map<string, number>,
): Promise<Check> {
  const owners = ownerColumns(setup.mapping, object);
  const mapper = mapperOf(setup);
  const findings = new Map<string, number>();
  const count = (finding: string) => findings.set(finding, (findings.get(finding) ?? 0) + 1);
  const keys = new Map<string, RecordKey>();
  let [rows, affected] = [0, 0];
  for await (const row of parseRows(firstRows(snapshot.read(object, null)), names)) {
    if (rows === triedRows) break;
    rows += 1;
    const { key } = mapper.compare(object, row);
    const earlier = key === null ? null : (keys.get(comparableKey(key)) ?? null);
    if (key !== null && earlier === null) keys.set(comparableKey(key), key);
    const made = mapper.transform({ object, place: `row ${rows}`, row, earlier, survivor: null });
    const isExcluded = made.kind === 'decided' && made.decided.outcome === 'excluded';
    const { fields } = parseRow(row);
    for (const column of isExcluded ? [] : owners) {
      const user = textIn(fields, column).trim();
      users.set(user, (users.get(user) ?? 0) + 1);
    }
    const isRejected = made.kind === 'decided' && made.decided.outcome === 'rejected';
    const remarks = made.remarks.filter(({ rule }) => !rule.startsWith('repaired:'));
    if (isRejected) count(`rejected: ${made.decided.reason}`);
    for (const { field, rule } of remarks) count(`${field} ${rule}`);
    if (isRejected || remarks.length > 0) affected += 1;
  }
  const id = `rows.${object}`;
  if (affected === 0)
    return {
      id,
      state: 'pass',
      affected,
      fix: null,
      what: `The first ${rows} rows of ${object} can be loaded, and no id is repeated in them.`,
    };
  const named = [...findings].sort(([, one], [, other]) => other - one).map(([what, number]) => `${what} (${number})`);
  const more = named.length > namedFindings ? ' …' : '';
  return {
    ...{ id, state: 'warn', affected },
    what: `The first ${rows} rows of ${object}: ${named.slice(0, namedFindings).join('; ')}${more}.`,
    fix: 'Correct the rows in the source, or change the mapping, the owner map or the profile. Each phase lists its rows in a file.',
  };
}

async function* firstRows(chunks: AsyncIterable<Chunk>): AsyncGenerator<Buffer> {
  let rows = 0;
  for await (const chunk of chunks) {
    yield chunk.csv;
    rows += chunk.rows;
    if (rows >= triedRows) return;
  }
}

/** As in a load, but with no user of Zoho, and without the fingerprints that the first extraction makes. */
function setUp({ fingerprintSecret }: Ports, { engagement, mapping, profile, owners }: Config): Setup {
  const { system, keyFields } = keyContextOf(fingerprintSecret, { engagement, profile });
  const rules = digestOf([mapping, profile, owners, 'preflight']);
  return {
    ...{ plan: rules, rules, mapping, system, slug: engagement.slug, fingerprintSecret, keyFields },
    ...{ timeZone: profile.timeZone, sentinels: profile.sentinels, dates: dateFormsOf(profile) },
    numberFormats: numberFormatsOf(profile),
    owners: {
      fallback: owners.default === undefined ? null : '0',
      named: Object.keys(owners.owners).map((user) => [user, '0']),
      inactive: [],
    },
    guard: { known: null, plmns: profile.plmns },
  };
}
