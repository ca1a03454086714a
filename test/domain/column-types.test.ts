import { inferType } from '../../domain/column-types.ts';

test.each([
  [['true', 'f'], 'boolean'],
  [['7', '-12'], 'integer'],
  [['7.50', '-0.1'], 'decimal'],
  [['007'], 'text'],
  [['2026-01-05', ''], 'date'],
  [['2026-01-05 10:00'], 'time'],
  [['{"a":1}', '[\n]'], 'json'],
  [['7', 'seven'], 'text'],
  [['', ''], 'empty'],
  [[], 'empty'],
])('%j is %s', (values, type) => {
  const inferred = inferType();
  for (const value of values) inferred.add(value);
  expect(inferred.type()).toBe(type);
});
