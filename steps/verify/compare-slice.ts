import type { Ledger } from '../../connectors/ledger/database.ts';
import { resolveKeys } from '../../connectors/ledger/records.ts';
import { listWritten, type WrittenRecord } from '../../connectors/ledger/verification.ts';
import type { RowLookup } from '../../connectors/staging/row-lookup.ts';
import type { Row } from '../../connectors/staging/rows.ts';
import { recordsPerCall } from '../../connectors/zoho/limits.ts';
import type { ReadsRecords } from '../../connectors/zoho/port.ts';
import type { NumberRange } from '../../domain/cut-range.ts';
import type { Guard } from '../../domain/identifiers/guard.ts';
import { addSlices, moneyIn, sumUp } from '../../domain/join-verification.ts';
import { traitsOf, withoutMark } from '../../domain/module-traits.ts';
import { fieldsLeft, type RuleOfField } from '../../domain/match/overwrite.ts';
import { keysIn, resolveReferences } from '../../domain/resolve-references.ts';
import { verifyRecord, type VerifiedRecord, type VerifyRules } from '../../domain/verify-record.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { ReadMoney, SliceVerification } from '../../schemas/report.ts';
import type { Module } from '../../schemas/terms.ts';
import { digestField, type compareContents, type FileFacts } from './compare-contents.ts';
import { linesIn, type LineFields } from './read-lines.ts';
import { figuresOf } from './read-source.ts';

/** Number of concurrent reads. Nothing else uses the org's calls during verification. */
const readsAtOnce = 5;
const recordsPerBlock = recordsPerCall * readsAtOnce;

export interface Comparison {
  ledger: Ledger;
  zoho: Pick<ReadsRecords, 'readByIds'>;
  guard: Pick<Guard, 'scanBody' | 'counters'>;
  env: number;
  module: Module;
  keyField: string;
  rules: VerifyRules;
  /** What the fields of a record that a match has adopted get. */
  overwrite?: RuleOfField;
  /** Zoho's fields with money that the source has figures for. */
  declared: string[];
  /** Null for a module without lines. */
  lineFields: LineFields | null;
  /** Zoho's fields with money that is compared by billing period, too. */
  inPeriods?: readonly string[];
  /** The lines in Zoho. They are read when the first record with lines is compared. */
  lines: () => Promise<RowLookup>;
  /** What else is compared of files; null for a module whose records are none. */
  contents?: ReturnType<typeof compareContents> | null;
  /** The source's own figures; null if the mapping names none. */
  figures: RowLookup | null;
}

/**
 * Reads back the records of a range of numbers, and compares every field, the lines row by row, and money with the source's
 * own figures. It stops between two blocks when `signal` aborts.
 */
export async function compareSlice(
  comparison: Comparison,
  { first, last }: NumberRange,
  signal: AbortSignal,
): Promise<{ found: SliceVerification; money: ReadMoney[] }> {
  const { guard } = comparison;
  const before = guard.counters().values;
  const compared: Awaited<ReturnType<typeof comparePage>>[] = [];
  const blocks = Array.from({ length: Math.ceil((last - first + 1) / recordsPerBlock) }, (_, index) => ({
    first: first + index * recordsPerBlock,
    last: Math.min(last, first + (index + 1) * recordsPerBlock - 1),
  }));
  // The ledger and the lookups are asked for the next block while Zoho is read for this one.
  let next = blocks[0] && readBlock(comparison, blocks[0]);
  try {
    for (const index of blocks.keys()) {
      signal.throwIfAborted();
      const { pages, known } = await next!;
      next = blocks[index + 1] && readBlock(comparison, blocks[index + 1]!);
      // Its error is thrown when the block is wanted, unless an earlier block ends the comparison.
      next?.catch(() => undefined);
      compared.push(...(await Promise.all(pages.map((page) => comparePage(comparison, page, known, signal)))));
    }
  } finally {
    // The caller closes the lookups.
    await next?.catch(() => undefined);
  }
  const sum = addSlices(compared.map(({ found }) => found));
  return {
    found: { ...sum, scanned: { ...sum.scanned, values: guard.counters().values - before } },
    money: compared.flatMap(({ money }) => money),
  };
}

