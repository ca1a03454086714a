import { readName, speaksOf } from '../../../domain/proposal/names.ts';

const conceptsIn = (name: string) => readName(name).map(({ concepts }) => concepts[0]);

test.each([
  ['first_name', ['first', 'name']],
  ['firstName', ['first', 'name']],
  ['FIRST-NAME', ['first', 'name']],
  ['nombre del cliente', ['name', 'customer']],
  ['Straße', ['street']],
  ['prénom', ['first']],
])('the name %s has the same words in every spelling and language', (name, concepts) => {
  expect(conceptsIn(name)).toEqual(concepts);
});

test.each([
  ['rechnungsdatum', ['billing', 'date']],
  ['kundennr', ['customer', 'number']],
  ['kontostatus', ['account', 'status']],
  ['startdatetime', ['start', 'date']],
  ['rabattliste', ['discount', '=liste']],
  ['komponentenlisten', ['component', '=liste']],
  ['Bestandteilsübersicht', ['component', '=uebersicht']],
  ['discountlist', ['discount', '=list']],
  ['Kontaktdaten', ['contact', '=daten']],
  ['Rabattstaffel', ['discount', 'rule']],
])('the compound %s is parted into the fewest known words', (name, concepts) => {
  expect(conceptsIn(name)).toEqual(concepts);
});

test('words that mean one thing together are read as one', () => {
  expect(conceptsIn('emailAddress')).toEqual(['email']);
  expect(conceptsIn('contact.contactMedium.postCode')).toEqual(['zip']);
  expect(conceptsIn('vat_id')).toEqual(['taxid']);
  expect(conceptsIn('creditLimit.value')).toEqual(['credit', 'limit']);
  expect(conceptsIn('last_modified')).toEqual(['modified']);
});

test('of a word that is not known as a whole, a known ending counts', () => {
  expect(conceptsIn('einzelpreis')).toEqual(['=einzel', 'price']);
  expect(conceptsIn('corporate')).toEqual(['=corporate']);
});

test.each([
  ['observ', ['note']],
  ['apell2', ['last', 'other']],
  ['raz_soc', ['company']],
  ['nom_com', ['company', 'other']],
  ['pvp', ['price']],
])('%s is an abbreviation', (name, concepts) => {
  expect(conceptsIn(name)).toEqual(concepts);
});

test('what abbreviates only an English word, or words about different things, is unknown', () => {
  expect(conceptsIn('maint')).toEqual(['=maint']);
  expect(conceptsIn('descri')).toEqual(['=descri']);
  expect(conceptsIn('contr')).toEqual(['=contr']);
});

test('a number behind a word means another one, except for the first', () => {
  expect(conceptsIn('phone1')).toEqual(['phone']);
  expect(conceptsIn('phone2')).toEqual(['phone', 'other']);
  expect(conceptsIn('field7')).toEqual(['=field7']);
});

test.each([
  ['comentarios', ['note']],
  ['phone_numbers', ['phone', 'number']],
  ['status', ['status']],
])('the plural %s is read as one of them', (name, concepts) => {
  expect(conceptsIn(name)).toEqual(concepts);
});

test('a number of its own means another one, except for the first', () => {
  expect(conceptsIn('street_1')).toEqual(['street']);
  expect(conceptsIn('street_2')).toEqual(['street', 'other']);
});

test('a concept is counted once, and a word that is in no list stands for itself', () => {
  expect(conceptsIn('startDateTime')).toEqual(['start', 'date']);
  expect(conceptsIn('nps_score')).toEqual(['=nps', '=score']);
});

test('a name speaks of a concept if one of its words does', () => {
  expect(speaksOf(readName('credit_limit'), 'balance', 'limit')).toBe(true);
  expect(speaksOf(readName('credit_limit'), 'balance')).toBe(false);
});
