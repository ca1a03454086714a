import { lookupId } from '../../domain/lookup-id.ts';

test.each([
  [{ id: '77', name: 'Ada' }, '77'],
  [{ id: 77 }, null],
  [{ name: 'Ada' }, null],
  ['77', null],
  [null, null],
])('the id of %j is %s', (value, id) => {
  expect(lookupId(value)).toBe(id);
});
