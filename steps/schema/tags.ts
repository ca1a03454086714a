import { ConnectorError } from '../../connectors/error.ts';
import type { Ledger } from '../../connectors/ledger/database.ts';
import {
  bookSchemaChanges,
  endSchemaChange,
  listSchemaChanges,
  storeFieldId,
} from '../../connectors/ledger/schema-changes.ts';
import { isTagChange } from '../../domain/schema-plan/state.ts';
import { tagField, tagsIn } from '../../domain/tags.ts';
import type { Mapping } from '../../schemas/mapping.ts';
import type { Module } from '../../schemas/terms.ts';
import type { Change } from './change.ts';

/**
 * Creates the tags that the mapping can give, where the module lacks them. Each is booked before it is created, so that a
 * rollback removes those of the engagement, and no others.
 */
export async function createTags(
  ledger: Ledger,
  mapping: Mapping,
  { ref, run, zoho }: Change,
  module: Module,
): Promise<void> {
  const wanted = tagsIn(mapping, module);
  if (wanted.length === 0) return;
  const known = new Set((await zoho.tags(module)).map(({ name }) => name.toLowerCase()));
  const missing = wanted.filter((name) => !known.has(name.toLowerCase()));
  if (missing.length > 0) {
    const changes = missing.map((value) => ({ module, apiName: tagField, label: 'Tags', value }));
    await bookSchemaChanges(ledger, run ?? ref, changes);
    await zoho.createTags(module, missing);
  }
  const open = (await listSchemaChanges(ledger, ref)).filter(
    (one) => isTagChange(one) && one.module === module && one.fieldId === null,
  );
  if (open.length === 0) return;
  const ids = new Map((await zoho.tags(module)).map(({ id, name }) => [name.toLowerCase(), id]));
  const refused: string[] = [];
  for (const change of open) {
    const id = ids.get(change.value.toLowerCase());
    if (id !== undefined) await storeFieldId(ledger, { ...ref, ...change, fieldId: id });
    else {
      await endSchemaChange(ledger, { ...ref, ...change });
      if (missing.includes(change.value)) refused.push(change.value);
    }
  }
  if (refused.length > 0)
    throw new ConnectorError(
      'configuration',
      `Zoho did not create ${refused.length} tags of ${module}. No record was written. Correct the value maps of its tags in mapping.yml, or delete tags in Zoho that nobody uses.`,
    );
}
