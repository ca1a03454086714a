import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ConnectorError } from '../connectors/error.ts';
import { readDocument } from '../connectors/ledger/documents.ts';
import { resolveKeys } from '../connectors/ledger/records.ts';
import { findRun, type Run } from '../connectors/ledger/runs.ts';
import {
  listKeptOut,
  listLoaded,
  readSpotCheck,
  storeSpotCheck,
  type JudgedRecord,
  type LoadedRecord,
  type SpotCheck,
} from '../connectors/ledger/spot-checks.ts';
import { findManifest } from '../connectors/staging/manifest.ts';
import { readSealed, type Row } from '../connectors/staging/rows.ts';
import type { ReadsRecords } from '../connectors/zoho/port.ts';
import { differingFields } from '../domain/compare-record.ts';
import { spotCheckDocument } from '../domain/documents/spot-check.ts';
import { identify } from '../domain/keys.ts';
import { keysIn, resolveReferences } from '../domain/resolve-references.ts';
import { createDraw, type Candidate } from '../domain/spot-check/draw.ts';
import { columnsOf, compileTraits } from '../domain/spot-check/traits.ts';
import type { Guard } from '../domain/identifiers/guard.ts';
import type { Json, JsonObject } from '../schemas/json.ts';
import type { RunRef } from '../schemas/refs.ts';
import type { SpotCheckSheet, SpotField, SpotRecord } from '../schemas/spot-check.ts';
import { isLoaded } from '../schemas/terms.ts';
import { writeDocument } from './documents.ts';
import { openGuard } from './guard.ts';
import { keyContextOf } from './key-context.ts';
import type { Ports, StoredEngagement } from './ports.ts';
import { withZoho } from './with-zoho.ts';

/** 30 right of 30 mean at most 9.5 % wrong records; with those of the edges, people compare at most 50. */
const sizes = { random: 30, edges: 20 } as const;

type Chosen = LoadedRecord & Candidate;

/**
 * Draws the records of a load that people compare with the source before they sign the rehearsal, and stores them with the
 * source row, what was written and what Zoho holds now. Network identifiers are masked. A second call changes nothing.
 */
export async function drawSpotCheck(
  ports: Ports,
  stored: StoredEngagement,
  ref: RunRef,
  signal: AbortSignal,
): Promise<{ records: number }> {
  const { ledger } = ports;
  const run = await findRun(ledger, ref);
  const before = await readSpotCheck(ledger, run.id);
  if (before) return { records: before.records.length };
  const seed = randomBytes(16).toString('hex');
  const draw = createDraw<Chosen>(seed, sizes);
  const traitsOf = compileTraits(stored.mapping);
  for await (const record of listLoaded(ledger, run)) {
    signal.throwIfAborted();
    draw.add({ ...record, ...traitsOf(record), isInPopulation: true });
  }
  for (const record of await listKeptOut(ledger, run))
    draw.add({ ...record, traits: [`${record.outcome} in ${record.module}`], extremes: {}, isInPopulation: false });
  const drawn = draw.result();
  const sources = await readSourceRows(
    ports,
    stored,
    run,
    drawn.map(({ record }) => record),
    signal,
  );
  const guard = await openGuard(ports, stored);
  const records = await withZoho(ports, stored, { ...ref, phase: 'verification' }, async (zoho) => {
    const found: SpotRecord[] = [];
    for (const [index, { record, isRandom, traits }] of drawn.entries()) {
      signal.throwIfAborted();
      const { key, module, object, outcome, zohoId, reason, survivor } = record;
      const fields = await fieldsOf(ports, stored, run, zoho, record, sources.get(key) ?? {}, signal);
      const why = [reason, survivor && `part of ${survivor}`].filter((part) => part !== null).join(', ');
      found.push({
        no: index + 1,
        key,
        module,
        object,
        outcome,
        zohoId,
        isRandom,
        traits,
        reason: why || null,
        fields: fields.map((one) => masked(guard, one)),
      });
    }
    return found;
  });
  await storeSpotCheck(ledger, run, { seed, population: draw.population(), records });
  return { records: records.length };
}

/** The staged source rows of the chosen records, by key. */
async function readSourceRows(
  { staging, fingerprintSecret }: Ports,
  stored: StoredEngagement,
  run: Run,
  chosen: LoadedRecord[],
  signal: AbortSignal,
): Promise<Map<string, Row>> {
  const { mapping } = stored;
  const context = keyContextOf(fingerprintSecret, stored);
  const wanted = new Set<string>(chosen.map(({ key }) => key));
  const objects = new Set<string>(chosen.map(({ object }) => object));
  const rows = new Map<string, Row>();
  const manifest = await findManifest(staging, run.engagement, run.manifestDigest);
  for (const file of manifest?.objects ?? []) {
    const { object } = file;
    if (!isLoaded(object) || !objects.has(object)) continue;
    for await (const row of readSealed(staging, file)) {
      signal.throwIfAborted();
      const identity = identify(mapping, object, row[context.keyFields[object] ?? ''] ?? '', context);
      if ('key' in identity && wanted.has(identity.key) && !rows.has(identity.key)) rows.set(identity.key, row);
    }
  }
  return rows;
}

const mostTries = 6;

/**
 * Repeats a read that Zoho refuses because of too many calls. A new attempt of the activity would read all records again, and
 * would hardly ever get through while many calls are refused.
 */
