import { createDraw, type Candidate } from '../../../domain/spot-check/draw.ts';

const seed = '00112233445566778899aabbccddeeff';
const candidate = (number: number, changes: Partial<Candidate> = {}): Candidate => ({
  key: `crm:orders:${number}`,
  traits: ['created'],
  extremes: {},
  isInPopulation: true,
  ...changes,
});
const drawFrom = (records: Candidate[], sizes = { random: 3, edges: 3 }, withSeed = seed) => {
  const draw = createDraw(withSeed, sizes);
  for (const record of records) draw.add(record);
  return draw;
};
const keysOf = (draw: ReturnType<typeof drawFrom>) => draw.result().map(({ record }) => record.key);
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

test('a seed gives the same records in any order', () => {
  const records = numbers(50).map((number) => candidate(number));
  expect(keysOf(drawFrom([...records].reverse()))).toEqual(keysOf(drawFrom(records)));
  expect(keysOf(drawFrom(records, undefined, 'f'.repeat(32)))).not.toEqual(keysOf(drawFrom(records)));
});

test('each record has the same chance', () => {
  const records = numbers(20).map((number) => candidate(number));
  const counts = new Map<string, number>();
  for (const number of numbers(2_000)) {
    const own = number.toString(16).padStart(32, '0');
    for (const key of keysOf(drawFrom(records, { random: 5, edges: 0 }, own)))
      counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  // 2,000 draws of 5 from 20: 500 each, with a standard deviation of 19.
  for (const { key } of records) expect(Math.abs((counts.get(key) ?? 0) - 500)).toBeLessThan(5 * 19);
});

test('a small number of records is drawn completely', () => {
  const draw = drawFrom([candidate(1), candidate(2)]);
  expect(keysOf(draw).sort()).toEqual(['crm:orders:1', 'crm:orders:2']);
  expect(draw.population()).toBe(2);
});

test('a trait that no random record has is covered by a chosen one', () => {
  const records = [
    ...numbers(50).map((number) => candidate(number)),
    candidate(99, { traits: ['created', 'Status is Lost'] }),
  ];
  const chosen = drawFrom(records, { random: 0, edges: 2 }).result();
  expect(chosen).toMatchObject([
    { isRandom: false, traits: ['created', 'Status is Lost'], record: { key: 'crm:orders:99' } },
  ]);
});

test('one record that covers more traits is chosen before others', () => {
  const records = [
    candidate(1, { traits: ['a'] }),
    candidate(2, { traits: ['a', 'b'] }),
    candidate(3, { traits: ['c'] }),
  ];
  const chosen = drawFrom(records, { random: 0, edges: 1 }).result();
  expect(chosen.map(({ record }) => record.key)).toEqual(['crm:orders:2']);
});

test('of records that cover as much, those that chance can not draw are chosen first', () => {
  const others = numbers(20).map((number) => candidate(number, { traits: [`trait ${number}`] }));
  const keptOut = candidate(99, { traits: ['merged in Accounts'], isInPopulation: false });
  for (const records of [
    [keptOut, ...others],
    [...others, keptOut],
  ])
    expect(keysOf(drawFrom(records, { random: 0, edges: 1 }))).toEqual(['crm:orders:99']);
});

test('the record with the most of something is chosen', () => {
  const records = numbers(9).map((number) =>
    candidate(number, { traits: [], extremes: { 'longest text': number % 5 } }),
  );
  const chosen = drawFrom(records, { random: 0, edges: 1 }).result();
  expect(chosen).toMatchObject([{ traits: ['longest text'], record: { key: 'crm:orders:4' } }]);
});

test('a record that is not in the population is chosen for its traits only', () => {
  const kept = candidate(7, { traits: ['merged'], isInPopulation: false });
  const draw = drawFrom([kept, candidate(1)]);
  expect(draw.population()).toBe(1);
  expect(draw.result()).toMatchObject([{ isRandom: true }, { isRandom: false, record: { key: 'crm:orders:7' } }]);
});

test('a randomly drawn record shows its traits and counts as their cover', () => {
  const draw = drawFrom([candidate(1, { traits: ['merged'], extremes: { 'longest text': 3 } })]);
  expect(draw.result()).toMatchObject([{ isRandom: true, traits: ['merged', 'longest text'] }]);
});

test('of equal records, the seed decides', () => {
  const records = numbers(30).map((number) => candidate(number, { traits: [`t${number}`], extremes: { text: 5 } }));
  const chosen = keysOf(drawFrom(records, { random: 0, edges: 5 }));
  expect(chosen).toHaveLength(5);
  expect(keysOf(drawFrom([...records].reverse(), { random: 0, edges: 5 }))).toEqual(chosen);
});
