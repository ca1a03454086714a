import type { AdoptedBody, MatchTables } from '../../connectors/staging/match-tables.ts';
import type { RowLookup } from '../../connectors/staging/row-lookup.ts';
import { recordsPerCall } from '../../connectors/zoho/limits.ts';
import type { Zoho } from '../../connectors/zoho/port.ts';
import type { AdoptedRecord } from '../../domain/match/overwrite.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { Mapping } from '../../schemas/mapping.ts';
import type { Module } from '../../schemas/terms.ts';
import { lineFieldsOf, linesIn, openLines, type LineFields } from '../verify/read-lines.ts';

type ReadsAdopted = Pick<Zoho, 'readByIds' | 'startBulkRead' | 'bulkReadJob' | 'bulkReadFile'>;
type Adopted = AdoptedBody & { zohoId: string };

/** The lines of a module in Zoho. */
interface PresentLines {
  fields: LineFields;
  lookup: RowLookup;
}

/**
 * Adopted records as they are wanted and as they are in Zoho, module by module. A list does not include lines, so those of a
 * module are read with one bulk read, if adopted records have some.
 */
export async function* readAdopted(
  zoho: ReadsAdopted,
  mapping: Mapping,
  tables: Pick<MatchTables, 'adopted'>,
  signal: AbortSignal,
): AsyncGenerator<AdoptedRecord[]> {
  const opened = new Map<Module, PresentLines | null>();
  const linesOf = async (module: Module): Promise<PresentLines | null> => {
    const known = opened.get(module);
    if (known !== undefined) return known;
    const fields = lineFieldsOf(mapping, module);
    const lines = fields && { fields, lookup: await openLines(zoho, fields, undefined, signal) };
    opened.set(module, lines);
    return lines;
  };
  try {
    for await (const page of pagesOf(tables.adopted()))
      yield await readPage(zoho, page, await linesOf(page[0]!.module), signal);
  } finally {
    for (const lines of opened.values()) await lines?.lookup.close();
  }
}

/** Records of one module, as many as one call reads. */
async function* pagesOf(records: AsyncIterable<Adopted>): AsyncGenerator<Adopted[]> {
  let page: Adopted[] = [];
  for await (const one of records) {
    if (page.length === recordsPerCall || (page[0] && page[0].module !== one.module)) {
      yield page;
      page = [];
    }
    page.push(one);
  }
  if (page.length > 0) yield page;
}

async function readPage(
  zoho: Pick<Zoho, 'readByIds'>,
  page: Adopted[],
  lines: PresentLines | null,
  signal: AbortSignal,
): Promise<AdoptedRecord[]> {
  const { module } = page[0]!;
  const fields = new Set(page.flatMap(({ values }) => Object.keys(values)));
  if (lines) fields.delete(lines.fields.subform);
  const ids = page.map(({ zohoId }) => zohoId);
  const found = await zoho.readByIds(module, ids, [...fields], signal);
  const rows = await lines?.lookup.find(ids);
  const linesAt = (zohoId: string): JsonObject =>
    lines ? { [lines.fields.subform]: linesIn(rows?.get(zohoId), lines.fields) } : {};
  return page.map(({ values, zohoId }) => ({
    ...{ module, wanted: values },
    present: { ...found.get(zohoId), ...linesAt(zohoId) },
  }));
}
