import { isEdited } from '../../domain/judge-record.ts';

const written = '2026-11-26T10:00:00.000Z';

test.each([
  ['our last write', '2026-11-26T11:00:00+01:00', 'us', false],
  ['a later change, also by our own user', '2026-11-26T10:00:01+00:00', 'us', true],
  ['a change by somebody else within the same second', '2026-11-26T10:00:00+00:00', 'ada', true],
  ['an unknown user at the time of our write', '2026-11-26T10:00:00+00:00', null, false],
  ['an unknown time and our user', null, 'us', false],
])('%s', (_, at, by, edited) => {
  expect(isEdited(written, { at, by }, 'us')).toBe(edited);
});

test('if the time of our last write is not known, the user decides', () => {
  expect(isEdited(null, { at: written, by: 'us' }, 'us')).toBe(false);
  expect(isEdited(null, { at: written, by: 'ada' }, 'us')).toBe(true);
});
