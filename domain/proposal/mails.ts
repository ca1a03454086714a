import { longestInMail } from '../mails.ts';
import { folded, type Column } from './features.ts';
import { speaksOf } from './names.ts';
import type { SettledField } from './settled-field.ts';
import type { SourceTable } from './source.ts';

const list = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** What the people in an e-mail are called, in English, Spanish, German and French. */
const people = {
  from: list('sender remitente absender expediteur'),
  to: list('recipient recipients receiver destinatario destinatarios empfaenger destinataire destinataires'),
} as const;
/** Words that mean people only where the name says nothing else: `assigned_to` and `valid_from` speak of others. */
const directed = { from: list('from von de'), to: list('to an para') } as const;
/** Words that say no more than that people have addresses. */
const addresses = list('e email emails mail mails address addresses adresse');
/** What addresses, and headers with several of them, are taken for. */
const addressTypes: ReadonlySet<string> = new Set(['email', 'text', 'title']);

/** Whether a column has the people of one side of an e-mail. */
function hasPeople({ facts }: Column, side: keyof typeof people): boolean {
  const words = folded(facts.column).split(' ');
  const isOfPeople = words.some((word) => people[side].has(word));
  if (facts.semantic === 'email' && isOfPeople) return true;
  const isDirected = words.some((word) => directed[side].has(word));
  const isWhole = words.every((word) => [people[side], directed[side], addresses].some((known) => known.has(word)));
  return addressTypes.has(facts.semantic) && (isOfPeople || isDirected) && isWhole;
}

/** A column of directions: which values mean that somebody wrote to the operator, and which that the operator wrote. */
export interface Directions {
  column: string;
  inbound: readonly string[];
  outbound: readonly string[];
  open: string[];
}

/**
 * The fields of an e-mail, beside the record that it is about; or which of those is missing that Zoho does not take one without.
 * @param begin the column that says when it was
 */
export function mailFieldsOf(
  { columns }: Pick<SourceTable, 'columns'>,
  begin: string | undefined,
  directions: Directions | null,
): Record<string, SettledField> | string {
  const [from, to] = (['from', 'to'] as const).map((side) => columns.find((one) => hasPeople(one, side)));
  const subject = columns.find(({ words }) => speaksOf(words, 'subject'));
  const [content] = ['body', 'description'].flatMap((concept) =>
    columns.filter((one) => speaksOf(one.words, concept) && !isMessageId(one) && one !== subject),
  );
  const needed: [string, unknown][] = [
    ...[['a sender', from] as [string, unknown], ['recipients', to] as [string, unknown]],
    ...[['a subject', subject] as [string, unknown], ['a text', content] as [string, unknown]],
    ...[['a time', begin] as [string, unknown], ['a direction', directions] as [string, unknown]],
  ];
  const missing = needed.flatMap(([what, found]) => (found ? [] : [what]));
  if (!from || !to || !subject || !content || !begin || !directions)
    return `no column has ${missing.join(', ')}, which Zoho needs in an e-mail`;
  const likely = (column: string, rule: SettledField['rule'], evidence: string): SettledField => ({
    ...{ rule: { from: column, ...rule }, columns: [column], tier: 'likely', evidence },
  });
  const id = columns.find(isMessageId);
  const owner = columns.find(({ facts }) => facts.semantic === 'user');
  const { inbound, outbound, open } = directions;
  const entries = [...inbound.map((one) => [one, false] as const), ...outbound.map((one) => [one, true] as const)];
  return {
    from: likely(from.facts.column, { required: true }, 'who wrote it'),
    to: likely(to.facts.column, { required: true }, 'to whom it was written'),
    subject: likely(subject.facts.column, { length: longestInMail.subject, cut: true, required: true }, 'its subject'),
    content: likely(content.facts.column, { length: longestInMail.content, cut: true, required: true }, 'its text'),
    date_time: likely(begin, { transforms: ['datetime'], required: true }, 'when it was'),
    sent: {
      ...likely(directions.column, { required: true }, 'its values are directions'),
      map: { entries: Object.fromEntries(entries), open },
    },
    ...(id ? { original_message_id: likely(id.facts.column, {}, 'the id of the message') } : {}),
    ...(owner ? { owner: likely(owner.facts.column, { owner: true }, 'who handled it') } : {}),
  };
}

/** `message_id`, `msgid`, `Nachrichten-ID`. */
const isMessageId = ({ facts }: Column): boolean =>
  /(?:^| )(?:message|msg|mensaje|nachricht(?:en)?) ?(?:id|kennung)(?: |$)|(?:^| )id (?:del |du )?(?:message|mensaje)(?: |$)/.test(
    folded(facts.column),
  );
