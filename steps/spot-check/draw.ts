import { randomBytes } from 'node:crypto';
import { resolveKeys } from '../../connectors/ledger/records.ts';
import { findRun, type Run } from '../../connectors/ledger/runs.ts';
import {
  listKeptOut,
  listLoaded,
  listUnread,
  storeDraw,
  type LoadedRecord,
} from '../../connectors/ledger/spot-checks.ts';
import type { Row } from '../../connectors/staging/rows.ts';
import { traitsOf } from '../../domain/module-traits.ts';
import { keysIn, resolveReferences } from '../../domain/resolve-references.ts';
import { createDraw, type Candidate } from '../../domain/spot-check/draw.ts';
import { columnsOf, compileTraits } from '../../domain/spot-check/traits.ts';
import type { RunRef } from '../../schemas/refs.ts';
import type { SpotField } from '../../schemas/spot-check.ts';
import { openGuard } from '../guard.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { withZoho } from '../with-zoho.ts';
import { maskField } from './mask-field.ts';
import { readDrawn } from './read-drawn.ts';
import { readSourceRows, sourceValue } from './source-rows.ts';

/** 30 right of 30 mean at most 9.5 % wrong records; with those of the edges, people compare at most 50. */
const sizes = { random: 30, edges: 20 } as const;

type Chosen = LoadedRecord & Candidate;

/**
 * Draws the records of a load that people compare with the source before they sign the rehearsal, and stores them with the
 * source row, what was written and what Zoho holds now. Network identifiers are masked. A repetition goes on with the
 * records that are not read in Zoho yet; after the last one, it changes nothing.
 */
export async function drawSpotCheck(
  ports: Ports,
  stored: StoredEngagement,
  ref: RunRef,
  signal: AbortSignal,
): Promise<{ records: number }> {
  const { ledger } = ports;
  const run = await findRun(ledger, ref);
  if ((await listUnread(ledger, run)).drawn === null) await draw(ports, stored, run, signal);
  const { drawn, unread } = await listUnread(ledger, run);
  if (unread.length > 0) {
    const guard = await openGuard(ports, stored);
    await withZoho(ports, stored, { ...ref, phase: 'verification' }, (zoho) =>
      readDrawn({ ledger, run, zoho, guard }, unread, signal),
    );
  }
  return { records: drawn ?? 0 };
}

/** Chooses the records of a run, and stores them with their source row and what was written. */
async function draw(ports: Ports, stored: StoredEngagement, run: Run, signal: AbortSignal): Promise<void> {
  const { ledger } = ports;
  const seed = randomBytes(16).toString('hex');
  const draw = createDraw<Chosen>(seed, sizes);
  const spotTraitsOf = compileTraits(stored.mapping);
  for await (const record of listLoaded(ledger, run)) {
    signal.throwIfAborted();
    draw.add({ ...record, ...spotTraitsOf(record), isInPopulation: true });
  }
  for (const record of await listKeptOut(ledger, run))
    draw.add({ ...record, traits: [`${record.outcome} in ${record.module}`], extremes: {}, isInPopulation: false });
  const drawn = draw.result();
  const chosen = drawn.map(({ record }) => record);
  const sources = await readSourceRows(ports, stored, run, chosen, signal);
  const ids = await resolveKeys(ledger, run.env, [...new Set(chosen.flatMap(({ values }) => keysIn(values)))]);
  const guard = await openGuard(ports, stored);
  const records = drawn.map(({ record, isRandom, traits }, index) => {
    const { key, module, object, outcome, zohoId, reason, survivor } = record;
    const why = [reason, survivor && `part of ${survivor}`].filter((part) => part !== null).join(', ');
    const fields = fieldsOf(stored, record, sources.get(key) ?? {}, ids).map((one) => maskField(guard, one));
    return { no: index + 1, key, module, object, outcome, zohoId, isRandom, traits, reason: why || null, fields };
  });
  await storeDraw(ledger, run, { seed, population: draw.population(), records });
}

/** Each field of a record with its source and what was written. */
function fieldsOf(
  { mapping }: StoredEngagement,
  { module, object, values }: LoadedRecord,
  row: Row,
  ids: Parameters<typeof resolveReferences>[1],
): SpotField[] {
  const written = resolveReferences(values, ids).values;
  const columns = columnsOf(mapping, module, object);
  const { unreadable = [] } = traitsOf(module);
  const names = [...new Set([...Object.keys(written), ...columns.keys()])];
  return names
    .filter((field) => !unreadable.includes(field))
    .map((field) => ({
      field,
      source: (columns.get(field) ?? []).map((column) => ({ column, value: sourceValue(row, column) })),
      written: written[field] ?? null,
      now: null,
      differs: false,
    }));
}
