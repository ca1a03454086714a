import type { JsonObject } from '../../../schemas/json.ts';
import type { Related, TmfObject } from '../../../schemas/profile.ts';
import { compileExpression, textOf } from '../fields.ts';
import { idReader, type ReadText } from './records.ts';
import type { ReadingReport } from './report.ts';
import type { TmfServer } from './server.ts';

/** Finds a related record or list. Null for a record that does not exist, or that the record doesn't refer to. */
type FindRelated = (record: JsonObject) => Promise<JsonObject | JsonObject[] | null>;

/**
 * Completes a record from a list: reads it again by its id where lists are shallow (`readEach`), and adds the records and
 * lists that `with` names.
 */
export function recordCompleter(
  server: TmfServer,
  { object, profile, idOf }: { object: string; profile: TmfObject; idOf: ReadText },
  report: ReadingReport,
): (record: JsonObject) => Promise<JsonObject> {
  const { resource, readEach, with: related } = profile;
  const finders = Object.entries(related).map(([name, one]) => {
    const where = `${object}.${name}`;
    const find =
      'is' in one ? listFinder(server, one, where) : recordFinder(server, one, where, reportMissing(report, name));
    return [name, find] as const;
  });
  return async (record) => {
    const whole = readEach ? ((await server.one(resource, idOf(record))) ?? record) : record;
    const found = await Promise.all(finders.map(async ([name, find]) => [name, await find(whole)] as const));
    return found.length === 0 ? whole : { ...whole, ...Object.fromEntries(found) };
  };
}

const reportMissing = (report: ReadingReport, name: string) => () => {
  report.missing[name] = (report.missing[name] ?? 0) + 1;
};

/** Finds a list by a query parameter. */
function listFinder(server: TmfServer, related: Extract<Related, { is: string }>, where: string): FindRelated {
  const { resource, paging } = related;
  const value = compileExpression(related.is, where);
  const idOf = idReader('id', where);
  return (record) => server.all({ resource, paging, query: { [related.where]: textOf(value(record)) } }, idOf);
}

/** Finds one record by its id. Its resource may depend on what kind of record it is. */
function recordFinder(
  server: TmfServer,
  related: Exclude<Related, { is: string }>,
  where: string,
  onMissing: () => void,
): FindRelated {
  const id = compileExpression(related.id, where);
  const kind = 'kind' in related ? compileExpression(related.kind, where) : null;
  return async (record) => {
    const wanted = textOf(id(record));
    if (wanted === '') return null;
    const resource = 'kind' in related ? related.resources[textOf(kind?.(record) ?? null)] : related.resource;
    const found = resource === undefined ? null : await server.one(resource, wanted);
    if (!found) onMissing();
    return found;
  };
}
