import { editsBetween, foldSpelling, likenessOf } from '../../../domain/duplicate-search/spelling.ts';

test.each([
  ['  Jürgen   MÜLLER ', 'jurgen muller'],
  ['Mueller', 'muller'],
  ["D'Arcy’s", 'darcys'],
  ['Ελένη', 'eleni'],
  ['Straße 5', 'strasse 5'],
  ['!?', ''],
])('folds %j', (text, folded) => {
  expect(foldSpelling(text)).toBe(folded);
});

test.each<[string, string, string]>([
  ['mill road', 'millroad', 'same'],
  ['eastfold', 'eastfold', 'same'],
  ['eastfold', 'eastfodl', 'near'],
  ['kingsmere', 'kingsmeer', 'near'],
  ['northgate shopping street', 'northgate shoping stret', 'near'],
  ['kay', 'key', 'unlike'],
  ['tarn', 'tern', 'near'],
  ['shop 12', 'shop 13', 'unlike'],
  ['shop 12', 'shops 12', 'near'],
  ['shop', 'shop 12', 'unlike'],
  ['quillfeather', 'brightwater', 'unlike'],
  ['alexanderplatz north', 'alexanderplatz north side', 'near'],
])('takes %j and %j for %s', (one, other, likeness) => {
  expect(likenessOf(one, other)).toBe(likeness);
  expect(likenessOf(other, one)).toBe(likeness);
});

test('letters that changed places are one edit', () => {
  expect(editsBetween('1234', '1324')).toBe(1);
  expect(editsBetween('1234', '1434')).toBe(1);
  expect(editsBetween('1234', '1594')).toBe(2);
  expect(editsBetween('1234', '123456')).toBe(2);
});
