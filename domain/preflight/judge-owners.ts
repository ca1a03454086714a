import type { OwnerMap } from '../../schemas/engagement-file.ts';
import type { Mapping } from '../../schemas/mapping.ts';
import type { LoadedObject } from '../../schemas/terms.ts';
import { counted } from '../documents/markdown.ts';
import { routedSources } from '../routed-sources.ts';
import { failed, passed, warned, type Found } from './found.ts';

/** A user of an org. */
export interface OrgUser {
  email: string;
  active: boolean;
  confirmed: boolean;
}

/** Whether Zoho lets a user own records. docs: insert-records */
export const canOwn = ({ active, confirmed }: Pick<OrgUser, 'active' | 'confirmed'>): boolean => active && confirmed;

/**
 * Records by source user, as the source writes the user; an empty text for records without one. They may be a part of all.
 * Null: not counted.
 */
export type RecordsOfUsers = ReadonlyMap<string, number> | null;

/**
 * The fields with the source users who become owners, by the place of the route among those of the object: of each list, the first one
 * with a value counts. A custom field for a user is none: it stays blank where no owner stands for the user.
 */
export const ownerColumns = (mapping: Pick<Mapping, 'modules'>, object: LoadedObject): string[][][] =>
  routedSources(mapping, object).map(({ source: { fields } }) => {
    const lists = Object.values(fields).flatMap(({ owner, from }) =>
      owner && from !== undefined ? [[from].flat()] : [],
    );
    return lists.filter((list, place) => lists.findIndex((one) => one.join('\n') === list.join('\n')) === place);
  });

/** Owners that a check names; it counts the others. */
const mostNamed = 20;
const named = (texts: string[]): string =>
  `${texts.slice(0, mostNamed).join(', ')}${texts.length > mostNamed ? ` and ${texts.length - mostNamed} more` : ''}`;

const namedThere = 'The preflight document names them.';

const sumOf = (records: RecordsOfUsers, of: (user: string) => boolean): number =>
  [...(records ?? [])].reduce((sum, [user, count]) => (of(user) ? sum + count : sum), 0);

const text = (records: RecordsOfUsers, count: number): string => (records ? `: ${counted(count, 'tried record')}` : '');

/** Source users whom the owner map does not list, with the records of each. */
export function judgeUnlisted({ owners, default: rule }: OwnerMap, records: RecordsOfUsers): Found {
  const unlisted = [...(records ?? [])].filter(([user]) => user !== '' && !Object.hasOwn(owners, user));
  const sum = unlisted.reduce((total, [, count]) => total + count, 0);
  if (unlisted.length === 0) return passed('The owner map lists every user of the tried rows.');
  const users = named(unlisted.map(([user, count]) => `${user} (${count.toLocaleString('en')})`));
  if (rule !== undefined)
    return passed(`${counted(sum, 'tried record')} of users who are not in the owner map go to ${rule}: ${users}.`);
  const found = failed(
    `The owner map does not list users of the source, with their tried records: ${users}. Their records would be rejected.`,
    'Add them to owners.yml, or a default for all others.',
    sum,
  );
  const withoutPeople = `The owner map does not list ${counted(unlisted.length, 'user')} of the source. ${namedThere}`;
  return { ...found, withoutPeople };
}

/** The users of an org to whom the owner map leads: who can't own records, with the records of each. */
export function judgeOwners(map: OwnerMap, users: OrgUser[], records: RecordsOfUsers): Found {
  const known = new Map(users.map((user) => [user.email.toLowerCase(), user]));
  const problemOf = (email: string): string | null => {
    const user = known.get(email.toLowerCase());
    if (!user) return 'no user of the org';
    return user.active ? (user.confirmed ? null : 'not confirmed') : 'not active';
  };
  const isListed = (user: string) => Object.hasOwn(map.owners, user);
  const rules = [
    ...(map.default === undefined
      ? []
      : [{ email: map.default, of: (user: string) => !isListed(user), name: 'default' }]),
    ...(map.inactive === undefined ? [] : [{ email: map.inactive, of: () => false, name: 'inactive' }]),
  ];
  const wrong: string[] = [];
  let [rejected, assigned] = [0, 0];
  for (const { email, of, name } of rules) {
    const problem = problemOf(email);
    if (problem === null) continue;
    const count = sumOf(records, of);
    rejected += count;
    wrong.push(`${email} (${name}, ${problem}${text(records, count)})`);
  }
  const inactive: string[] = [];
  for (const [user, email] of Object.entries(map.owners)) {
    const problem = problemOf(email);
    if (problem === null) continue;
    const count = sumOf(records, (one) => one === user);
    const line = `${email} (${user}, ${problem}${text(records, count)})`;
    if (map.inactive === undefined) {
      rejected += count;
      wrong.push(line);
    } else {
      assigned += count;
      inactive.push(line);
    }
  }
  if (wrong.length > 0) {
    const found = failed(
      `Owners who can't own records in the org: ${named(wrong)}.`,
      'Add, activate or confirm the users, name others in owners.yml, or add the rule inactive for the records of listed users.',
      Math.max(rejected, wrong.length),
    );
    return { ...found, withoutPeople: `${counted(wrong.length, 'owner')} can't own records in the org. ${namedThere}` };
  }
  if (inactive.length > 0)
    return warned(
      `Records of owners who can't own them in the org go to ${map.inactive}, by the rule inactive: ${named(inactive)}.`,
      'Check that this is wanted. The report of each phase counts the records.',
      assigned,
    );
  const all = new Set(
    [map.default, map.inactive, ...Object.values(map.owners)].flatMap((email) => email?.toLowerCase() ?? []),
  );
  return passed(`All ${all.size} owners are active, confirmed users.`);
}
