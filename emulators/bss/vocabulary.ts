import type { Dice } from './dice.ts';

/** Names of people and places that don't exist, in several alphabets, and values as an old system has them. */
export const firstNames = [
  'Ada',
  'Bram',
  'Chidi',
  'Łukasz',
  'Ñusta',
  'Ελένη',
  'Farid',
  'Greta',
  'Håkon',
  'Ines',
  'Jürgen',
  '李',
];
export const lastNames = [
  'Quillfeather',
  'Brightwater',
  'Øster',
  'Kowalczyk',
  'Papadaki',
  'Müller',
  'Okonkwo',
  'Tarn',
  'Vale',
];
export const trades = ['Bakery', 'Logistics', 'Ironworks', 'Design', 'Shipping', 'Orchards', 'Studios', 'Clinics'];
export const places = ['Harbour', 'Northgate', 'Millbrook', 'Eastfold', 'Kingsmere', 'Lowmoor'];
export const towns: [string, string, string][] = [
  ['London', 'N1 9GU', 'GB'],
  ['Leeds', 'LS1 4DY', 'GB'],
  ['Dublin', 'D02 X285', 'IE'],
  ['Paris', '75002', 'FR'],
  ['Berlin', '10115', 'DE'],
  ['Málaga', '29001', 'ES'],
];
export const remarks = [
  'Prefers e-mail 📧',
  'Called about roaming',
  'VIP since launch',
  'לקוח ותיק',
  'Pays late in August',
  '',
];
export const logins = ['arun', 'beth', 'carl', 'dora', 'gone'];
export const badDates = ['31/02/2019', '0000-00-00', '9999-12-31', 'unknown'];

/** London numbers that the regulator keeps for fiction: 020 7946 0000 to 0999. */
export function phone(dice: Dice): string {
  const tail = `0${String(dice.between(0, 999)).padStart(3, '0')}`;
  return dice.pick([
    `+44 20 7946 ${tail}`,
    `0207946${tail}`,
    `0044 20 7946 ${tail}`,
    `020 7946 ${tail}`,
    `+44207946${tail}`,
    `(020) 7946 ${tail}`,
  ]);
}

/** Local time without a zone, as the source keeps it. */
export function moment(dice: Dice, from = 2015, to = 2025): string {
  const part = (low: number, high: number) => String(dice.between(low, high)).padStart(2, '0');
  return `${dice.between(from, to)}-${part(1, 12)}-${part(1, 28)} ${part(4, 23)}:${part(0, 59)}:${part(0, 59)}`;
}

export function day(dice: Dice, from = 2015, to = 2025): string {
  return moment(dice, from, to).slice(0, 10);
}
