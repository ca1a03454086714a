import { objectOf } from '../../domain/object-of.ts';

test('a key names its source object, whatever characters the source id has', () => {
  expect(objectOf('orders:A:1')).toBe('orders');
});
