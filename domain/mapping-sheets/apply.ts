import { Mapping } from '../../schemas/mapping.ts';
import { makeChanges } from '../mapping-text/edit.ts';
import type { Change } from '../mapping-text/splice.ts';
import { readYamlText } from '../yaml-text.ts';
import { withBase, type Draft } from './draft.ts';
import { changesOf, isAsWanted, membersOf, valuesOf, type Wanted } from './members.ts';
import { readCustom, readLeftOut, readRule, readValue } from './read-rows.ts';
import { recordsOf, type ReadSheets } from './records.ts';
import { rowsOf } from './tables.ts';

export type Applied =
  | {
      ok: true;
      text: string;
      /** Where a path of the mapping is in the workbook, in words; null if it is in no row. */
      placeOf: (path: string) => string | null;
      /** Columns that people added; they are not read. */
      unread: string[];
    }
  | { ok: false; problems: string[] };

/**
 * Turns the cells that people changed into the text of the mapping. Everything else of the text stays as it is.
 * @param text the text that the workbook was made from
 */
export function applySheets(text: string, mapping: Mapping, sheets: ReadSheets): Applied {
  const { records, problems, unread } = recordsOf(sheets);
  if (problems.length > 0) return { ok: false, problems };
  const before = membersOf(mapping);
  const draft: Draft = {
    mapping,
    base: rowsOf(mapping, text, { engagement: null, version: null, digest: '' }),
    wanted: new Map([...before.keys()].map((key) => [key, new Map<string, Wanted>()])),
    withheld: [],
    places: new Map(),
    problems: [],
  };
  for (const one of withBase(draft, 'Custom fields', 'Field', records['Custom fields'])) readCustom(draft, one);
  for (const one of withBase(draft, 'Fields', 'Rule', records.Fields)) readRule(draft, one);
  for (const one of records['Left out']) readLeftOut(draft, one);
  for (const one of records['Value maps']) readValue(draft, one);
  if (draft.problems.length > 0) return { ok: false, problems: draft.problems };
  return write(text, draft, unread);
}

/** Changes the text, and makes sure that it says exactly what the workbook says. */
function write(text: string, { mapping, wanted, withheld, places }: Draft, unread: string[]): Applied {
  const before = membersOf(mapping);
  const changes = [...wanted].flatMap(([key, members]): Change[] => {
    const path = JSON.parse(key) as (string | number)[];
    const now = before.get(key) ?? { path, members: {} };
    // A value map comes and goes as a whole.
    const isWhole = path[0] === 'maps' && (!before.has(key) || members.size === 0);
    if (!isWhole || isAsWanted(now.members, members)) return changesOf(now, members);
    const value = members.size === 0 ? undefined : valuesOf(members);
    return [{ path: ['maps'], key: String(path[1]), value }];
  });
  const withhold = new Set(mapping.withhold);
  if (withhold.size !== withheld.length || withheld.some((field) => !withhold.has(field)))
    changes.push({ path: [], key: 'withhold', value: withheld.length === 0 ? undefined : withheld });
  const edited = makeChanges(text, changes);
  if (!edited.ok) return { ok: false, problems: [edited.why] };
  const read = readYamlText(edited.text, Mapping, 'mapping.yml');
  if (!read.ok) return { ok: false, problems: read.problems };
  const after = membersOf(read.value);
  const others = [...wanted].filter(([key, members]) => !isAsWanted(after.get(key)?.members ?? {}, members));
  const problems = others.map(
    ([key]) =>
      `${(JSON.parse(key) as string[]).join('.')} can't be changed alone, because another part of the file refers to it. Edit the text instead.`,
  );
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, text: edited.text, placeOf: (path) => places.get(path) ?? null, unread };
}
