import { DateTime } from 'luxon';
import { isTestAccount } from './accounts.ts';
import { plantDefect } from './defects.ts';
import { accountNo, documentNo, interactionNo, numberIn, numberOfAccount, subscriberNo } from './ids.ts';
import { isNotMigrated, plantItems } from './planting.ts';
import { randomFor, type Random } from './random.ts';
import type { Defect, GeneratedRecord, Row } from './records.ts';
import { date, firstNames, lastNames, localTime, logins } from './sample-values.ts';
import type { Scale } from './scale.ts';
import { isSubscriberMissing } from './subscribers.ts';

// Records of customer care: notes, interactions and documents.

const bodies = [
  'Asked about the bill',
  'Wants the bill on paper\r\nand on the first of the month',
  '<p>Complained about <b>coverage</b> at home &amp; work</p>',
  'Ζήτησε νέα κάρτα SIM',
  'ביקש לעבור למסלול אחר',
  '引っ越しのため住所変更',
  'Просит перезвонить после 18:00',
];

/** A note. Every twentieth subscriber has one. */
export function note(seed: number, scale: Scale, number: number): GeneratedRecord {
  const random = randomFor(seed, 'note', number);
  const row: Row = {
    note_id: number,
    subscriber_no: subscriberNo(number * 20),
    author: random.pick([...logins, 'care']),
    body: random.pick(bodies),
    created_at: localTime(random, 2024, 2025),
  };
  const isMigrated = () => !isSubscriberMissing(seed, scale, number * 20);
  const context = { seed, scale, number, id: String(number), isMigrated };
  const defects = plantDefect('notes', row, { ...context, keyField: 'note_id' });
  return { row, defects: [...defects, ...plantItems('notes', row, { ...context, defects })] };
}

const subjects: Record<string, string[]> = {
  C: ['Bill too high', 'Lost phone', 'Κόστος περιαγωγής', 'No signal'],
  E: ['Re: your invoice', 'Änderung der Bankverbindung', 'تغيير العنوان', 'Number portability'],
  M: ['Fleet renewal', 'Site survey', 'Revue de contrat'],
};
const channels: Record<string, string[]> = {
  C: ['Hotline', 'Call-back'],
  E: ['Mailbox care', 'Web form'],
  M: ['Madrid Gran Vía Store', 'Customer’s office'],
};
/** Time zones of the operator's offices. */
const zones = ['Europe/London', 'Europe/Athens', 'America/New_York', 'Asia/Kolkata', 'Asia/Tokyo'];

const kindOf = (random: Random) => random.pick(['C', 'C', 'E', 'M']);

/** A call, an e-mail or a meeting. Its times are in the zone of the office that recorded it. */
export function interaction(seed: number, scale: Scale, number: number): GeneratedRecord {
  const random = randomFor(seed, 'interaction', number);
  const kind = kindOf(random);
  const zone = random.pick(zones);
  const start = DateTime.fromSQL(localTime(random, 2023, 2025), { zone });
  const end = kind === 'E' || random.chance(0.05) ? null : start.plus({ minutes: random.between(1, 90) });
  const format = (time: DateTime | null) => time?.toISO({ suppressMilliseconds: true }) ?? null;
  const id = interactionNo(number);
  const subscriber = ((number * 6_101) % scale.subscribers) + 1;
  const direction = random.pick(['inbound', 'inbound', 'outbound']);
  const row: Row = {
    interaction_id: id,
    subscriber_no: subscriberNo(subscriber),
    kind_code: kind,
    direction,
    channel: random.pick(channels[kind] ?? []),
    subject: random.pick(subjects[kind] ?? []),
    body: random.pick(bodies),
    started_at: format(start),
    ended_at: format(end),
    agent: random.pick(logins),
    ...(kind === 'E' ? headersOf(seed, number, subscriber, direction) : noHeaders),
  };
  const own = kind === 'E' ? spoilMail(row, number, id) : [];
  const isMigrated = () => own.length === 0 && !isSubscriberMissing(seed, scale, subscriber);
  // An e-mail in Zoho has no channel.
  const isFree = (field: string) => kind !== 'E' || field !== 'channel';
  const context = { seed, scale, number, id, isMigrated, isFree };
  const defects = [...own, ...plantDefect('interactions', row, { ...context, keyField: 'interaction_id' })];
  return { row, defects: [...defects, ...plantItems('interactions', row, { ...context, defects })] };
}

const noHeaders: Row = { message_id: '', sender: '', recipients: '' };
const mailbox = 'Customer care <care@operator.example>';

/** Who wrote an e-mail to whom. Addresses are not those of the subscriber's record: people write from others, too. */
function headersOf(seed: number, number: number, subscriber: number, direction: string): Row {
  const random = randomFor(seed, 'mail', number);
  const name = `${random.pick(firstNames)} ${random.pick(lastNames)}`;
  const address = `customer.${subscriber}@mail.example`;
  const customer = random.chance(0.3) ? address : `"${name}" <${address}>`;
  const copy = random.chance(0.2) ? `; archive@operator.example` : '';
  const [sender, recipient] = direction === 'inbound' ? [customer, mailbox] : [mailbox, customer];
  return { message_id: `<${random.hex(20)}.${number}@mail.example>`, sender, recipients: `${recipient}${copy}` };
}

