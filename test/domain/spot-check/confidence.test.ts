import { confidenceText, wrongAtMost } from '../../../domain/spot-check/confidence.ts';

test.each([
  [50, 0, 5.8],
  [30, 0, 9.5],
  [25, 0, 11.3],
  [59, 0, 5.0],
  [50, 1, 9.1],
  [50, 2, 12.1],
])('of %i records %i are wrong: at most %f %% of all are wrong', (sample, wrong, percent) => {
  expect(100 * wrongAtMost(sample, wrong)).toBeCloseTo(percent, 1);
});

test('if every record is wrong, all may be wrong', () => {
  expect(wrongAtMost(5, 5)).toBe(1);
});

test('a higher confidence gives a larger bound', () => {
  expect(wrongAtMost(30, 0, 0.99)).toBeGreaterThan(wrongAtMost(30, 0));
});

test('the sentence names the sample and the bound', () => {
  expect(confidenceText({ right: 30, wrong: 0 })).toBe(
    '30 of 30 randomly drawn records are right: at most 9.5 % of the records are wrong, with 95 % confidence.',
  );
});

test('without randomly drawn records, nothing is claimed', () => {
  expect(confidenceText({ right: 0, wrong: 0 })).toContain('nothing is known');
});
