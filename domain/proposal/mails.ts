import { folded, type Column } from './features.ts';
import { speaksOf } from './names.ts';
import type { SettledField } from './settled-field.ts';
import type { SourceTable } from './source.ts';

const list = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** What the people in an e-mail are called, in English, Spanish, German and French. */
const people = {
  from: list('from sender remitente absender von expediteur'),
  to: list('to recipient recipients receiver destinatario destinatarios empfaenger an destinataire destinataires'),
} as const;
/** The most characters of an e-mail. docs: associate-email */
const longest = 32_000;

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
  const named = (words: ReadonlySet<string>) =>
    columns.find(({ facts }) =>
      folded(facts.column)
        .split(' ')
        .some((word) => words.has(word)),
    );
  const [from, to] = [named(people.from), named(people.to)];
  const subject = columns.find(({ words }) => speaksOf(words, 'subject'));
  const content = columns.find((one) => speaksOf(one.words, 'body') && !isMessageId(one));
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
    subject: likely(subject.facts.column, { length: 500, cut: true, required: true }, 'its subject'),
    content: likely(content.facts.column, { length: longest, cut: true, required: true }, 'its text'),
    date_time: likely(begin, { transforms: ['datetime'], required: true }, 'when it was'),
    sent: {
      ...likely(directions.column, { required: true }, 'its values are directions'),
      map: { entries: Object.fromEntries(entries), open },
    },
    ...(id ? { original_message_id: likely(id.facts.column, {}, 'the id of the message') } : {}),
    ...(owner ? { owner: likely(owner.facts.column, { owner: true }, 'who handled it') } : {}),
  };
}

const isMessageId = ({ facts }: Column): boolean => {
  const words = folded(facts.column).split(' ');
  return words.includes('message') && words.includes('id');
};
