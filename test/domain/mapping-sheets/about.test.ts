import { aboutOf, isMadeFrom } from '../../../domain/mapping-sheets/about.ts';

const rows = (...cells: string[][]) =>
  cells.map((one, index) => ({ number: index + 1, cells: one, problem: null, formulas: [] }));

test('the first sheet says which text a workbook was made from', () => {
  const digest = ['SHA-256 of the text', 'd1'];
  expect(aboutOf(rows(['Engagement', 'demo'], ['Version', '3'], digest))).toEqual({
    engagement: 'demo',
    version: 3,
    digest: 'd1',
  });
  expect(aboutOf(rows(['Engagement'], digest))).toEqual({ engagement: null, version: null, digest: 'd1' });
});

test('another first sheet says nothing', () => {
  expect(aboutOf(rows(['Engagement', 'demo']))).toBeNull();
  expect(aboutOf(rows(['Version', 'three'], ['SHA-256 of the text', 'd1']))).toBeNull();
});

test('a workbook is of a text by its digest, and of an engagement if it names one', () => {
  const about = (engagement: string | null) => ({ engagement, version: 1, digest: 'd1' });
  expect(isMadeFrom(null, 'd1', 'demo')).toBe(false);
  expect(isMadeFrom(about('demo'), 'd2', 'demo')).toBe(false);
  expect(isMadeFrom(about('other'), 'd1', 'demo')).toBe(false);
  for (const [named, engagement] of [
    ['demo', 'demo'],
    [null, 'demo'],
    ['demo', null],
  ] as const)
    expect(isMadeFrom(about(named), 'd1', engagement)).toBe(true);
});
