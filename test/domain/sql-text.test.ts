import { column, literal } from '../../domain/sql-text.ts';

test('a quote in a name or a text is doubled', () => {
  expect(column('a "b"')).toBe('"a ""b"""');
  expect(literal("it's")).toBe("'it''s'");
});
