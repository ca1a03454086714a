import { aboutOf } from '../../../domain/mapping-sheets/about.ts';

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
