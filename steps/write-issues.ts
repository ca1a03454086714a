import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import { createMeasure, digestOf } from '../connectors/digest.ts';
import { ConnectorError } from '../connectors/error.ts';
import { readDocument, storeDocument } from '../connectors/ledger/documents.ts';
import { listIssues, listLostReferences, type Issue } from '../connectors/ledger/issues.ts';
import type { Run } from '../connectors/ledger/runs.ts';
import { findManifest } from '../connectors/staging/manifest.ts';
import { readOrigin } from '../connectors/staging/origin.ts';
import { readRows, type Row } from '../connectors/staging/rows.ts';
import { placeKey } from '../domain/identity.ts';
import type { Guard } from '../domain/identifiers/guard.ts';
import {
  isAboutParent,
  placeIn,
  referenceFieldsOf,
  shownValue,
  sourceFieldsOf,
  splitReason,
} from '../domain/issue-place.ts';
import { identify } from '../domain/keys.ts';
import { parseRow } from '../domain/source-row.ts';
import type { LoadedObject, Module } from '../schemas/terms.ts';
import { documentsFolder } from './documents.ts';
import { openGuardForTexts } from './guard.ts';
import { keyContextOf } from './key-context.ts';
import type { Ports, StoredEngagement } from './ports.ts';
import { withSource } from './with-source.ts';
import { sourcesOf } from '../domain/modules-of.ts';

/** Lines of a file. More are counted only. */
const mostIssues = 50_000;

interface Found {
  file: string;
  line: number;
  row: Row;
}

/**
 * Writes the rejected rows and the remarks of a phase as a CSV file, so that people can correct them in the source: key,
 * state, field, reason, file, line, and the value. It is the only place where a rejected value is written. Nothing is written
 * without issues, except over an earlier file.
 */
export async function writeIssues(ports: Ports, stored: StoredEngagement, run: Run, module: Module): Promise<void> {
  const { issues, total } = await listIssues(ports.ledger, run, module, mostIssues);
  const folder = documentsFolder(stored);
  const name = `issues-${run.environment}-${run.run}-${module}.csv`;
  // After a retry, a file that was written before has no lines any more.
  if (total === 0 && !(await readDocument(ports.ledger, run.engagement, { name }))) return;
  const sources = sourcesOf(stored.mapping, module);
  const guard = await openGuardForTexts(ports, stored);
  const orphans = issues.filter(({ reason }) => isAboutParent(reason)).map(({ key }) => key);
  const lost = await listLostReferences(ports.ledger, run, orphans);
  const found = await findRows(ports, stored, run, issues, [...new Set(sources.map(({ object }) => object))]);
  function* lines(): Generator<Buffer> {
    yield Buffer.from(stringify([['key', 'state', 'field', 'source_field', 'reason', 'file', 'line', 'value']]));
    for (const issue of issues) {
      const isOrphan = isAboutParent(issue.reason);
      const { field, reason } = splitReason((isOrphan && lost.get(issue.key)) || issue.field, issue.reason);
      const own = sources.filter(({ object }) => issue.key.includes(`:${object}:`));
      const from = field !== '' ? sourceFieldsOf(own, field) : isOrphan ? referenceFieldsOf(own) : [];
      const at = found.get(issue.key);
      const place = placeIn(issue.key);
      const named = place && 'file' in place ? place : at;
      // The column of the lines is long, and the row is named.
      const isHidden = reason.startsWith('withheld:') || (isOrphan && field.includes('.'));
      const value = isHidden ? '' : valueOf(guard, from, at?.row);
      const cells = [
        issue.key,
        issue.state,
        field,
        from.join(' '),
        reason,
        named?.file ?? '',
        named?.line ?? '',
        value,
      ];
      yield Buffer.from(stringify([cells]));
    }
    if (total > issues.length)
      yield Buffer.from(stringify([['', '', '', '', `${total - issues.length} more`, '', '', '']]));
  }
  await mkdir(folder, { recursive: true });
  const measure = createMeasure();
  const part = join(folder, `${name}.part`);
  await pipeline(Readable.from(lines()), measure.through, createWriteStream(part));
  await rename(part, join(folder, name));
  const { environment } = run;
  const about = { kind: 'reconciliation', environment, run: run.run } as const;
  const { sha256 } = measure.result();
  await storeDocument(ports.ledger, run.engagement, about, { name, digest: sha256, body: null });
}

function valueOf(guard: Pick<Guard, 'clean'>, fields: string[], row: Row | undefined): string {
  if (!row) return '';
  const { fields: texts } = parseRow(row);
  const values = fields.map((field) => texts[field] ?? row[field] ?? '');
  const joined = fields.map((field, at) => guard.clean(field, values[at]!, 'mask').text).join(' | ');
  // An identifier that a cut divides would not be found any more.
  return shownValue(guard.clean('', joined, 'mask').text);
}

/** The staged rows of the issues by key, with file and line: of the source's file, where the source can say it. */
async function findRows(
  ports: Ports,
  stored: StoredEngagement,
  run: Run,
  issues: Issue[],
  objects: LoadedObject[],
): Promise<Map<string, Found>> {
  const found = new Map<string, Found>();
  const manifest = await findManifest(ports.staging, run.engagement, run.manifestDigest);
  const context = keyContextOf(ports.fingerprintSecret, stored);
  const wanted = new Set<string>(issues.map(({ key }) => key));
  for (const object of objects) {
    const file = manifest?.objects.find((one) => one.object === object);
    if (!manifest || !file || ![...wanted].some((key) => key.includes(`:${object}:`))) continue;
    const keyField = context.keyFields[object] ?? '';
    const own = new Map<number, Found>();
    let number = 0;
    for await (const row of readRows(ports.staging, file.path)) {
      number += 1;
      const identity = identify(stored.mapping, object, row[keyField] ?? '', context);
      const keys = ['key' in identity ? identity.key : '', placeKey(context.system, object, `row ${number}`)];
      for (const key of keys.filter((one) => wanted.has(one) && !found.has(one))) {
        const at = own.get(number) ?? { file: file.path, line: number + 1, row };
        found.set(key, at);
        own.set(number, at);
      }
    }
    if (own.size > 0) await locate(ports, stored, { name: manifest.name, object }, own).catch(ifSourceIsAway);
  }
  return found;
}

/** The report of a phase does not need the source: without it, the places are those in staging. */
function ifSourceIsAway(error: unknown): void {
  if (!(error instanceof ConnectorError)) throw error;
}

/** Replaces places in staging by those in the files of a delivery, if it still is the one that was extracted. */
async function locate(
  { staging, openSource }: Ports,
  stored: StoredEngagement,
  { name, object }: { name: string; object: LoadedObject },
  rows: Map<number, Found>,
): Promise<void> {
  const origin = await readOrigin(staging, name);
  await withSource({ openSource }, stored, async (source) => {
    if (!source.places) return;
    const now = { profile: digestOf(stored.profile), source: await source.identity(), start: stored.start };
    if (origin?.source !== digestOf(now)) return;
    let number = 0;
    for await (const place of source.places(object)) Object.assign(rows.get((number += 1)) ?? {}, place);
  });
}
