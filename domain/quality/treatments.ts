import type { FieldRule, TransformName } from '../../schemas/mapping.ts';
import { isLookup } from '../map-field.ts';
import type { QualityContext, Search, Treat } from './rule.ts';

/** Whether a rule of the mapping does something about what was found. */
type Handles = (rule: FieldRule) => boolean;

export const anyRule: Handles = () => true;
export const asLookup: Handles = isLookup;
export const withMap: Handles = (rule) => rule.map !== undefined;
export const withTransform =
  (...names: TransformName[]): Handles =>
  (rule) =>
    rule.transforms.some((name) => names.includes(name));

/** Fields that a sentence names. */
const mostNamed = 5;

const named = (fields: string[]): string =>
  fields.length > mostNamed
    ? `${fields.slice(0, mostNamed).join(', ')} and ${fields.length - mostNamed} more`
    : fields.join(', ');

/** Sentences about fields. Fields are named only where not all of them are treated alike. */
export function sentencesOf(ways: readonly (readonly [search: Search, way: string])[]): string {
  const fields = new Map<string, Set<string>>();
  const places = new Set(ways.map(([search]) => placeOf(search)));
  for (const [search, way] of ways) fields.set(way, (fields.get(way) ?? new Set()).add(placeOf(search)));
  return [...fields]
    .map(([way, of]) =>
      fields.size === 1 || places.size === 1
        ? `${way[0]!.toUpperCase()}${way.slice(1)}.`
        : `${named([...of])}: ${way}.`,
    )
    .join(' ');
}

const placeOf = ({ object, field }: Search): string => (field === null ? object : `${object}.${field}`);

export const rejectsRecord = 'the record is rejected, because the mapping requires the field';
export const leftOut = 'the mapping does not load the field';

/** What happens to a field, if it is loaded and not required. @param way where a rule of the mapping handles what was found */
export function wayOf(
  context: QualityContext,
  { object, field, blocks }: Search,
  handles: Handles,
  way: string,
): string {
  if (blocks === true) return rejectsRecord;
  const rules = field === null ? [] : context.rulesFor(object, field);
  if (rules.length === 0) return leftOut;
  return rules.some(handles) ? way : 'the value is loaded as it is';
}

/** Sentences about fields of which some are blank. @param ofOthers what happens to what else was found */
export const withBlanks = (
  context: QualityContext,
  found: readonly Search[],
  blank: { detail: string; way: string },
  ofOthers: (search: Search) => string,
): string =>
  sentencesOf(
    found.map((search) => [
      search,
      search.detail === blank.detail ? wayOf(context, search, anyRule, blank.way) : ofOthers(search),
    ]),
  );

/** Says for each field whether it is handled, loaded as it is or not loaded, or rejects its record. */
export const byField =
  (handles: Handles, way: string, advice = ''): Treat =>
  (context, found) =>
    joined(sentencesOf(found.map((search) => [search, wayOf(context, search, handles, way)])), advice);

/** Sentences that are not empty. */
export const joined = (...sentences: string[]): string => sentences.filter((one) => one !== '').join(' ');
