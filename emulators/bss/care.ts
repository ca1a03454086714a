import { DateTime } from 'luxon';
import { plant } from './defects.ts';
import { diceFor } from './dice.ts';
import type { Entity, Row } from './people.ts';
import { accountNo, documentNo, interactionNo, subscriberNo, type Scale } from './scale.ts';
import { day, logins, moment } from './vocabulary.ts';

/** What customer care knows of people: what was noted, said and filed. */

const bodies = [
  'Asked about the bill',
  'Wants the bill on paper\r\nand on the first of the month',
  '<p>Complained about <b>coverage</b> at home &amp; work</p>',
  'Ζήτησε νέα κάρτα SIM',
  'ביקש לעבור למסלול אחר',
  '引っ越しのため住所変更',
  'Просит перезвонить после 18:00',
];

/** Every twentieth subscriber has a note. */
export function note(seed: number, scale: Scale, number: number): Entity {
  const dice = diceFor(seed, 'note', number);
  const row: Row = {
    note_id: number,
    subscriber_no: subscriberNo(number * 20),
    author: dice.pick([...logins, 'care']),
    body: dice.pick(bodies),
    created_at: moment(dice, 2024, 2025),
  };
  return { row, defects: plant('notes', row, { seed, scale, number, id: String(number), keyed: 'note_id' }) };
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
/** Where people work for the operator. */
const zones = ['Europe/London', 'Europe/Athens', 'America/New_York', 'Asia/Kolkata', 'Asia/Tokyo'];

/** A call, an e-mail or a meeting, with its times in the zone of the place where it was written down. */
export function interaction(seed: number, scale: Scale, number: number): Entity {
  const dice = diceFor(seed, 'interaction', number);
  const kind = dice.pick(['C', 'C', 'E', 'M']);
  const zone = dice.pick(zones);
  const began = DateTime.fromSQL(moment(dice, 2023, 2025), { zone });
  const ended = kind === 'E' || dice.chance(0.05) ? null : began.plus({ minutes: dice.between(1, 90) });
  const written = (time: DateTime | null) => time?.toISO({ suppressMilliseconds: true }) ?? null;
  const id = interactionNo(number);
  const row: Row = {
    interaction_id: id,
    subscriber_no: subscriberNo(((number * 6_101) % scale.subscribers) + 1),
    kind_code: kind,
    direction: dice.pick(['inbound', 'inbound', 'outbound']),
    channel: dice.pick(channels[kind] ?? []),
    subject: dice.pick(subjects[kind] ?? []),
    body: dice.pick(bodies),
    started_at: written(began),
    ended_at: written(ended),
    agent: dice.pick(logins),
  };
  return { row, defects: plant('interactions', row, { seed, scale, number, id, keyed: 'interaction_id' }) };
}

/** What a document's file is. All but `sound` are defects. */
export type Content = 'sound' | 'missing' | 'empty' | 'oversized' | 'mistyped' | 'repeated';

/** A document that is filed with a subscriber or an account; its bytes are those of `documentContent`. */
export interface Filed extends Entity {
  content: Content;
}

const files: [kind: string, mime: string, ...names: string[]][] = [
  ['contract', 'application/pdf', 'contract.pdf', 'σύμβαση.pdf', 'Contrat signé (2).pdf'],
  ['bill', 'application/pdf', 'Rechnung März.pdf', 'invoice.pdf'],
  ['identity', 'image/png', 'ID copy.png', 'паспорт.png'],
  ['photo', 'image/png', 'meter.png', 'site photo.png'],
];

export function filedDocument(seed: number, scale: Scale, number: number): Filed {
  const dice = diceFor(seed, 'document', number);
  const [kind, mime, ...names] = dice.pick(files);
  const isAccounts = dice.chance(0.4);
  const id = documentNo(number);
  const made: Row = {
    document_id: id,
    owner_object: isAccounts ? 'billing_accounts' : 'subscribers',
    owner_no: isAccounts
      ? accountNo(((number * 307) % scale.accounts) + 1)
      : subscriberNo(((number * 4_099) % scale.subscribers) + 1),
    kind,
    name: dice.pick(names),
    mime_type: mime,
    filed_on: day(dice, 2018, 2025),
    content: 'sound',
  };
  const about = { seed, scale, number, id, keyed: 'document_id' };
  const defects = plant('documents', made, about);
  const { content, ...row } = made;
  return { row, defects, content: content as Content };
}
