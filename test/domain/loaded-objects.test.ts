import { isLoadedBy } from '../../domain/loaded-objects.ts';
import { Mapping } from '../../schemas/mapping.ts';

const mapping = Mapping.parse({
  ...{ version: 1, phoneRegion: 'GB', currency: 'GBP' },
  modules: { Contacts: { sources: [{ object: 'contacts', fields: {} }] } },
});

test.each([
  ['contacts', true],
  ['payments', false],
  ['bundle_components', false],
  ['subscribers', true],
  ['notes', false],
  ['interactions', false],
  ['documents', false],
] as const)('with a mapping that has a source for contacts only, rows of %s become records: %s', (object, isRecord) => {
  expect(isLoadedBy(mapping, object)).toBe(isRecord);
});