/** Defects of e-mails, which Zoho would refuse. */
function spoilMail(row: Row, number: number, id: string): Defect[] {
  const found = mailDefects.find(({ every, rest }) => number % every === rest);
  if (!found) return [];
  const { rule, field, value } = found;
  row[field] = value;
  return [{ object: 'interactions', id, rule, field, expected: 'rejected' }];
}

const mailDefects = [
  { rule: 'future-mail', every: 41, rest: 3, field: 'started_at', value: '2099-05-04T10:15:00+01:00' },
  { rule: 'no-recipient', every: 43, rest: 5, field: 'recipients', value: '' },
  { rule: 'bad-address', every: 47, rest: 7, field: 'recipients', value: 'undisclosed recipients' },
  { rule: 'long-subject', every: 53, rest: 9, field: 'subject', value: 'Fwd: '.repeat(110) },
];

/** The state of a document's file. All values except `sound` are defects. */
export type ContentState = 'sound' | 'missing' | 'empty' | 'oversized' | 'mistyped' | 'repeated';

/** A document of a subscriber, an account or an e-mail. `documentContent` makes its bytes. */
export interface FiledDocument extends GeneratedRecord {
  content: ContentState;
}

const files: [kind: string, mime: string, ...names: string[]][] = [
  ['contract', 'application/pdf', 'contract.pdf', 'σύμβαση.pdf', 'Contrat signé (2).pdf'],
  ['bill', 'application/pdf', 'Rechnung März.pdf', 'invoice.pdf'],
  ['identity', 'image/png', 'ID copy.png', 'паспорт.png'],
  ['photo', 'image/png', 'meter.png', 'site photo.png'],
];

export function filedDocument(seed: number, scale: Scale, number: number): FiledDocument {
  const document = documentToPlant(seed, scale, number);
  const { row } = document;
  const defects = [...document.defects, ...ofRejectedMail(seed, scale, number, row)];
  const isOwnerMissing = () => isMissing(seed, scale, String(row['owner_object']), String(row['owner_no']));
  const isMigrated = () => !isNotMigrated(defects) && !isOwnerMissing();
  const planted = plantItems('documents', row, { seed, scale, number, id: documentNo(number), defects, isMigrated });
  return { ...document, defects: [...defects, ...planted] };
}

/** A document goes to the CRM with its e-mail, or not at all. */
function ofRejectedMail(seed: number, scale: Scale, number: number, row: Row): Defect[] {
  if (row['owner_object'] !== 'interactions') return [];
  const mail = interaction(seed, scale, numberIn(String(row['owner_no'])));
  return mail.defects.some(({ expected }) => expected === 'rejected')
    ? [{ object: 'documents', id: documentNo(number), rule: 'rejected-mail', field: 'owner_no', expected: 'rejected' }]
    : [];
}

/** Whether the owner of a document does not reach the CRM, or may not. */
function isMissing(seed: number, scale: Scale, object: string, id: string): boolean {
  if (object === 'subscribers') return isSubscriberMissing(seed, scale, numberIn(id));
  if (object === 'billing_accounts') return isTestAccount(numberOfAccount(scale, id));
  const { row, defects } = interaction(seed, scale, numberIn(id));
  return defects.length > 0 || isSubscriberMissing(seed, scale, numberIn(String(row['subscriber_no'])));
}

const customerOf = (scale: Scale, number: number, isOfAccount: boolean): Row =>
  isOfAccount
    ? { owner_object: 'billing_accounts', owner_no: accountNo(scale, ((number * 307) % scale.accounts) + 1) }
    : { owner_object: 'subscribers', owner_no: subscriberNo(((number * 4_099) % scale.subscribers) + 1) };

/** The e-mail that every fourth document came with; null for the others. */
function mailOf(seed: number, scale: Scale, number: number): string | null {
  if (number % 4 !== 2) return null;
  for (let step = 0; step < scale.interactions; step += 1) {
    const candidate = ((number * 11 + step) % scale.interactions) + 1;
    if (kindOf(randomFor(seed, 'interaction', candidate)) === 'E') return interactionNo(candidate);
  }
  return null;
}

/** A document before identifiers are planted in its name. */
export function documentToPlant(seed: number, scale: Scale, number: number): FiledDocument {
  const random = randomFor(seed, 'document', number);
  const [kind, mime, ...names] = random.pick(files);
  const isOfAccount = random.chance(0.4);
  const id = documentNo(number);
  const mail = mailOf(seed, scale, number);
  const generated: Row = {
    document_id: id,
    ...(mail === null ? customerOf(scale, number, isOfAccount) : { owner_object: 'interactions', owner_no: mail }),
    kind,
    name: random.pick(names),
    mime_type: mime,
    filed_on: date(random, 2018, 2025),
    content: 'sound',
  };
  const defects = plantDefect('documents', generated, { seed, scale, number, id, keyField: 'document_id' });
  const { content, ...row } = generated;
  return { row, defects, content: content as ContentState };
}