/** A block of records in pages, and what is known of them. */
async function readBlock(
  comparison: Comparison,
  range: NumberRange,
): Promise<{ pages: WrittenRecord[][]; known: Known }> {
  const block = await listWritten(comparison.ledger, comparison.env, range);
  const pages = Array.from({ length: Math.ceil(block.length / recordsPerCall) }, (_, index) =>
    block.slice(index * recordsPerCall, (index + 1) * recordsPerCall),
  );
  return { pages, known: await lookUp(comparison, block) };
}

/** What is known of a block before it is read: lines in Zoho by the id of their record, and figures of the source by key. */
interface Known {
  lines: Map<string, Row[]> | null;
  figures: Map<string, Row[]> | undefined;
}

async function lookUp({ lineFields, lines, figures }: Comparison, block: WrittenRecord[]): Promise<Known> {
  const hasLines = lineFields !== null && block.some(({ base }) => lineFields.subform in base);
  return {
    lines: hasLines ? await (await lines()).find(block.map(({ zohoId }) => zohoId)) : null,
    figures: await figures?.find(block.map(({ key }) => key)),
  };
}

async function comparePage(comparison: Comparison, page: WrittenRecord[], known: Known, signal: AbortSignal) {
  const { guard, keyField, rules, declared, inPeriods } = comparison;
  const { records, lineRows } = await readPage(comparison, page, known, signal);
  const verified = records.map((record) => ({ record, verdict: verifyRecord(record, rules) }));
  const bodies = records.flatMap(({ found }): JsonObject[] => (found ? [withoutMark(found)] : []));
  const hits = guard.scanBody([...bodies, ...lineRows], new Set([keyField, digestField])).length;
  return {
    found: sumUp(verified, { values: 0, hits }, { declared, places: rules.places }),
    money: moneyIn(verified, inPeriods ?? [], rules.places),
  };
}

/** Fields that Zoho itself fills, beside those that were written. */
const byZoho = ['Modified_Time', 'Modified_By'];

/** The records of a page as they are wanted, with references resolved, and as Zoho has them. */
async function readPage(
  { ledger, zoho, env, module, rules, lineFields, contents, overwrite = () => 'fill_blanks' }: Comparison,
  page: WrittenRecord[],
  { lines, figures }: Known,
  signal: AbortSignal,
): Promise<{ records: VerifiedRecord[]; lineRows: JsonObject[] }> {
  const kept = page.map(({ base, custom, held, image }) => {
    const left = image ? fieldsLeft(Object.keys({ ...base, ...custom }), image, overwrite) : [];
    return [...(held ?? []), ...left];
  });
  const { unreadable = [] } = traitsOf(module);
  const values = page.map(({ base, custom }, index) =>
    withoutFields({ ...base, ...custom }, [...kept[index]!, ...unreadable]),
  );
  const ids = await resolveKeys(ledger, env, [...new Set(values.flatMap(keysIn))]);
  const files = await contents?.(page, signal);
  const wanted = values.map((one, index) => ({
    ...resolveReferences(one, ids).values,
    ...files?.get(page[index]!.key)?.wanted,
  }));
  const fields = new Set([...wanted.flatMap((one) => Object.keys(one)), ...rules.money, ...byZoho]);
  if (rules.lines) fields.delete(rules.lines);
  for (const { found } of files?.values() ?? []) for (const field of Object.keys(found)) fields.delete(field);
  const zohoIds = page.map((one) => one.zohoId);
  const found = await zoho.readByIds(module, zohoIds, [...fields], signal);
  const records = page.map(({ key, zohoId, unacknowledged, writtenAt }, index) => ({
    ...{ key, unacknowledged, writtenAt },
    held: kept[index]!,
    wanted: wanted[index]!,
    found: withContent(found.get(zohoId), files?.get(key)),
    foundLines: lines && lineFields ? linesIn(lines.get(zohoId), lineFields) : [],
    figures: figuresOf(figures?.get(key)),
  }));
  return { records, lineRows: records.flatMap(({ foundLines }) => foundLines) };
}

const withContent = (found: JsonObject | undefined, file: FileFacts | undefined): JsonObject | undefined =>
  found && file ? { ...found, ...file.found } : found;

const withoutFields = (values: JsonObject, fields: string[]): JsonObject =>
  Object.fromEntries(Object.entries(values).filter(([field]) => !fields.includes(field)));
