import type { NotePart, NoteParts } from '../../connectors/ledger/note-parts.ts';
import { ConnectorError } from '../../connectors/error.ts';
import type { FoundRecord, ItemResult, LoadsRecords } from '../../connectors/zoho/port.ts';
import { lookupId } from '../../domain/lookup-id.ts';
import { laterTitles, longestNote, partsOfNote, titleOfPart } from '../../domain/note-parts.ts';
import type { Json, JsonObject } from '../../schemas/json.ts';
import { afterWrite } from '../load/write-once.ts';
import { inCalls } from './long-notes-as-records.ts';

/** A later part that is about to be written. `id`: it is in Zoho. */
interface WantedPart extends Omit<NotePart, 'id'> {
  /** Number of parts of the note. */
  parts: number;
  values: JsonObject;
  id?: string;
}

/**
 * The port of a lane, which writes a note whose text is too long for one in several parts. To the lane it is one record, with the
 * id of the first part. It is there as a whole or not at all: the first part is written first and removed last, so that a part
 * without it is never left.
 *
 * @param zoho reads and removes such notes as one (`longNotesAsRecords`)
 */
export function splitNotes(zoho: LoadsRecords, parts: NoteParts): LoadsRecords {
  return {
    ...zoho,
    async insert(module, records, signal) {
      const notes = records.map(partsOfNote);
      const results = await zoho.insert(
        module,
        notes.map(([first]) => first!),
        signal,
      );
      const later = notes.flatMap((pieces, index): WantedPart[] => {
        const result = results[index]!;
        return result.ok ? laterParts(result.id, pieces) : [];
      });
      if (later.length === 0) return results;
      const { refusals, latest } = await afterWrite(writeParts(zoho, parts, later));
      const failed = [...refusals.keys()];
      if (failed.length > 0) await afterWrite(removeAll(zoho, failed));
      return results.map((result) => (result.ok ? (refusals.get(result.id) ?? withTime(result, latest)) : result));
    },
    async update(module, records, signal) {
      const known = await parts.find(records.map(idOf));
      const long = records.filter((one) => known.has(idOf(one)) || partsOfNote(one).length > 1);
      if (long.length === 0) return zoho.update(module, records, signal);
      const current = await zoho.readByIds(module, long.map(idOf), noteFields, signal);
      const plans = new Map(
        long.map((one) => [idOf(one), planOf(one, current.get(idOf(one)) ?? {}, known.get(idOf(one)) ?? [])]),
      );
      const results = await zoho.update(
        module,
        records.map((one) => plans.get(idOf(one))?.first ?? one),
        signal,
      );
      const settled = results.flatMap((result) => (result.ok ? (plans.get(result.id) ?? []) : []));
      const { refusals, latest } = await afterWrite(changeParts(zoho, parts, settled));
      return results.map((result) => (result.ok ? (refusals.get(result.id) ?? withTime(result, latest)) : result));
    },
    async findByKey(module, keyField, keys, signal) {
      const found = await zoho.findByKey(module, keyField, keys, signal);
      const titles = [...found.keys()].flatMap(laterTitles);
      if (titles.length === 0) return found;
      const later = await zoho.findByKey(module, keyField, titles, signal);
      for (const [title, first] of found) {
        const own = laterTitles(title).map((one) => later.get(one));
        await parts.store(own.flatMap((one, index) => (one ? [{ head: first.id, part: index + 2, id: one.id }] : [])));
        if (own.every((one) => one !== undefined)) found.set(title, latestFound(first, own));
        else {
          // It is sent again as a whole.
          await removeAll(zoho, [first.id]);
          found.delete(title);
        }
      }
      return found;
    },
  };
}

const noteFields = ['Note_Title', 'Note_Content', 'Parent_Id', 'Owner'];

const idOf = (record: JsonObject): string => String(record['id']);

const laterParts = (head: string, pieces: JsonObject[]): WantedPart[] =>
  pieces.slice(1).map((values, index) => ({ head, part: index + 2, parts: pieces.length, values }));

const later = (one: string | null, other: string | null): string | null =>
  Date.parse(other ?? '') > (Date.parse(one ?? '') || 0) ? other : one;

const latestFound = (first: FoundRecord, parts: FoundRecord[]): FoundRecord =>
  parts.reduce(
    (last, one) =>
      later(last.modifiedAt, one.modifiedAt) === one.modifiedAt ? { ...last, modifiedAt: one.modifiedAt } : last,
    first,
  );

const withTime = (result: ItemResult & { ok: true }, latest: Map<string, string | null>): ItemResult => ({
  ...result,
  modifiedAt: later(result.modifiedAt, latest.get(result.id) ?? null),
});

