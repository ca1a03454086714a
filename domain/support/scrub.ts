import { createGuard } from '../identifiers/guard.ts';
import type { Json } from '../../schemas/json.ts';
import { sourceObjects } from '../../schemas/terms.ts';

/** A person that texts may name, and the role that stands for the person. */
export interface KnownPerson {
  name?: string;
  email: string;
  role: string;
}

const address = /[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}.-]+/gu;
/** `system:object:id`, or `object:id`, up to the end of the word. */
const recordKey = new RegExp(String.raw`(?:[a-z][a-z0-9-]*:)?\b(?:${sourceObjects.join('|')}):[^\s,;"')\]]+`, 'g');
/** Longer than a count, a year or a code of Zoho, and no part of a digest or of a time. */
const longNumber = /(?<![\w.:-])\+?\d(?:[ ()/-]?\d){6,}(?![\w:-])/g;
const digest = /^[0-9a-f]{8,64}$/;
const moment = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/**
 * The last barrier before data leaves for support: in every text, people become their roles, and other addresses, keys of
 * records, long numbers and network identifiers are removed. What is collected has none in the first place.
 *
 * @param keep ids that are no one's secret, such as those of orgs
 */
export function createScrub(people: readonly KnownPerson[], keep: readonly string[] = []) {
  const guard = createGuard({});
  const roles = new Map<string, string>();
  for (const { name, email, role } of people) {
    roles.set(email.toLowerCase(), role);
    if (name !== undefined) roles.set(name.toLowerCase(), role);
  }
  const names = people.flatMap(({ name }) => (name === undefined || name === '' ? [] : [escaped(name)]));
  const anyName = names.length === 0 ? null : new RegExp(`(?<!\\p{L})(?:${names.join('|')})(?!\\p{L})`, 'giu');
  const roleOf = (found: string, unknown: string) => `<${roles.get(found.toLowerCase()) ?? unknown}>`;
  const kept = new Set(keep);

  const clean = (text: string): string => {
    if (kept.has(text) || moment.test(text) || (digest.test(text) && /[a-f]/.test(text))) return text;
    const withoutPeople = text.replaceAll(address, (found) => roleOf(found, 'e-mail'));
    const withoutNames = anyName
      ? withoutPeople.replaceAll(anyName, (found) => roleOf(found, 'person'))
      : withoutPeople;
    const plain = withoutNames.replaceAll(recordKey, '<key>').replaceAll(longNumber, '<number>');
    return guard.clean('', plain, 'mask').text;
  };
  const scrub = (value: Json): Json => {
    if (typeof value === 'string') return clean(value);
    if (Array.isArray(value)) return value.map(scrub);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [clean(name), scrub(one)]));
  };
  return scrub;
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
