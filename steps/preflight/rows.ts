import { randomUUID } from 'node:crypto';
import type { Chunk, Snapshot, Source } from '../../connectors/bss/port.ts';
import { digestOf } from '../../connectors/digest.ts';
import { parseRows } from '../../connectors/staging/rows.ts';
import { textIn } from '../../domain/condition.ts';
import { comparableKey } from '../../domain/identity.ts';
import { unlisted } from '../../domain/map-field.ts';
import { allSources } from '../../domain/modules-of.ts';
import { createReferenceTrial, type ReferenceTrial } from '../../domain/preflight/references.ts';
import { ownerColumns, type RecordsOfUsers } from '../../domain/preflight/judge-owners.ts';
import { parseRow } from '../../domain/source-row.ts';
import type { RecordKey } from '../../schemas/record.ts';
import type { Check } from '../../schemas/report.ts';
import type { ExtractedObject, LoadedObject } from '../../schemas/terms.ts';
import type { GuardParts } from '../guard.ts';
import { keyContextOf } from '../key-context.ts';
import { numberFormatsOf } from '../number-formats.ts';
import type { Config, Ports } from '../ports.ts';
import { checkVolume } from './engagement.ts';
import { dateFormsOf, mapperOf, type Setup } from '../transform/setup.ts';

/** Rows of each object that are tried. */
const triedRows = 5_000;
/** Rows of an object whose keys are read to see where references lead. Paged APIs take too many calls for more than the first. */
const triedKeys = 200_000;
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
 * change or assume, and where references lead to no record. A vendor's export is started for it, and given up after a time.
 */
export async function checkRows(
  ports: Ports,
  config: Config,
  source: Source,
  columns: Partial<Record<ExtractedObject, string[]>>,
  exportMs = longestExportMs,
): Promise<TriedRows> {
  const setup = trialSetup(ports, config);
  const mapped = new Set(allSources(config.mapping).map(({ object }) => object));
  const tryAll = async (snapshot: Snapshot): Promise<TriedRows> => {
    const checks: Check[] = [];
    const users = new Map<string, number>();
    let rows = 0;
    const trial = createReferenceTrial();
    for (const object of mapped) {
      rows += (await snapshot.count(object)).rows;
      checks.push(await tryRows({ setup, snapshot, users, trial }, object, columns[object] ?? []));
    }
    const unread = new Set<LoadedObject>();
    const most = config.profile.kind === 'tmf' ? triedRows : triedKeys;
    for (const object of trial.targets())
      if (!(await addKeys({ setup, snapshot, trial }, object, columns[object] ?? [], most))) unread.add(object);
    return { checks: [...(await checkVolume(ports.staging, rows)), ...checks, ...trial.checks(unread)], users };
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

interface Trying {
  setup: Setup;
  snapshot: Snapshot;
  /** Gets the records by source user. */
  users: Map<string, number>;
  /** Gets the references of the rows. */
  trial: ReferenceTrial;
}

/**
 * Adds the keys of an object that references lead to.
 * @returns whether all rows were read
 */
async function addKeys(
  { setup, snapshot, trial }: Omit<Trying, 'users'>,
  object: LoadedObject,
  names: string[],
  most: number,
): Promise<boolean> {
  const mapper = mapperOf(setup);
  let rows = 0;
  for await (const row of parseRows(firstRows(snapshot.read(object, null), most + 1), names)) {
    if (rows === most) return false;
    rows += 1;
    const { key } = mapper.compare(object, row);
    if (key !== null) trial.addKey(key);
  }
  return true;
}

async function tryRows(
  { setup, snapshot, users, trial }: Trying,
  object: LoadedObject,
  names: string[],
): Promise<Check> {
  const owners = ownerColumns(setup.mapping, object);
  const mapper = mapperOf(setup);
  const findings = new Map<string, number>();
  const count = (finding: string) => findings.set(finding, (findings.get(finding) ?? 0) + 1);
  const keys = new Map<string, RecordKey>();
  // The first records with the values of each list of duplicates, into which a load merges the others.
  const survivors = new Map<string, RecordKey>();
  let [rows, affected] = [0, 0];
  for await (const row of parseRows(firstRows(snapshot.read(object, null), triedRows), names)) {
    if (rows === triedRows) break;
    rows += 1;
    const { key, duplicates, route } = mapper.compare(object, row);
    const earlier = key === null ? null : (keys.get(comparableKey(key)) ?? null);
    if (key !== null && earlier === null) keys.set(comparableKey(key), key);
    const values = duplicates.flatMap((value, list) => (value === null ? [] : [`${list} ${value}`]));
    const survivor = values.map((value) => survivors.get(value)).find((one) => one !== undefined) ?? null;
    const made = mapper.transform({ object, place: `row ${rows}`, row, earlier, survivor });
    if (made.kind === 'queued') {
      trial.addRecord(object, made.record);
      for (const value of values) survivors.set(value, made.record.key);
    }
    // Only a record has an owner, and one that lacks nothing else would be a record with one.
    if (made.kind === 'queued' || made.decided.reason?.endsWith(unlisted)) {
      const { fields } = parseRow(row);
      for (const list of owners[route] ?? []) {
        const user = list.map((column) => textIn(fields, column).trim()).find((one) => one !== '') ?? '';
        users.set(user, (users.get(user) ?? 0) + 1);
      }
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

async function* firstRows(chunks: AsyncIterable<Chunk>, most: number): AsyncGenerator<Buffer> {
  let rows = 0;
  for await (const chunk of chunks) {
    yield chunk.csv;
    rows += chunk.rows;
    if (rows >= most) return;
  }
}

/** As in a load, but with no user of Zoho, and without the fingerprints that the first extraction makes. */
/** What rows become, where nothing is written: owners are not looked up in Zoho. */
export function trialSetup(
  { fingerprintSecret }: Ports,
  { engagement, mapping, profile, owners }: Config,
  { parts, sha256 }: { parts: GuardParts; sha256: string | null } = {
    parts: { known: null, plmns: profile.plmns },
    sha256: null,
  },
): Setup {
  const { system, keyFields } = keyContextOf(fingerprintSecret, { engagement, profile });
  const rules = digestOf([mapping, profile, owners, 'preflight', sha256]);
  return {
    ...{ plan: rules, rules, mapping, system, slug: engagement.slug, fingerprintSecret, keyFields },
    ...{ timeZone: profile.timeZone, sentinels: profile.sentinels, dates: dateFormsOf(profile) },
    numberFormats: numberFormatsOf(profile),
    owners: {
      fallback: owners.default === undefined ? null : '0',
      named: Object.keys(owners.owners).map((user) => [user, '0']),
      inactive: [],
    },
    guard: parts,
    takenAt: null,
  };
}
