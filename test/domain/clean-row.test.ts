import { cleanRow } from '../../domain/clean-row.ts';

test('a network identifier in a line is withheld once, with its place', () => {
  const lines = JSON.stringify([{ item: 'P-1', note: 'SIM 001010123456789' }]);
  const clean = cleanRow({ no: 'O-1', lines }, new Set(), (text) => `#${text.length}`);
  expect(clean.withheld).toMatchObject([{ field: 'lines.note', hash: '#15' }]);
  expect(clean.fields).toEqual({ no: 'O-1' });
  expect(clean.lines).toMatchObject([{ item: 'P-1' }]);
});
