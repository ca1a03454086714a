import type { Mapping, SourceRule } from '../schemas/mapping.ts';
import type { SchemaConflict } from '../schemas/schema-plan.ts';
import type { Module } from '../schemas/terms.ts';
import { textIn, type SourceRow } from './condition.ts';
import { isInvisible } from './identity.ts';
import { isMarked } from './module-traits.ts';
import { sourcesOf } from './modules-of.ts';
import { failure, type Problem } from './problem.ts';

/** Tags of a module, and characters of one. docs: tags, create-tags */
const [mostTags, longestTag] = [100, 25];
const forbidden = /[<>,]|\p{Emoji_Presentation}/u;

/** The field of Zoho that holds the tags of a record. */
export const tagField = 'Tag';

/** The text of a tag, without blanks at its ends, which nobody sees. */
const tagOf = (name: unknown): string => String(name).trim();

/** The tags of a row, and the source fields whose value is not in its value map. */
export type TagsOf = (row: SourceRow) => { tags: { name: string }[]; unknown: { field: string; map: string }[] };

/** Compiles the tags of a source; null if it has none. */
export function compileTags({ tags: rules }: Pick<SourceRule, 'tags'>, maps: Mapping['maps']): TagsOf | null {
  if (rules.length === 0) return null;
  const compiled = rules.map(({ from, map }) => ({ from, map, values: new Map(Object.entries({ ...maps[map] })) }));
  return (row) => {
    const names = new Map<string, string>();
    const unknown: { field: string; map: string }[] = [];
    for (const { from, map, values } of compiled) {
      const text = textIn(row, from).trim();
      if (isInvisible(text)) continue;
      const name = values.get(text);
      if (name === undefined) unknown.push({ field: from, map });
      // Zoho's tags have no case.
      else if (name !== null) names.set(tagOf(name).toLowerCase(), tagOf(name));
    }
    return { tags: [...names.values()].map((name) => ({ name })), unknown };
  };
}

/** Every tag that the mapping can give records of a module. */
export function tagsIn(mapping: Pick<Mapping, 'modules' | 'maps'>, module: Module): string[] {
  const names = sourcesOf(mapping, module).flatMap(({ tags }) =>
    tags.flatMap(({ map }) => Object.values({ ...mapping.maps[map] }).filter((name) => name !== null)),
  );
  return [...new Map(names.map((name) => [tagOf(name).toLowerCase(), tagOf(name)])).values()];
}

/** What Zoho does not take of the tags of a module's sources. */
export function checkTags(mapping: Mapping, module: Module): Problem[] {
  const path = `modules.${module}.sources`;
  const [first] = sourcesOf(mapping, module).flatMap(({ tags }, index) =>
    tags.map((_, place) => ({ at: `${path}[${index}].tags[${place}]` })),
  );
  if (!first) return [];
  if (isMarked(module)) return [failure(first.at, `Zoho has no tags for ${module}`, 'Remove tags.')];
  const names = tagsIn(mapping, module);
  const wrong = names.filter((name) => name === '' || name.length > longestTag || forbidden.test(name));
  return [
    ...wrong.map((name) =>
      failure(
        first.at,
        `"${name}" can not be a tag`,
        `A tag has 1–${longestTag} characters, without commas, angle brackets and emoji.`,
      ),
    ),
    ...(names.length > mostTags
      ? [failure(first.at, `the value maps make ${names.length} tags`, `A module takes at most ${mostTags} tags.`)]
      : []),
  ];
}

/** What stands in the way of the tags of a module. @param present names of the tags that the org has there */
export function tagConflicts(mapping: Mapping, module: Module, present: string[]): SchemaConflict[] {
  const known = new Set(present.map((name) => name.toLowerCase()));
  const missing = tagsIn(mapping, module).filter((name) => !known.has(name.toLowerCase()));
  return missing.length === 0 || known.size + missing.length <= mostTags
    ? []
    : [
        {
          module,
          what: `${module} has ${known.size} tags and gets ${missing.length} more. Zoho takes at most ${mostTags}.`,
          fix: 'Delete tags in Zoho that nobody uses, or make fewer in mapping.yml.',
        },
      ];
}
