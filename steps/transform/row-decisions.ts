import type { DecisionsByObject } from '../../connectors/ledger/duplicate-decisions.ts';
import { keyOf } from '../../domain/identity.ts';
import { identify, type KeyContext } from '../../domain/keys.ts';
import type { RowDecisions } from '../../domain/possible-duplicates/join-rows.ts';
import { settle, type MadeDecision } from '../../domain/possible-duplicates/settle.ts';
import type { Mapping } from '../../schemas/mapping.ts';
import type { RecordKey } from '../../schemas/record.ts';
import { loadedObjects, type LoadedObject } from '../../schemas/terms.ts';

/** What people decided about possible duplicates, by the keys of the records. Objects without a decision are left out. */
export function rowDecisionsOf(
  decisions: DecisionsByObject,
  mapping: Pick<Mapping, 'hashKeys'>,
  context: KeyContext,
): Map<LoadedObject, RowDecisions> {
  const found = new Map<LoadedObject, RowDecisions>();
  for (const object of loadedObjects) {
    const made: MadeDecision[] = decisions[object] ?? [];
    if (made.length === 0) continue;
    const settled = settle(made);
    const ids = new Map<RecordKey, string>();
    for (const id of settled.named) {
      // An id that is a network identifier was hashed before the mapping may have asked for it.
      for (const identity of [keyOf(context.system, object, id), identify(mapping, object, id, context)])
        if ('key' in identity) ids.set(identity.key, id);
    }
    found.set(object, { settled, ids });
  }
  return found;
}
