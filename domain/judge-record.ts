import type { JsonObject } from '../schemas/json.ts';
import { lookupId } from './lookup-id.ts';

/** Time (ISO 8601) and user of a record's last modification. Null: not known. */
export interface Modification {
  at: string | null;
  by: string | null;
}

/** The last modification of a record as Zoho returns it. */
export function modificationOf(record: JsonObject): Modification {
  const at = record['Modified_Time'];
  return { at: typeof at === 'string' ? at : null, by: lookupId(record['Modified_By']) };
}

/** Zoho shows whole seconds. */
const second = (time: string): number => Math.floor(Date.parse(time) / 1_000);

/**
 * Whether somebody changed a record after our last write. Zoho's times have no fractions, so the user decides within the
 * same second.
 *
 * @param acknowledged the time that Zoho returned for our last write; null if it is not known, then the user decides alone
 * @param us the id of the user whom the load belongs to
 */
export function isEdited(acknowledged: string | null, found: Modification, us: string): boolean {
  if (found.by !== null && found.by !== us) return true;
  return acknowledged !== null && found.at !== null && second(found.at) !== second(acknowledged);
}
