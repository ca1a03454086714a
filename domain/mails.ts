import type { Json, JsonObject } from '../schemas/json.ts';
import type { Remark } from '../schemas/record.ts';
import { toEmail } from './values/texts.ts';

/** Fields of an e-mail, as `associate_email` names them, and the record that it hangs on. docs: associate-email */
export const mailFields = [
  'from',
  'to',
  'cc',
  'bcc',
  'subject',
  'content',
  'mail_format',
  'date_time',
  'sent',
  'original_message_id',
  'owner',
  'Parent_Id',
] as const;
export type MailField = (typeof mailFields)[number];

/** Fields that every source of e-mails must fill. The id of the message is made from the key where the source has none. */
export const neededInMail: readonly MailField[] = [
  'from',
  'to',
  'subject',
  'content',
  'date_time',
  'sent',
  'Parent_Id',
];

/** Why an e-mail is left as it is by a rollback. */
export const mailStays = 'Zoho has no call that deletes an e-mail, and its record stays';

/** The most characters of a text. docs: associate-email */
export const longestInMail = { subject: 500, content: 32_000 } as const;

/** Parts between commas and semicolons that are neither in quotes nor in angle brackets. */
const part = /(?:"(?:[^"\\]|\\.)*"|<[^>]*>|[^,;])+/g;
const named = /^(?<name>[^<]*)<(?<address>[^<>]*)>$/;

/** One person as `Name <address>`, or the address alone; null if it is no address. */
function personIn(text: string): string | null {
  const { name = '', address = text } = named.exec(text)?.groups ?? {};
  const email = toEmail(address.replace(/^mailto:/i, ''));
  if (!email.ok) return null;
  const shown = name
    .replaceAll(/["\\<>]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return shown === '' || shown.toLowerCase() === email.value ? String(email.value) : `${shown} <${email.value}>`;
}

/** The people in a header such as `Ann <ann@a.example>; bob@b.example`, and how many parts are no address. */
export function peopleIn(text: string): { people: string[]; unreadable: number } {
  const found = (text.match(part) ?? []).map((one) => one.trim()).filter((one) => one !== '');
  const people = found.map(personIn).filter((one) => one !== null);
  return { people: [...new Set(people)], unreadable: found.length - people.length };
}

/** Why the sender or the recipients in a header can't be sent; null if they can. */
export function headerProblem(field: 'from' | 'to', text: string): string | null {
  const { people, unreadable } = peopleIn(text);
  if (unreadable > 0) return 'not an e-mail address';
  if (people.length === 0) return missing[field];
  return field === 'from' && people.length > 1 ? 'several senders' : null;
}

const looksLikeHtml = /<(?:p|div|br|html|body|table|span|a|b|i|ul|ol)\b[^>]*>/i;

/** The values of an e-mail as they are queued; or why Zoho would refuse them. */
export type JudgedMail = { values: JsonObject; remarks: Omit<Remark, 'key'>[] } | { problem: string };

/**
 * Judges an e-mail before Zoho sees it: people are read from texts, and what Zoho refuses rejects the mail. A copy that went to
 * somebody whose address can't be read is moved without this address.
 *
 * @param takenAt when the source was read, in milliseconds since 1970: a mail can't be younger; null if it is not known
 */
export function judgeMail(base: JsonObject, takenAt: number | null): JudgedMail {
  const values = { ...base };
  const remarks: Omit<Remark, 'key'>[] = [];
  for (const field of ['from', 'to'] as const) {
    const problem = isMissing(base[field]) ? missing[field] : headerProblem(field, String(base[field]));
    if (problem !== null) return { problem: `${field}: ${problem}` };
    const { people } = peopleIn(String(base[field]));
    values[field] = field === 'from' ? people[0]! : people;
  }
  for (const field of ['cc', 'bcc'] as const) {
    if (base[field] === undefined) continue;
    const { people, unreadable } = peopleIn(String(base[field]));
    if (unreadable > 0) remarks.push({ field, rule: 'blank:not an e-mail address' });
    if (people.length === 0) delete values[field];
    else values[field] = people;
  }
  for (const field of ['subject', 'content', 'date_time', 'sent'] as const)
    if (isMissing(values[field])) return { problem: `${field}: missing` };
  for (const [field, most] of Object.entries(longestInMail))
    if (String(values[field]).length > most) return { problem: `${field}: longer than ${most} characters` };
  if (typeof values['sent'] !== 'boolean') return { problem: 'sent: neither true nor false' };
  const at = Date.parse(String(values['date_time']));
  if (Number.isNaN(at)) return { problem: 'date_time: not a point in time' };
  if (takenAt !== null && at > takenAt) return { problem: 'date_time: in the future' };
  values['mail_format'] ??= looksLikeHtml.test(String(values['content'])) ? 'html' : 'text';
  return { values, remarks };
}

const missing = { from: 'no sender', to: 'no recipient' } as const;
const isMissing = (value: Json | undefined): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

/** A person as Zoho takes it. Without a name, the address stands for it. */
export function personOf(text: string): { user_name: string; email: string } {
  const { name = '', address = text } = named.exec(text)?.groups ?? {};
  return { user_name: name.trim() || address, email: address };
}

/** A person as Zoho returns it, in the form of `peopleIn`. */
export function personText({ user_name: name, email }: Partial<Record<'user_name' | 'email', unknown>>): string {
  const [shown, address] = [name, email].map((one) => (typeof one === 'string' ? one : ''));
  return personIn(`${shown!.replaceAll(/[<>]/g, '')} <${address}>`) ?? address!;
}

/**
 * What a list of Zoho's shows of an e-mail, and tells it from most others of its record: as a text that is equal for an e-mail
 * that is queued, and for the same one in the list. Names are left out, because Zoho knows its users by other ones.
 */
export function outlineOf(values: JsonObject): string {
  const addressOf = (person: Json | undefined) => personOf(String(person)).email;
  const { date_time: time, sent, subject, from, to } = values;
  const recipients = Array.isArray(to) ? to.map(addressOf).toSorted() : [];
  return JSON.stringify([Date.parse(String(time)), sent, subject, addressOf(from), recipients]);
}