/** Writes later parts. @returns what Zoho refused, by the first part, and the time of the last write */
async function writeParts(zoho: LoadsRecords, parts: NoteParts, wanted: WantedPart[]) {
  const refusals = new Map<string, ItemResult>();
  const latest = new Map<string, string | null>();
  const write = async (list: WantedPart[], send: (records: JsonObject[]) => Promise<ItemResult[]>) => {
    for (const call of inCalls(list)) {
      const answers = await send(call.map(({ id, values }) => (id === undefined ? values : { ...values, id })));
      const written: NotePart[] = [];
      call.forEach(({ head, part, parts: count }, index) => {
        const answer = answers[index]!;
        if (!answer.ok) refusals.set(head, { ...answer, reason: `part ${part} of ${count}: ${answer.reason}` });
        else {
          written.push({ head, part, id: answer.id });
          latest.set(head, later(latest.get(head) ?? null, answer.modifiedAt));
        }
      });
      await parts.store(written);
    }
  };
  await write(
    wanted.filter(({ id }) => id === undefined),
    (records) => zoho.insert('Notes', records),
  );
  await write(
    wanted.filter(({ id }) => id !== undefined),
    (records) => zoho.update('Notes', records),
  );
  return { refusals, latest };
}

/** @throws ConnectorError `unknown-outcome` when Zoho keeps a part: then the note is neither there nor not there */
async function removeAll(zoho: LoadsRecords, heads: string[]): Promise<void> {
  const answers = await zoho.remove('Notes', heads);
  const refused = answers.find((one) => !one.ok && one.code !== 'INVALID_DATA');
  if (refused && !refused.ok)
    throw new ConnectorError(
      'unknown-outcome',
      `A long note is only partly in Zoho, and Zoho does not remove it: ${refused.reason}. It is tried again.`,
    );
}

/** What an update does to the parts of a note. */
interface Plan {
  first: JsonObject;
  wanted: WantedPart[];
  surplus: NotePart[];
}

/** @param current what Zoho has of the note as a whole */
function planOf(change: JsonObject, current: JsonObject, known: NotePart[]): Plan {
  const title = change['Note_Title'] ?? titleOfPart(String(current['Note_Title']), 1, known.length + 1);
  const whole: JsonObject = { ...writable(current), ...change, Note_Title: title };
  const pieces = partsOfNote(whole);
  const isUnlabelled = pieces.length === 1 && String(whole['Note_Content']).length > longestNote;
  // People took the key out of the title. Zoho refuses the text, and the parts stay as they are.
  if (isUnlabelled) return { first: change, wanted: [], surplus: [] };
  const changed = (piece: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(piece).filter(([field]) => field in change || field === 'Note_Title'));
  const first = 'Note_Title' in change ? changed(pieces[0]!) : without(changed(pieces[0]!), 'Note_Title');
  const wanted = laterParts(
    idOf(change),
    pieces.map((piece) => without(piece, 'id')),
  ).map((one): WantedPart => {
    const id = known.find(({ part }) => part === one.part)?.id;
    return id === undefined ? one : { ...one, id, values: changed(one.values) };
  });
  return { first, wanted, surplus: known.filter(({ part }) => part > pieces.length) };
}

const without = (values: JsonObject, field: string): JsonObject =>
  Object.fromEntries(Object.entries(values).filter(([name]) => name !== field));

/** What Zoho returns of a note, in the form in which it is written. */
function writable({ Note_Title, Note_Content, Parent_Id, Owner }: JsonObject): JsonObject {
  const parent = Parent_Id as { module?: { api_name?: Json } } | null | undefined;
  return Object.fromEntries(
    Object.entries({
      ...{ Note_Title, Note_Content, Owner: { id: lookupId(Owner) } },
      Parent_Id: { id: lookupId(Parent_Id), module: { api_name: parent?.module?.api_name ?? null } },
    }).filter((one): one is [string, Json] => one[1] !== undefined),
  );
}

/** Changes the later parts of notes. One that may have been inserted before its answer was lost is found by its title. */
async function changeParts(zoho: LoadsRecords, parts: NoteParts, plans: Plan[]) {
  const wanted = plans.flatMap((plan) => plan.wanted);
  const fresh = wanted.filter(({ id }) => id === undefined).map(({ values }) => String(values['Note_Title']));
  const sent = fresh.length > 0 ? await zoho.findByKey('Notes', 'Note_Title', fresh) : new Map<string, FoundRecord>();
  const result = await writeParts(
    zoho,
    parts,
    wanted.map((one) => {
      const id = one.id ?? sent.get(String(one.values['Note_Title']))?.id;
      return id === undefined ? one : { ...one, id };
    }),
  );
  const surplus = plans.flatMap((plan) => plan.surplus).map(({ id }) => id);
  for (const call of inCalls(surplus)) await removeAll(zoho, call);
  await parts.forget(surplus);
  return result;
}
