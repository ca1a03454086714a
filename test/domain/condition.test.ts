import { compileCondition } from '../../domain/condition.ts';
import { Condition } from '../../schemas/mapping.ts';

test.each([
  ['in', { field: 'type', in: ['BUS'] }, { type: ' BUS ' }, true],
  ['in, with another value', { field: 'type', in: ['BUS'] }, { type: 'RES' }, false],
  ['not in', { field: 'type', not_in: ['BUS'] }, { type: 'RES' }, true],
  ['matches, ignoring case', { field: 'name', matches: '^test' }, { name: 'TEST 1' }, true],
  ['matches, with another text', { field: 'name', matches: '^test' }, { name: 'a test' }, false],
  ['empty', { field: 'name', empty: true }, { name: ' ' }, true],
  ['empty, but it has text', { field: 'name', empty: true }, { name: 'a' }, false],
  ['not in, but it is', { field: 'type', not_in: ['BUS'] }, { type: 'BUS' }, false],
  ['not empty, but it is blank', { field: 'name', empty: false }, { name: ' ' }, false],
  ['not empty', { field: 'name', empty: false }, { name: 'a' }, true],
  ['a missing field is blank', { field: 'gone', empty: true }, {}, true],
])('%s', (_, condition, row, holds) => {
  expect(compileCondition(condition)(row)).toBe(holds);
});

test('a pattern that is not a regular expression is reported when the mapping is read', () => {
  expect(Condition.safeParse({ field: 'name', matches: '^(?!real)test' }).success).toBe(true);
  const read = Condition.safeParse({ field: 'name', matches: '^(?!real' });
  expect(read.error?.issues).toMatchObject([{ path: ['matches'], message: 'is not a valid regular expression' }]);
});
