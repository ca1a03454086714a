import type { Ledger } from '../../connectors/ledger/database.ts';
import { storeBeforeImages } from '../../connectors/ledger/records.ts';
import type { Run } from '../../connectors/ledger/runs.ts';
import type { ReadsRecords } from '../../connectors/zoho/port.ts';
import { lineFields } from '../../domain/line-items.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { ClaimedRecord, RecordKey } from '../../schemas/record.ts';
import type { Module } from '../../schemas/terms.ts';

/**
 * Stores the present values of adopted records for the fields that are about to be written for the first time. It must
 * have ended before the batch is sent.
 *
 * @returns what was stored, by key
 */
export async function keepBeforeImages(
  ledger: Ledger,
  zoho: Pick<ReadsRecords, 'readByIds' | 'read'>,
  run: Pick<Run, 'id' | 'env'>,
  module: Module,
  records: ClaimedRecord[],
): Promise<Map<RecordKey, JsonObject>> {
  const adopted = records.flatMap(({ key, zohoId, unimaged }) =>
    zohoId !== null && unimaged.length > 0 ? [{ key, zohoId, unimaged }] : [],
  );
  if (adopted.length === 0) return new Map();
  const ids = adopted.map((record) => record.zohoId);
  const present = lineFields[module]
    ? await readOneByOne(zoho, module, ids)
    : await zoho.readByIds(module, ids, [...new Set(adopted.flatMap((record) => record.unimaged))]);
  const images = adopted.flatMap(({ key, zohoId, unimaged }) => {
    const found = present.get(zohoId);
    return found ? [{ key, body: Object.fromEntries(unimaged.map((field) => [field, found[field] ?? null])) }] : [];
  });
  await storeBeforeImages(ledger, run, images);
  return new Map(images.map(({ key, body }) => [key, body]));
}

/** Only a read of a single record returns lines. */
async function readOneByOne(
  zoho: Pick<ReadsRecords, 'read'>,
  module: Module,
  ids: string[],
): Promise<Map<string, JsonObject>> {
  const found = new Map<string, JsonObject>();
  for (const id of ids) {
    const record = await zoho.read(module, id);
    if (record) found.set(id, record);
  }
  return found;
}
