import { describeField } from '../../../domain/schema-plan/describe.ts';
import type { WantedField } from '../../../domain/schema-plan/wanted.ts';

const base = { apiName: 'X', label: 'X' };

test.each<[Omit<WantedField, 'apiName' | 'label'>, string]>([
  [{ dataType: 'text', length: 255, externalKey: true }, 'a text of at most 255 characters, unique and external'],
  [{ dataType: 'text', length: 255, unique: true }, 'a text of at most 255 characters, unique'],
  [{ dataType: 'currency', length: 16, decimals: 2 }, 'an amount of at most 16 digits with 2 decimal places'],
  [{ dataType: 'lookup', lookupModule: 'Accounts' }, 'a lookup of Accounts'],
  [{ dataType: 'picklist', values: ['A', 'B'] }, 'a pick list with the values A, B'],
  [{ dataType: 'date', permissions: { Standard: 'hidden' } }, 'a date for profiles: Standard hidden'],
])('%j is %s', (field, text) => {
  expect(describeField({ ...base, ...field })).toBe(text);
});
