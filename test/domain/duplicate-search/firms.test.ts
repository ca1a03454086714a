import { compareFirms, firmName, hasLegalForm, type FirmLevel } from '../../../domain/duplicate-search/firms.ts';

/** Pairs that a person judged: what the names alone say. */
test.each<[one: string, other: string, level: FirmLevel | null]>([
  ['Müller GmbH', 'Mueller G.m.b.H.', 'the same'],
  ['Müller GmbH', 'MULLER Gesellschaft mit beschränkter Haftung', 'the same'],
  ['Müller GmbH', 'Müller', 'the same'],
  ['Müller GmbH', 'Müller AG', 'the same, another legal form'],
  ['Müller & Co. KG', 'Mueller und Co KG', 'the same'],
  ['Bäckerei Weiß GmbH & Co. KG', 'Baeckerei Weiss GmbH und Co KG', 'the same'],
  ['Café Río S.A.R.L.', 'Cafe Rio SARL', 'the same'],
  ['Hermanos Peña S.L.', 'Hermanos Pena SL', 'the same'],
  ['Hermanos Peña y Gil S.A.', 'HERMANOS PENA & GIL, SA', 'the same'],
  ['Ромашка ООО', 'Romashka OOO', 'the same'],
  ['ООО Ромашка', 'Romashka LLC', 'the same'],
  ['Αλφα ΑΕ', 'Alfa A.E.', 'the same'],
  ['Αθήνα Ε.Π.Ε.', 'Athina EPE', 'the same'],
  ['J. P. Morgan Inc', 'JP Morgan Inc.', 'the same'],
  ['The Smith & Sons Ltd', 'Smith and Sons Limited', 'the same'],
  ['Harbour Bakery Ltd', 'Harbuor Bakery Ltd', 'nearly the same'],
  ['Harbour Design Ltd', 'Harbour Design Studios Ltd', 'one more word'],
  ['Nordic Harbour Design', 'Harbour Design', 'one more word'],
  ['Harbour Bakery 12 Ltd', 'Harbour Bakery 13 Ltd', 'different'],
  ['Harbour Bakery', 'Northgate Clinics', 'different'],
  ['Harbour Bakery', ' ', null],
  ['', 'Harbour Bakery', null],
])('compares %s with %s: %s', (one, other, level) => {
  expect(compareFirms(firmName(one), firmName(other))).toBe(level);
});

test('tells a name with a legal form from that of a person', () => {
  expect(['Harbour Bakery Ltd', 'Vale S.A.', 'Ada Vale'].map(hasLegalForm)).toEqual([true, true, false]);
});
