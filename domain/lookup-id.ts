/** The id in a lookup or a user as Zoho shows it (`{ id, name }`); null for anything else. */
export function lookupId(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('id' in value)) return null;
  return typeof value.id === 'string' ? value.id : null;
}
