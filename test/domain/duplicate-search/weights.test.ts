import {
  anchorOf,
  chanceIn,
  dependentIn,
  learn,
  oddsOf,
  probability,
  shipped,
  surnameWeight,
  weightOf,
  weightsIn,
} from '../../../domain/duplicate-search/weights.ts';
import { judge, weigh } from '../../../domain/duplicate-search/judge.ts';

// In the order of the fields: name, company, birth date, e-mail, phone, document, street, house, city, postcode.
const [same, contact] = ['0-0000000-', '0--00-----'];

test('the best level of every field speaks for a pair, and the last one against it', () => {
  for (const [field, place] of [
    ['name', 0],
    ['birth_date', 2],
    ['document', 5],
  ] as const) {
    const pattern = (level: string) => `${'-'.repeat(place)}${level}${'-'.repeat(9 - place)}`;
    expect(weightOf(shipped, pattern('0'), field)).toBeGreaterThan(9);
    expect(weightOf(shipped, pattern(field === 'name' ? '8' : '2'), field)).toBeLessThan(-4);
    expect(weightOf(shipped, pattern('-'), field)).toBe(0);
  }
});

test('shares of each field sum up to one', () => {
  for (const shares of [...Object.values(shipped.same), ...Object.values(shipped.any)])
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 3);
});

test('a rare surname adds, and a frequent one takes away, within a limit', () => {
  expect(surnameWeight(shipped, 0.0041)).toBeCloseTo(0, 5);
  expect(surnameWeight(shipped, 0.0041 / 4)).toBeCloseTo(2, 5);
  expect(surnameWeight(shipped, 0)).toBe(4);
  expect(surnameWeight(shipped, 0.9)).toBe(-4);
});

test('a pair has an anchor by its document, or by its name and contact if nothing contradicts', () => {
  expect(anchorOf('5-2--0----')).toEqual(['document']);
  expect(anchorOf(contact)).toEqual(['name', 'company', 'email', 'phone']);
  expect(anchorOf('-0--0-----')).toEqual(['name', 'company', 'phone']);
  expect(anchorOf('0-2-0-----')).toBeNull();
  expect(anchorOf('0---02----')).toBeNull();
  expect(anchorOf('0---------')).toBeNull();
  expect(anchorOf('2---0-----')).toBeNull();
});

test('nothing is learned from fewer than 200 pairs with an anchor', () => {
  expect(learn(new Map([[same, 199]]), shipped)).toBeNull();
});

test('what pairs with an anchor agree in is learned without the anchor, and not from pairs that are none', () => {
  const learned = learn(
    new Map([
      ['0-0--0200-', 600],
      ['0-0--0000-', 300],
      // They share a document by mistake.
      ['8-2--0222-', 40],
    ]),
    shipped,
  )!;
  expect(learned.street[2]).toBeCloseTo(0.65, 1);
  expect(learned.name[8]).toBeLessThan(0.01);
  expect(learned.document).toBe(shipped.same.document);
  expect(learned.email).toBe(shipped.same.email);
});

test('agreement by chance is taken from the records where there are enough', () => {
  expect(chanceIn(new Map([['0---------', 100]]))).toBe(shipped.any);
  const any = chanceIn(
    new Map([
      ['0---------', 1_000],
      ['8---------', 19_000],
    ]),
  );
  expect(any.name[0]).toBeCloseTo(0.05, 3);
});

test('the odds follow the pairs that were found, within limits', () => {
  expect(oddsOf(10_000, [])).toBeCloseTo(Math.log2(0.002 / 10_000), 2);
  const odds = oddsOf(
    10_000,
    Array.from({ length: 5_000 }, () => 40),
  );
  expect(odds).toBeCloseTo(Math.log2(1e-4), 1);
  expect(
    oddsOf(
      1_000,
      Array.from({ length: 50_000 }, () => 40),
    ),
  ).toBeCloseTo(Math.log2(2 / 1_000), 1);
  expect(oddsOf(2, [30])).toBeLessThanOrEqual(0);
  expect(probability(0, 0)).toBe(0.5);
});

const model = { frequencies: shipped, odds: -14 };
const judged = (pattern: string, surnameShare: number, guards: Parameters<typeof judge>[0]['guards'] = []) =>
  judge({ pattern, surnameShare, guards, weight: weigh(pattern, { surnameShare }, shipped) }, model);

test('a pair is judged by its score, with its evidence in words, the strongest first', () => {
  const found = judged('0-0-2-----', 0.0001);
  expect(found).toMatchObject({ tier: 'certain', guards: [] });
  expect(found!.evidence).toEqual([
    { field: 'name', level: 'the same, and the surname is rare here', weight: 16.8 },
    { field: 'birth_date', level: 'the same', weight: 13.1 },
    { field: 'phone', level: 'different', weight: -1.7 },
  ]);
  expect(judged('0---0-----', 0.06)!.evidence[1]!.level).toBe('the same, and the surname is frequent here');
  expect(judged('0---0-----', 0.0041)!.evidence[0]).toEqual({ field: 'phone', level: 'the same', weight: 13.7 });
});

test('a score in the middle is likely or unsure, and a low one is no pair', () => {
  expect(judged('0-----1---', 0.0041)!.tier).toBe('likely');
  expect(judged('0---------', 0.0041)!.tier).toBe('unsure');
  expect(judged('6---------', 0.0041)).toBeNull();
});

test('a town and its postcode are one piece of evidence, for a pair and against it', () => {
  const weights = (pattern: string) => {
    const { city, postcode } = weightsIn(shipped, pattern);
    return [city, postcode];
  };
  const [city, postcode] = (['city', 'postcode'] as const).map((field) => weightOf(shipped, '--------00', field));
  expect(postcode).toBeGreaterThan(city!);
  expect(weights('--------00')).toEqual([0, postcode]);
  expect(weights('--------0-')).toEqual([city, 0]);
  expect(weights('--------22')[1]).toBeLessThan(0);
  expect(weights('--------22')[0]).toBe(0);
  // A postcode that is nearly the same says less than the same town.
  expect(weights('--------01')).toEqual([city, 0]);
  // Where towns and postcodes do not go together, both count.
  expect(weightsIn({ ...shipped, dependent: [] }, '--------00')).toMatchObject({ city, postcode });
  // The postcode of the next town says something else than the name of the town.
  expect(weights('--------02')).toEqual([city, weightOf(shipped, '--------02', 'postcode')]);
});

test('a town and its postcode depend on each other unless records with one postcode show that they do not', () => {
  expect(dependentIn({ pairs: 1_000, same: 950 })).toEqual([['city', 'postcode']]);
  expect(dependentIn({ pairs: 1_000, same: 100 })).toEqual([]);
  expect(dependentIn({ pairs: 10, same: 0 })).toEqual([['city', 'postcode']]);
});

test('a guard lowers the tier and says why, and one that keeps records apart leaves no pair', () => {
  expect(
    judged('0-0-------', 0.0041, [
      { reason: 'a', most: 'likely' },
      { reason: 'b', most: 'unsure' },
    ]),
  ).toMatchObject({
    tier: 'unsure',
    guards: ['a', 'b'],
  });
  expect(judged('0-0-------', 0.0041, [{ reason: 'a', most: 'apart' }])).toBeNull();
});

test('firms have no surname that is rare', () => {
  expect(judged('-0---0----', 0)!.evidence.map(({ level }) => level)).toEqual(['the same', 'the same']);
});
