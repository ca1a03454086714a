import type { Random } from './random.ts';

/** Values of fictional people and places, in several alphabets and in the formats of an old system. */
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
export const businesses = ['Bakery', 'Logistics', 'Ironworks', 'Design', 'Shipping', 'Orchards', 'Studios', 'Clinics'];
export const placeNames = ['Harbour', 'Northgate', 'Millbrook', 'Eastfold', 'Kingsmere', 'Lowmoor'];
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

/** A London number from the range that the regulator reserves for fiction: 020 7946 0000 to 0999. */
export function phone(random: Random): string {
  const tail = `0${String(random.between(0, 999)).padStart(3, '0')}`;
  return random.pick([
    `+44 20 7946 ${tail}`,
    `0207946${tail}`,
    `0044 20 7946 ${tail}`,
    `020 7946 ${tail}`,
    `+44207946${tail}`,
    `(020) 7946 ${tail}`,
  ]);
}

/** A local time without a zone, as the source stores it. */
export function localTime(random: Random, from = 2015, to = 2025): string {
  const part = (low: number, high: number) => String(random.between(low, high)).padStart(2, '0');
  return `${random.between(from, to)}-${part(1, 12)}-${part(1, 28)} ${part(4, 23)}:${part(0, 59)}:${part(0, 59)}`;
}

export function date(random: Random, from = 2015, to = 2025): string {
  return localTime(random, from, to).slice(0, 10);
}
