import type { AdoptedBody, MatchTables } from '../../connectors/staging/match-tables.ts';
import { recordsPerCall } from '../../connectors/zoho/limits.ts';
import type { Zoho } from '../../connectors/zoho/port.ts';
import { lineFields } from '../../domain/line-items.ts';
import type { AdoptedRecord } from '../../domain/match/overwrite.ts';

/** Adopted records as they are wanted and as they are in Zoho. Lines are left out, because a list does not include them. */
export async function* readAdopted(
  zoho: Pick<Zoho, 'readByIds'>,
  tables: Pick<MatchTables, 'adopted'>,
  signal: AbortSignal,
): AsyncGenerator<AdoptedRecord[]> {
  let page: (AdoptedBody & { zohoId: string })[] = [];
  for await (const one of tables.adopted()) {
    if (page.length === recordsPerCall || (page[0] && page[0].module !== one.module)) {
      yield await readPage(zoho, page, signal);
      page = [];
    }
    page.push(one);
  }
  if (page.length > 0) yield await readPage(zoho, page, signal);
}

async function readPage(
  zoho: Pick<Zoho, 'readByIds'>,
  page: (AdoptedBody & { zohoId: string })[],
  signal: AbortSignal,
): Promise<AdoptedRecord[]> {
  const { module } = page[0]!;
  const lines = lineFields[module];
  const fields = new Set(page.flatMap(({ values }) => Object.keys(values)).filter((field) => field !== lines));
  const ids = page.map(({ zohoId }) => zohoId);
  const found = await zoho.readByIds(module, ids, [...fields], signal);
  return page.map(({ values, zohoId }) => ({
    module,
    wanted: Object.fromEntries(Object.entries(values).filter(([field]) => field !== lines)),
    present: found.get(zohoId) ?? {},
  }));
}
