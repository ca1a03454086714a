import type { NotePart, NoteParts } from '../../connectors/ledger/note-parts.ts';
import { recordsPerCall } from '../../connectors/zoho/limits.ts';
import type { FoundRecord, ItemResult, Zoho } from '../../connectors/zoho/port.ts';
import { modificationOf } from '../../domain/judge-record.ts';
import { joinNote, laterTitles, readPart } from '../../domain/note-parts.ts';
import type { JsonObject } from '../../schemas/json.ts';

/**
 * Lets a note that is written in several parts be read, counted and removed as one record. Its id is that of the first part; the
 * ledger knows the others. `splitNotes` writes them.
 */
export function longNotesAsRecords(zoho: Zoho, parts: NoteParts): Zoho {
  const readParts = async (later: Map<string, NotePart[]>, fields: string[], signal?: AbortSignal) => {
    const ids = [...later.values()].flat().map(({ id }) => id);
    const found = new Map<string, JsonObject>();
    for (const call of inCalls(ids))
      for (const [id, one] of await zoho.readByIds('Notes', call, fields, signal)) found.set(id, one);
    return found;
  };
  return {
    ...zoho,
    async readByIds(module, ids, fields, signal) {
      const found = await zoho.readByIds(module, ids, fields, signal);
      const later = module === 'Notes' ? await parts.find([...found.keys()]) : none;
      if (later.size === 0) return found;
      const read = await readParts(later, fields, signal);
      for (const [head, list] of later)
        found.set(
          head,
          joinNote(
            found.get(head)!,
            list.map(({ id }) => read.get(id)),
          ),
        );
      return found;
    },
    async *listKeys(module, keyField, signal) {
      for await (const page of zoho.listKeys(module, keyField, signal)) {
        const later = module === 'Notes' ? await parts.find(page.map(({ id }) => id)) : none;
        const read = later.size === 0 ? null : await readParts(later, ['Modified_Time', 'Modified_By'], signal);
        yield read ? page.map((one) => latestOf(one, later.get(one.id) ?? [], read)) : page;
      }
    },
    count: async (module, signal) =>
      (await zoho.count(module, signal)) - (module === 'Notes' ? await parts.count() : 0),
    async remove(module, ids, signal) {
      if (module !== 'Notes') return zoho.remove(module, ids, signal);
      const refusals = await removeParts(zoho, parts, await laterOf(zoho, parts, ids, signal), signal);
      const free = ids.filter((id) => !refusals.has(id));
      const answers = free.length > 0 ? await zoho.remove(module, free, signal) : [];
      const results = new Map([...refusals, ...free.map((id, index) => [id, answers[index]!] as const)]);
      return ids.map((id) => results.get(id)!);
    },
  };
}

const none = new Map<string, NotePart[]>();

/** What one call takes. */
export function* inCalls<Item>(list: Item[]): Generator<Item[]> {
  for (let from = 0; from < list.length; from += recordsPerCall) yield list.slice(from, from + recordsPerCall);
}

/** A found note with the latest modification of its parts. */
function latestOf(found: FoundRecord, later: NotePart[], read: Map<string, JsonObject>): FoundRecord {
  const own = { Modified_Time: found.modifiedAt, Modified_By: found.modifiedBy ? { id: found.modifiedBy } : null };
  const { at: modifiedAt, by: modifiedBy } = modificationOf(
    joinNote(
      own,
      later.map(({ id }) => read.get(id)),
    ),
  );
  return { ...found, modifiedAt, modifiedBy };
}

/** The later parts of notes: those that the ledger knows, and those that were sent when a worker died, by their titles. */
async function laterOf(zoho: Zoho, parts: NoteParts, ids: string[], signal?: AbortSignal): Promise<NotePart[]> {
  const known = [...(await parts.find(ids)).values()].flat();
  const titles = new Map<string, Pick<NotePart, 'head' | 'part'>>();
  for (const [head, { Note_Title: title }] of await zoho.readByIds('Notes', ids, ['Note_Title'], signal)) {
    if (typeof title !== 'string' || readPart(title).part !== 1) continue;
    laterTitles(title).forEach((later, index) => titles.set(later, { head, part: index + 2 }));
  }
  if (titles.size === 0) return known;
  const found = await zoho.findByKey('Notes', 'Note_Title', [...titles.keys()], signal);
  const sent = [...found].flatMap(([title, { id }]) => (titles.has(title) ? [{ ...titles.get(title)!, id }] : []));
  return [...known, ...sent.filter(({ id }) => !known.some((one) => one.id === id))];
}

/** Removes later parts. @returns why notes keep some of theirs, by the id of the first part */
async function removeParts(
  zoho: Zoho,
  parts: NoteParts,
  later: NotePart[],
  signal?: AbortSignal,
): Promise<Map<string, ItemResult>> {
  const refusals = new Map<string, ItemResult>();
  for (const call of inCalls(later)) {
    const answers = await zoho.remove(
      'Notes',
      call.map(({ id }) => id),
      signal,
    );
    // Zoho returns INVALID_DATA for an id that does not exist.
    const isGone = (index: number) =>
      answers[index]!.ok || (answers[index] as { code: string }).code === 'INVALID_DATA';
    await parts.forget(call.filter((_, index) => isGone(index)).map(({ id }) => id));
    call.forEach(({ head }, index) => {
      if (!isGone(index)) refusals.set(head, answers[index]!);
    });
  }
  return refusals;
}
