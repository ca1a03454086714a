import type { EngagementFile, Issuer } from '../schemas/engagement-file.ts';
import { canonicalEmail } from '../schemas/sign-off.ts';
import { isEqual } from './equal.ts';
import { counted, list, page } from './documents/markdown.ts';

/** Who decides in an engagement, and how they prove it. The rules of the gates are not part of it. */
export interface People {
  operator: EngagementFile['operator'];
  approvers: EngagementFile['gates']['approvers'];
  issuers: Issuer[];
}

export const peopleOf = ({ operator, gates }: Pick<EngagementFile, 'operator' | 'gates'>): People => ({
  operator,
  approvers: gates.approvers,
  issuers: gates.issuers,
});

type Approver = People['approvers'][number];
const idOf = ({ email, role }: Approver): string => `${canonicalEmail(email)} ${role}`;
const byId = (approvers: Approver[]) => new Map(approvers.map((one) => [idOf(one), one]));
const nameOf = ({ name, email, role }: Approver): string => `${name} (${email}), ${role}`;

/** What differs between the people of an engagement and those that its file names now, in sentences. Empty: nothing. */
export function peopleChanges(before: People, now: People): string[] {
  const old = byId(before.approvers);
  const shown = byId(now.approvers);
  const operator = canonicalEmail(before.operator.email);
  const added = [...shown].filter(([id]) => !old.has(id)).map(([, one]) => one);
  const removed = [...old].filter(([id]) => !shown.has(id)).map(([, one]) => one);
  const kept = [...shown].flatMap(([id, one]) => {
    const was = old.get(id);
    return was ? [[was, one] as const] : [];
  });
  return [
    ...(isEqual(before.operator, now.operator)
      ? []
      : [
          `The operator is ${now.operator.name} (${now.operator.email}) instead of ${before.operator.name} (${before.operator.email}).`,
        ]),
    ...removed.map((one) => `Removed: ${nameOf(one)}.`),
    ...added.map((one) => `Added: ${nameOf(one)}, ${keysText(one.keys)}.`),
    ...added
      .filter(({ email }) => canonicalEmail(email) === operator)
      .map(({ name }) => `${name} was the operator until now.`),
    ...kept.flatMap(([was, is]) => changesOf(was, is)),
    ...issuerChanges(before.issuers, now.issuers),
  ];
}

function changesOf(was: Approver, is: Approver): string[] {
  const gone = was.keys.filter((key) => !is.keys.includes(key));
  const fresh = is.keys.filter((key) => !was.keys.includes(key));
  return [
    ...(was.name === is.name ? [] : [`${was.name} (${was.email}) has the name ${is.name}.`]),
    ...(gone.length > 0 ? [`${nameOf(is)} no longer signs with ${keysText(gone)}.`] : []),
    ...(fresh.length > 0 ? [`${nameOf(is)} signs with ${keysText(fresh)}.`] : []),
  ];
}

const keysText = (keys: string[]): string =>
  keys.length === 0
    ? 'without a key'
    : `${counted(keys.length, 'key')} (${keys.map((key) => `${key.slice(0, 8)}…`).join(', ')})`;

function issuerChanges(before: Issuer[], now: Issuer[]): string[] {
  const find = (issuers: Issuer[], name: string) => issuers.find(({ issuer }) => issuer === name);
  return [
    ...before.filter(({ issuer }) => !find(now, issuer)).map(({ issuer }) => `Removed identity provider: ${issuer}.`),
    ...now.flatMap((one) => {
      const was = find(before, one.issuer);
      if (!was) return [`Added identity provider: ${one.issuer}.`];
      return isEqual(was, one) ? [] : [`Other settings of the identity provider ${one.issuer}, such as its accounts.`];
    }),
  ];
}

/** The document about a change of people, which is evidence at the gates. */
export function peopleDocument(changes: string[], state: 'proposed' | 'accepted' | 'withdrawn'): string {
  const sentences = {
    proposed:
      'The engagement file names other people or keys than the engagement uses. An approval of the gate mapping by the people of before accepts this change. Until then, nobody new counts.',
    accepted:
      'The people or keys of this engagement changed while it ran. The people of before accepted it at the gate mapping.',
    withdrawn: 'The engagement file names the people that the engagement uses. No change is proposed.',
  };
  return page('People', sentences[state], list(changes));
}
