import { readStackConfig } from '../../apps/dev/config.ts';
import { missingAttributes, searchAttributes } from '../../domain/search-attributes.ts';

test('the local stack has all search attributes with their types', () => {
  expect(readStackConfig().temporal.searchAttributes).toEqual(searchAttributes);
});

test('a namespace with all of them, and others, lacks nothing', () => {
  expect(missingAttributes(['Own', ...Object.keys(searchAttributes)], 'crm')).toBeNull();
});

test('what a namespace lacks is named with the command that adds it', () => {
  expect(missingAttributes(['Engagement', 'Environment', 'Phase', 'Gate', 'CutoverStep'], 'crm')).toEqual({
    what: 'The namespace crm lacks the search attribute WaitsFor.',
    next: 'Add what is missing: temporal operator search-attribute create --namespace crm --name WaitsFor --type KeywordList',
  });
  expect(missingAttributes(['Engagement', 'Environment', 'Phase'], 'crm')).toMatchObject({
    what: 'The namespace crm lacks the search attributes Gate, WaitsFor, CutoverStep.',
    next: expect.stringMatching(/--name Gate --type Keyword && temporal .* --name CutoverStep --type Keyword$/),
  });
});
