import { resolveKeys } from '../../connectors/ledger/records.ts';
import type { Run } from '../../connectors/ledger/runs.ts';
import { findLoaded, storeRead } from '../../connectors/ledger/spot-checks.ts';
import type { Ledger } from '../../connectors/ledger/database.ts';
import type { ReadsRecords } from '../../connectors/zoho/port.ts';
import { differingFields, isObject } from '../../domain/compare-record.ts';
import type { Guard } from '../../domain/identifiers/guard.ts';
import { keysIn, resolveReferences } from '../../domain/resolve-references.ts';
import type { Json, JsonObject } from '../../schemas/json.ts';
import type { SpotRecord } from '../../schemas/spot-check.ts';
import { maskField } from './mask-field.ts';

interface Reading {
  ledger: Ledger;
  run: Run;
  zoho: Pick<ReadsRecords, 'read' | 'readByIds'>;
  guard: Pick<Guard, 'clean'>;
}

/** Single reads that are under way at once. */
const readsAtOnce = 5;

/**
 * Reads drawn records in Zoho, and stores each as soon as it is read: while Zoho refuses many calls, an attempt gets
 * through with some, and the next one goes on with the others. Records without lines are read together.
 */
export async function readDrawn(reading: Reading, unread: SpotRecord[], signal: AbortSignal): Promise<void> {
  const { ledger, run, zoho } = reading;
  const loaded = await findLoaded(
    ledger,
    run,
    unread.map(({ key }) => key),
  );
  const ids = await resolveKeys(ledger, run.env, [...new Set(loaded.flatMap(({ values }) => keysIn(values)))]);
  const wanted = new Map(loaded.map(({ key, values }) => [key, resolveReferences(values, ids).values]));
  const store = (records: SpotRecord[], found: Map<string, JsonObject>) =>
    storeRead(
      ledger,
      run,
      records.map((one) => compared(reading, one, wanted.get(one.key) ?? {}, found.get(one.zohoId ?? '') ?? null)),
    );
  const hasLines = ({ key }: SpotRecord) => Object.values(wanted.get(key) ?? {}).some((value) => Array.isArray(value));
  for (const module of new Set(unread.map((one) => one.module))) {
    const together = unread.filter((one) => one.module === module && !hasLines(one));
    if (together.length === 0) continue;
    signal.throwIfAborted();
    const fields = [...new Set(together.flatMap((one) => one.fields.map(({ field }) => field)))];
    const zohoIds = together.flatMap(({ zohoId }) => zohoId ?? []);
    await store(together, await zoho.readByIds(module, zohoIds, fields, signal));
  }
  const single = unread.filter(hasLines);
  for (let start = 0; start < single.length; start += readsAtOnce) {
    const reads = single.slice(start, start + readsAtOnce).map(async (one) => {
      const found = one.zohoId === null ? null : await zoho.read(one.module, one.zohoId, signal);
      await store([one], new Map(found ? [[one.zohoId ?? '', found]] : []));
    });
    const failed = (await Promise.allSettled(reads)).find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
  }
}

/** The fields of a record with what Zoho holds. */
function compared({ guard }: Reading, record: SpotRecord, wanted: JsonObject, now: JsonObject | null) {
  const differing = now === null ? [] : differingIn(wanted, now);
  const fields = record.fields.map((one) =>
    maskField(guard, {
      ...one,
      now: now?.[one.field] ?? null,
      differs: now === null || differing.includes(one.field),
    }),
  );
  return { no: record.no, fields };
}

/** Fields that differ; lines are compared row by row in the fields that were written. */
function differingIn(wanted: JsonObject, now: JsonObject): string[] {
  const isLines = (value: Json) => Array.isArray(value) && value.some(isObject);
  const lines = Object.entries(wanted).filter(([, value]) => isLines(value));
  const scalars = Object.fromEntries(Object.entries(wanted).filter(([, value]) => !isLines(value)));
  const rowsOf = (value: unknown): JsonObject[] => (Array.isArray(value) ? (value as JsonObject[]) : []);
  const differingLines = lines.flatMap(([field, value]) => {
    const [own, theirs] = [rowsOf(value), rowsOf(now[field])];
    const isSame =
      own.length === theirs.length && own.every((line, at) => differingFields(line, theirs[at] ?? {}).length === 0);
    return isSame ? [] : [field];
  });
  return [...differingFields(scalars, now), ...differingLines];
}
