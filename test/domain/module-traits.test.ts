import { keyFieldOf, keyIn, keyValue, traitsOf } from '../../domain/module-traits.ts';

const key = 's:notes:N-1';

test.each(['Accounts', 'Invoices', 'Calls', 'Events', 'Tasks', 'Anything__c'])(
  'a record of %s holds its key in the field of the mapping',
  (module) => {
    expect(keyFieldOf(module, 'Portage_Key')).toBe('Portage_Key');
    expect(keyValue(module, key, undefined)).toBe(key);
    expect(keyIn(module, key)).toBe(key);
  },
);

test('Calls take a unique field and no external one', () => {
  expect(['Accounts', 'Events', 'Calls', 'Notes'].map((module) => traitsOf(module).key)).toEqual([
    ...['external', 'external', 'unique', 'title'],
  ]);
});

test('the title of a note ends with its key, whatever the title is', () => {
  expect(keyFieldOf('Notes', 'Portage_Key')).toBe('Note_Title');
  expect(keyValue('Notes', key, ' Wants paper bills ')).toBe('Wants paper bills [s:notes:N-1]');
  for (const title of [undefined, '', '  ', 7]) expect(keyValue('Notes', key, title)).toBe('[s:notes:N-1]');
});

test('a long title is cut, and never its key or half a character', () => {
  const long = keyValue('Notes', key, '👩‍👩‍👧'.repeat(30));
  expect(long.length).toBeLessThanOrEqual(120);
  expect(long).toMatch(/^(👩‍👩‍👧)+ \[s:notes:N-1\]$/u);
  const wide = `s:notes:${'7'.repeat(110)}`;
  expect(keyValue('Notes', wide, 'Title')).toBe(`[${wide}]`);
});

test('the key is found again in the title, and other titles have none', () => {
  expect(keyIn('Notes', 'Wants [paper] bills [s:notes:N-1]')).toBe(key);
  for (const title of ['', 'Wants paper bills', '[s:notes:N-1] and more', 'See [appendix]'])
    expect(keyIn('Notes', title)).toBeNull();
});
