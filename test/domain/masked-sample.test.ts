import { maskedSample } from '../../domain/masked-sample.ts';

test.each([
  ['Zoë Ash', 'Xxx Xxx'],
  ['2024-03-01 09:30', '9999-99-99 99:99'],
  ['+44 7700 900123', '+99 9999 999999'],
  ['a\nb', 'x x'],
  ['x'.repeat(31), `${'x'.repeat(30)}…`],
])('%j is shown as %j', (value, masked) => {
  expect(maskedSample(value)).toBe(masked);
});
