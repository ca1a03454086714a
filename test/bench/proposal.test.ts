import { readGold } from '../../bench/proposal/gold.ts';
import { isHeldBack, isLeak, judge, type Judged } from '../../bench/proposal/judge.ts';
import { withWrongTypes } from '../../bench/proposal/noise.ts';
import { reliabilityOf, wilson } from '../../bench/proposal/reliability.ts';

const judged = { tuned: judge(readGold('tuned')), unseen: judge(readGold('unseen')) };
const right = (list: Judged[]) => list.filter(({ isRight }) => isRight).length / list.length;
const unseenIn = (language: string) => judged.unseen.filter(({ table }) => table.language === language);
const certain = (list: Judged[]) => list.filter(({ tier }) => tier === 'certain');

test.each([
  ['English', 0.9],
  ['German', 0.9],
  ['Spanish', 0.9],
  ['French', 0.85],
])('on %s schemas that were not tuned for, the first proposal is right often enough', (language, bar) => {
  const own = unseenIn(language);
  expect(own.length).toBeGreaterThan(100);
  expect(right(own)).toBeGreaterThanOrEqual(bar);
});

test.each(['English', 'German', 'Spanish', 'French'])('on %s ones, what is called certain is right', (language) => {
  const own = certain(unseenIn(language));
  expect(own.length).toBeGreaterThan(30);
  expect(right(own)).toBeGreaterThanOrEqual(0.98);
});

test('the schemas that were tuned for stay right', () => {
  expect(right(judged.tuned)).toBeGreaterThanOrEqual(0.95);
  expect(right(certain(judged.tuned))).toBeGreaterThanOrEqual(0.99);
});

test.each(['tuned', 'unseen'] as const)(
  'of the %s schemas no secret is proposed, and no ordinary column held back',
  (folder) => {
    expect(judged[folder].filter(({ wanted }) => wanted === 'withheld').length).toBeGreaterThan(0);
    expect(judged[folder].filter(isLeak)).toEqual([]);
    expect(judged[folder].filter(isHeldBack)).toEqual([]);
  },
);

test('which rows become accounts is found in every schema', () => {
  const routes = [...judged.tuned, ...judged.unseen].filter(({ column }) => column === '(route)');
  expect(routes.length).toBeGreaterThan(10);
  expect(routes.filter(({ isRight }) => !isRight)).toEqual([]);
});

test('of decisions with a score around 0.9, nine of ten are right', () => {
  const { around90 } = reliabilityOf(judged.unseen.filter(({ runnerUp }) => runnerUp !== null));
  expect(around90!.count).toBeGreaterThan(100);
  expect(Math.abs(around90!.right - 0.9)).toBeLessThanOrEqual(0.05);
});

test('decisions with a score of 0.8 to 0.9 are not much less often right', () => {
  const { bins } = reliabilityOf(judged.unseen.filter(({ runnerUp }) => runnerUp !== null));
  const bin = bins.find(({ from }) => from === 0.8)!;
  expect(bin.count).toBeGreaterThan(50);
  expect(bin.mean - bin.right).toBeLessThanOrEqual(0.1);
});

test('with one type of twelve wrong, what is called certain stays right', () => {
  const noisy = judge(withWrongTypes(readGold('unseen'), 0.08, 1));
  expect(right(noisy)).toBeGreaterThanOrEqual(0.85);
  expect(right(certain(noisy))).toBeGreaterThanOrEqual(0.98);
});

test('wrong types are the same for a seed, and about as many as wanted', () => {
  const tables = readGold('unseen');
  const types = (seed: number) =>
    withWrongTypes(tables, 0.08, seed).flatMap(({ columns }) => columns.map(({ facts }) => facts.semantic));
  const given = tables.flatMap(({ columns }) => columns.map(({ facts }) => facts.semantic));
  const wrong = types(1).filter((one, at) => one !== given[at]).length / given.length;
  expect(wrong).toBeGreaterThan(0.05);
  expect(wrong).toBeLessThan(0.11);
  expect(types(1)).toEqual(types(1));
  expect(types(2)).not.toEqual(types(1));
});

test('a share has its interval, and scores their errors', () => {
  const [low, high] = wilson(90, 100);
  expect([low, high].map((one) => one.toFixed(3))).toEqual(['0.826', '0.945']);
  const { bins, ece, brier } = reliabilityOf([
    { score: 1, isRight: true },
    { score: 0.4, isRight: false },
  ]);
  expect(bins.map(({ from, count }) => [from, count])).toEqual([
    [0.4, 1],
    [0.9, 1],
  ]);
  expect(ece).toBeCloseTo(0.2);
  expect(brier).toBeCloseTo(0.08);
});
