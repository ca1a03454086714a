import { lookupId } from './lookup-id.ts';

/** Time (ISO 8601) and user of a record's last modification. Null: not known. */
export interface Modification {
  at: string | null;
  by: string | null;
}

/** The last modification of a record as Zoho returns it. */
export function modificationOf(record: Readonly<Record<string, unknown>>): Modification {
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

/**
 * Zoho's time at which another user changed a record after our last write; null if that can't be shown. The last one who
 * changed a record is shown with it, so another user in the same second came after us.
 */
export function editByOthers(acknowledged: string | null, { at, by }: Modification, us: string): string | null {
  if (acknowledged === null || at === null || by === null || by === us) return null;
  return second(at) >= second(acknowledged) ? at : null;
}
