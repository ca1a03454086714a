import type { LoadsRecords } from '../../connectors/zoho/port.ts';
import { sameValues } from '../../domain/compare-record.ts';
import { modificationOf } from '../../domain/judge-record.ts';
import type { ClaimedRecord, RecordKey } from '../../schemas/record.ts';
import type { Module } from '../../schemas/terms.ts';

/** The records whose values in Zoho are already as wanted, with Zoho's time of their last modification. */
export async function sameInZoho(
  zoho: LoadsRecords,
  module: Module,
  records: ClaimedRecord[],
): Promise<Map<RecordKey, string | null>> {
  if (records.length === 0) return new Map();
  const fields = new Set(records.flatMap((record) => Object.keys(record.values)));
  const ids = records.flatMap((record) => record.zohoId ?? []);
  const actual = await zoho.readByIds(module, ids, [...fields.add('Modified_Time')]);
  return new Map(
    records.flatMap(({ key, zohoId, values }): [RecordKey, string | null][] => {
      const found = actual.get(zohoId ?? '');
      if (!found || !sameValues(values, found)) return [];
      return [[key, modificationOf(found).at]];
    }),
  );
}
