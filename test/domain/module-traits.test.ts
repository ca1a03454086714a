import {
  hasLayouts,
  hasRoomFor,
  isFile,
  isMail,
  isMarked,
  keyFieldOf,
  keyIn,
  keyPatterns,
  keyValue,
  traitsOf,
  withoutMark,
} from '../../domain/module-traits.ts';

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
  expect(['Accounts', 'Events', 'Calls', 'Notes', 'Attachments'].map((module) => traitsOf(module).key)).toEqual([
    ...['external', 'external', 'unique', 'title', 'file'],
  ]);
  expect(['Accounts', 'Notes', 'Attachments'].map(isMarked)).toEqual([false, true, true]);
  expect(['Accounts', 'Notes', 'Attachments'].map(isFile)).toEqual([false, false, true]);
  expect(['Accounts', 'Notes', 'Attachments'].map(keyPatterns)).toEqual([
    null,
    ['%:notes:%]', '%:notes:%] (% of %)'],
    ['%.documents.%]%'],
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

test('the title of the first of several parts ends with its number, for which there is room', () => {
  expect(keyValue('Notes', key, 'Long', 3)).toBe('Long [s:notes:N-1] (1 of 3)');
  expect(keyValue('Notes', key, 'x'.repeat(200), 12)).toHaveLength('(1 of 12)'.length - '(12 of 12)'.length + 120);
  const wide = `s:notes:${'7'.repeat(106)}`;
  expect([1, 3].map((parts) => hasRoomFor('Notes', wide, parts))).toEqual([true, false]);
  expect(keyIn('Notes', 'Long [s:notes:N-1] (1 of 3)')).toBe(key);
  // A later part is no record of its own.
  expect(keyIn('Notes', 'Long [s:notes:N-1] (2 of 3)')).toBeNull();
});

test('the key is found again in the title, and other titles have none', () => {
  expect(keyIn('Notes', 'Wants [paper] bills [s:notes:N-1]')).toBe(key);
  for (const title of ['', 'Wants paper bills', '[s:notes:N-1] and more', 'See [appendix]'])
    expect(keyIn('Notes', title)).toBeNull();
});

test('a title is scanned without its key', () => {
  const scanned = (title: string) => withoutMark({ Note_Title: title })['Note_Title'];
  expect(scanned('PIN [s:notes:N-1]')).toBe('PIN ');
  expect(scanned('PIN [s:notes:N-1] (2 of 3)')).toBe('PIN  (2 of 3)');
  for (const title of ['See [appendix]', 'PIN [s:notes:N-1] and more']) expect(scanned(title)).toBe(title);
  expect(withoutMark({ Last_Name: 'Ash', Note_Title: null })).toEqual({ Last_Name: 'Ash', Note_Title: null });
});

describe('a file', () => {
  const file = 'acme:documents:D/1:*';
  const named = (name: unknown) => keyValue('Attachments', file, name);

  test('has its key before the extension, in signs that every system takes', () => {
    expect(keyFieldOf('Attachments', 'Portage_Key')).toBe('File_Name');
    expect(named('../contract.pdf')).toBe('contract [acme.documents.D%2F1%3A%2A].pdf');
    expect(named('contract')).toBe('contract [acme.documents.D%2F1%3A%2A]');
    for (const name of [undefined, '', '/']) expect(named(name)).toBe('[acme.documents.D%2F1%3A%2A]');
  });

  test('keeps key and extension when its name is cut', () => {
    const long = named(`${'very '.repeat(60)}.pdf`);
    expect(long).toHaveLength(255);
    expect(long).toMatch(/ very ve \[acme\.documents\.D%2F1%3A%2A\]\.pdf$/);
  });

  test('is recognised by its name, and other files are not', () => {
    for (const name of ['contract.pdf', 'contract', 'a [b].pdf']) expect(keyIn('Attachments', named(name))).toBe(file);
    for (const name of ['contract.pdf', 'contract [1].pdf', 'x [a.documents.%E0%A4%A].pdf', ''])
      expect(keyIn('Attachments', name)).toBeNull();
  });

  test('is scanned without its key', () => {
    const scanned = (name: string) => withoutMark({ File_Name: name, id: '1' });
    expect(scanned(named('contract.pdf'))).toEqual({ File_Name: 'contract .pdf', id: '1' });
    expect(scanned('contract [1].pdf')).toEqual({ File_Name: 'contract [1].pdf', id: '1' });
  });
});

test('a key must fit into the field with the extension of a file', () => {
  const long = (length: number) => `s:documents:${'7'.repeat(length)}`;
  expect([200, 240].map((length) => hasRoomFor('Attachments', long(length)))).toEqual([true, false]);
  expect([100, 118].map((length) => hasRoomFor('Notes', long(length)))).toEqual([true, false]);
  expect(hasRoomFor('Accounts', long(300))).toBe(true);
});

test('an e-mail has the id of its message, or one that is made from its key and that Zoho never shows', () => {
  const mail = 'acme:interactions:I/1';
  expect(keyFieldOf('Emails', 'Portage_Key')).toBe('original_message_id');
  expect(keyValue('Emails', mail, ' <m1@a.example> ')).toBe('<m1@a.example>');
  const own = '<acme.interactions.I%2F1@portage.invalid>';
  for (const value of [undefined, '', ' ']) expect(keyValue('Emails', mail, value)).toBe(own);
  const scanned = (id: string) => withoutMark({ original_message_id: id })['original_message_id'];
  expect([own, '<m1@a.example>'].map(scanned)).toEqual(['', '<m1@a.example>']);
  expect([keyIn('Emails', own), hasRoomFor('Emails', mail)]).toEqual([null, true]);
  expect(traitsOf('Emails')).toMatchObject({ about: 'Parent_Id', unreadable: ['original_message_id', 'bcc'] });
});

test('e-mails and files have no layouts, and e-mails take no custom fields', () => {
  const modules = ['Accounts', 'Notes', 'Attachments', 'Emails'];
  expect(modules.map(hasLayouts)).toEqual([true, true, false, false]);
  expect(modules.map(isMail)).toEqual([false, false, false, true]);
  expect(modules.map(isMarked)).toEqual([false, true, true, true]);
});
