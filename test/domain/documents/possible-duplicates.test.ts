import { decisionText, evidenceText } from '../../../domain/documents/duplicate-words.ts';
import { mappingDocument } from '../../../domain/documents/mapping.ts';
import { duplicatesText } from '../../../domain/documents/possible-duplicates.ts';
import { Mapping } from '../../../schemas/mapping.ts';

const none = { clusters: 0, open: 0, accepted: 0, split: 0, apart: 0, withheld: 0 };

test.each([
  ['nothing before a search', null, ''],
  ['that none were found', none, 'No possible duplicates were found for people to decide about.'],
  [
    'how many there are by decision',
    { ...none, clusters: 1_234, open: 1_200, accepted: 30, apart: 4 },
    '1,234 groups of possible duplicates: 1,200 without a decision, 30 accepted as one record, 4 kept apart.',
  ],
  [
    'splits if there are any',
    { ...none, clusters: 3, accepted: 1, split: 2 },
    '3 groups of possible duplicates: 0 without a decision, 1 accepted as one record, 2 split, 0 kept apart.',
  ],
])('the text says %s', (_, sum, text) => {
  expect(duplicatesText(sum)).toBe(text);
});

test('the text says how many groups can’t be shown, and why', () => {
  expect(duplicatesText({ ...none, withheld: 2 })).toMatch(
    /2 other groups have ids that are network identifiers\. .* no PORTAGE_FINGERPRINT_KEY\.$/,
  );
});

test('the mapping document says how many possible duplicates are decided', () => {
  const mapping = Mapping.parse({ version: 1, phoneRegion: 'GB', currency: 'GBP', modules: {} });
  const sum = { ...none, clusters: 1, apart: 1 };
  expect(mappingDocument(mapping, [], [], null, null, sum)).toContain(
    '1 group of possible duplicates: 0 without a decision, 0 accepted as one record, 1 kept apart.',
  );
  expect(mappingDocument(mapping, [], [], null)).not.toContain('duplicates');
});

test('a comparison is shown in words with its weight', () => {
  expect(evidenceText({ field: 'birth_date', level: 'the same', weight: 9.06 })).toBe('birth date: the same (+9.1)');
  expect(evidenceText({ field: 'name', level: 'unlike', weight: -4 })).toBe('name: unlike (-4.0)');
});

test('a decision is shown by its groups and by who is alone', () => {
  expect(decisionText({ ids: ['a', 'b', 'c'], groups: [['a', 'c']] })).toBe('a + c; b alone');
  expect(decisionText({ ids: ['a', 'b'], groups: [] })).toBe('a alone; b alone');
});