async function unlessBusy<T>(read: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== 'rate-limited' || tried === mostTries) throw error;
      await delay(error.retryAfterMs ?? 1_000, undefined, { signal });
    }
  }
}

/** Each field of a record: source, written, and now in Zoho. */
async function fieldsOf(
  { ledger }: Ports,
  { mapping }: StoredEngagement,
  { env }: Run,
  zoho: Pick<ReadsRecords, 'read'>,
  { module, object, values, zohoId }: LoadedRecord,
  row: Row,
  signal: AbortSignal,
): Promise<SpotField[]> {
  const wanted = resolveReferences(values, await resolveKeys(ledger, env, keysIn(values))).values;
  const now = zohoId === null ? null : await unlessBusy(() => zoho.read(module, zohoId, signal), signal);
  const columns = columnsOf(mapping, module, object);
  const names = [...new Set([...Object.keys(wanted), ...columns.keys()])];
  const differing = now === null ? [] : differingIn(wanted, now);
  return names.map((field) => ({
    field,
    source: (columns.get(field) ?? []).map((column) => ({ column, value: sourceValue(row, column) })),
    written: wanted[field] ?? null,
    now: now?.[field] ?? null,
    differs: zohoId !== null && (now === null || differing.includes(field)),
  }));
}

/** A field as it may be stored: the staged source and Zoho can hold identifiers that must not leave. */
function masked(guard: Pick<Guard, 'clean'>, field: SpotField): SpotField {
  const mask = (name: string, value: Json): Json => {
    if (typeof value === 'string') return guard.clean(name, value, 'mask').text;
    if (Array.isArray(value)) return value.map((item) => mask(name, item));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([member, one]) => [member, mask(member, one)]));
  };
  return {
    ...field,
    source: field.source.map(({ column, value }) => ({ column, value: guard.clean(column, value, 'mask').text })),
    written: mask(field.field, field.written),
    now: mask(field.field, field.now),
  };
}

/** Fields that differ; lines are compared row by row in the fields that were written. */
function differingIn(wanted: JsonObject, now: JsonObject): string[] {
  const lines = Object.entries(wanted).filter(([, value]) => Array.isArray(value));
  const scalars = Object.fromEntries(Object.entries(wanted).filter(([, value]) => !Array.isArray(value)));
  const rowsOf = (value: unknown): JsonObject[] => (Array.isArray(value) ? (value as JsonObject[]) : []);
  const differingLines = lines.flatMap(([field, value]) => {
    const [own, theirs] = [rowsOf(value), rowsOf(now[field])];
    const isSame =
      own.length === theirs.length && own.every((line, at) => differingFields(line, theirs[at] ?? {}).length === 0);
    return isSame ? [] : [field];
  });
  return [...differingFields(scalars, now), ...differingLines];
}

/** `extensions.x` reads a member of the JSON in the column `extensions`. */
function sourceValue(row: Row, column: string): string {
  const [name = '', member] = column.split('.');
  if (member === undefined) return row[name] ?? '';
  try {
    const value = (JSON.parse(row[name] || '{}') as Record<string, unknown>)[member];
    return value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  } catch {
    return row[name] ?? '';
  }
}

/** Writes the sheet of a finished spot check, and says in a sentence what it found or how much is missing. */
export async function describeSpotCheck(ports: Ports, stored: StoredEngagement, run: Run): Promise<string> {
  const check = await readSpotCheck(ports.ledger, run.id);
  if (!check) return 'No records were drawn for a spot check.';
  const open = check.records.filter(({ verdict }) => verdict === null).length;
  const { environment, run: name } = run;
  if (!check.finishedAt)
    return `The spot check of ${environment} is not finished: ${open} of ${check.records.length} records are not judged.`;
  const sheet = sheetOf(run, check);
  const title = `spot-check-${environment}-${name}`;
  const written = await readDocument(ports.ledger, run.engagement, { name: `${title}.md` });
  // Written once: a new time of writing would make old evidence look new.
  if (!written || written.writtenAt < check.finishedAt) {
    const about = { kind: 'spot-check', environment, run: name, title } as const;
    await writeDocument(ports, stored, about, spotCheckDocument(sheet), sheet);
  }
  const { random, chosen } = sheet;
  const wrong = random.wrong + chosen.wrong;
  return `The spot check found ${wrong === 0 ? 'no wrong record' : `${wrong} wrong`} among ${check.records.length} compared records.`;
}

function sheetOf({ engagement, environment, run }: Run, check: SpotCheck): SpotCheckSheet {
  const { seed, population, finishedAt, finishedBy, records } = check;
  const count = (isRandom: boolean, verdict: string) =>
    records.filter((one) => one.isRandom === isRandom && one.verdict === verdict).length;
  return {
    ...{ engagement, environment, run, seed, population },
    finishedAt: finishedAt?.toISOString() ?? '',
    finishedBy: finishedBy ?? '',
    random: { right: count(true, 'right'), wrong: count(true, 'wrong') },
    chosen: { right: count(false, 'right'), wrong: count(false, 'wrong') },
    records: records.map((one: JudgedRecord) => ({
      ...{ no: one.no, key: one.key, module: one.module, outcome: one.outcome, isRandom: one.isRandom },
      ...{ traits: one.traits, verdict: one.verdict ?? 'wrong', note: one.note, judgedBy: one.judgedBy ?? '' },
      differingFields: one.fields.filter(({ differs }) => differs).map(({ field }) => field),
    })),
  };
}
