import { conceptsIn, wordsOfName } from '../../../domain/column-facts/vocabulary.ts';

test.each([
  ['billCycleDay', ['bill', 'cycle', 'day']],
  ['tax_reg_no', ['tax', 'reg', 'no']],
  ['extensions.loyalty_tier', ['loyalty', 'tier']],
  ['Straße', ['strasse']],
  ['Gebühr Überweisung', ['gebuehr', 'ueberweisung']],
  ['Número de teléfono', ['numero', 'de', 'telefono']],
])('the name %s has the words %j', (name, words) => {
  expect(wordsOfName(name)).toEqual(words);
});

test.each([
  ['surname', 'family'],
  ['apellidos', 'family'],
  ['Nachname', 'family'],
  ['prénom', 'given'],
  ['Postleitzahl', 'postcode'],
  ['fecha_vencimiento', 'due'],
  ['e-mail', 'email'],
  ['tax_reg_no', 'taxpayer'],
  ['vat id', 'taxpayer'],
] as const)('%s speaks of %s', (name, concept) => {
  expect(conceptsIn(name).has(concept)).toBe(true);
});

test.each([
  ['gesamtbetrag', 'total'],
  ['Gesamtpreis', 'total'],
  ['offener_betrag', 'balance'],
  ['Offene Posten', 'balance'],
  ['restbetrag', 'balance'],
  ['saldo_pendiente', 'balance'],
  ['montants_impayes', 'balance'],
  ['rabattbetrag', 'discount'],
  ['rabattliste', 'discount'],
  ['steuerbetrag', 'tax'],
  ['kreditrahmen', 'limit'],
  ['abrechnungstag', 'day'],
  ['abrechnungstag', 'cycle'],
  ['telefonnummer', 'phone'],
  ['rechnungsdatum', 'issued'],
  ['fecha_factura', 'issued'],
  ['date_de_facture', 'issued'],
  ['faellig_am', 'due'],
  ['Fälligkeitsdatum', 'due'],
  ['fecha_limite_pago', 'due'],
  ['bestellt_am', 'ordered'],
  ['fecha_pedido', 'ordered'],
  ['erledigt_am', 'completed'],
  ['fecha_entregado', 'completed'],
  ['gekuendigt_zum', 'cancelled'],
  ['kuendigungsdatum', 'cancelled'],
  ['date_resiliation', 'cancelled'],
  ['vertragsende', 'ends'],
  ['startdatum', 'begins'],
  ['fecha_alta', 'begins'],
  ['fecha_baja', 'ends'],
] as const)('%s speaks of %s, by its parts or in an inflected form', (name, concept) => {
  expect(conceptsIn(name)).toContain(concept);
});

test.each([
  ['apell', 'family'],
  ['apellido2', 'family'],
  ['raz_soc', 'company'],
  ['nom_com', 'company'],
  ['pvp', 'price'],
  ['imp_tot', 'total'],
  ['cant', 'quantity'],
  ['munic', 'city'],
  ['faell', 'due'],
  ['Währ', 'currency'],
] as const)('%s abbreviates a word of %s', (name, concept) => {
  expect(conceptsIn(name)).toContain(concept);
});

test('the beginning of words about different things, or of the form of a word, abbreviates nothing', () => {
  for (const name of ['teleto', 'rechn', 'entre', 'statu']) expect([name, ...conceptsIn(name)]).toEqual([name]);
});

test('the name of a street is no name, and a short word is no compound', () => {
  expect([...conceptsIn('strassenname')]).toEqual(['street']);
  expect([...conceptsIn('report')]).toEqual([]);
});

test('the last change and the last user are no surnames', () => {
  expect(conceptsIn('last_modified').has('family')).toBe(false);
  expect(conceptsIn('last_login').has('family')).toBe(false);
});

test('a tax number is no amount of tax', () => {
  expect(conceptsIn('tax_id').has('tax')).toBe(false);
  expect(conceptsIn('tax_amount').has('tax')).toBe(true);
});

test('an unknown name speaks of nothing', () => {
  expect(conceptsIn('xyz').size).toBe(0);
});
