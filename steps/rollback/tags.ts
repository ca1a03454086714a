import { ConnectorError } from '../../connectors/error.ts';
import type { SchemaChange } from '../../connectors/ledger/schema-changes.ts';
import { counted } from '../../domain/documents/markdown.ts';
import type { Zoho } from '../../connectors/zoho/port.ts';
import type { Module } from '../../schemas/terms.ts';

/** Why what the loads made stays, where their records do. */
export const recordsStay = 'records of the loads stay in the module';

type Tag = Awaited<ReturnType<Zoho['tags']>>[number];

/** The tag of an entry: by its id, or by its name if nobody knows the id. A tag of the same name that people made is none. */
export const tagOf = (present: Tag[], { fieldId, value }: SchemaChange): Tag | undefined =>
  present.find(({ id, name }) => (fieldId === null ? name.toLowerCase() === value.toLowerCase() : id === fieldId));

/** Removes a tag that no record has any more, or returns why it stays. */
export async function removeTag(zoho: Zoho, module: Module, { id, name }: Tag, left: number): Promise<string | null> {
  if (left > 0) return `the tag ${name}: ${recordsStay}`;
  const uses = await zoho.countTagged(module, id);
  if (uses > 0) return `the tag ${name}: ${counted(uses, 'record has', 'records have')} it`;
  try {
    await zoho.removeTag(module, id);
    return null;
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.kind !== 'not-found') throw error;
    return null;
  }
}
