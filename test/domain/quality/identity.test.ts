import { noteUnsound } from '../../../connectors/staging/survey-keys.ts';
import { openFindings } from '../../../connectors/staging/survey-findings.ts';
import { contextWith, findWith, openTables, ruleNamed, type ColumnOfTest } from '../../support/survey.ts';

test('a record without an id, and one with the id of an earlier record, are found', async () => {
  const orders = { columns: { no: 'id' as const }, rows: [['O1'], [''], [' O1'], ['O2'], ['o2']] };
  expect(await findWith('DQ01', { orders })).toEqual([
    'orders row 2: record, no id',
    'orders O1: record, the id of another record',
  ]);
});

test('a key that the load can’t use for another reason is found at its place, and not shown', async () => {
  const orders = { columns: { no: 'id' as const }, rows: [['O1'], ['O2'], ['o2']] };
  const { survey, close } = await openTables({ orders });
  try {
    const found = await openFindings(survey);
    await noteUnsound(survey, 'orders', 'differs in case', [2]);
    const keyProblems = [
      { object: 'orders' as const, field: 'no', problem: 'differs in case', detail: 'differs in case: correct no' },
    ];
    for (const search of ruleNamed('DQ01').search(contextWith({ orders }, { keyProblems })))
      await found.add('DQ01', search, true);
    expect((await found.of('DQ01')).findings).toEqual([
      { object: 'orders', field: 'no', detail: 'differs in case: correct no', rows: 1, samples: ['row 3'] },
    ]);
  } finally {
    await close();
  }
});

test('an id that is missing in an object that is not loaded blocks nothing', () => {
  const notes = { columns: { no: 'id' as const }, rows: [] };
  const searches = ruleNamed('DQ01').search(contextWith({ notes }, { isLoaded: () => false }));
  expect(searches.map(({ blocks }) => blocks)).toEqual([false, false]);
});

describe('an earlier record of the same person or company', () => {
  const columns: Record<string, ColumnOfTest> = {
    no: 'id',
    first: 'given_name',
    last: 'family_name',
    firm: 'company',
    tax: 'tax_number',
    mail: 'email',
    born: 'birth_date',
    phone: 'phone',
  };
  const ada = ['Ada', 'Müller', '', 'SX 1', 'ada@example.org', '1975-04-03', '020 7946 0001'];

  test('is recognised by name and tax number, whatever their notation', async () => {
    const rows = [
      ['S1', ...ada],
      ['S2', 'ADA ', 'MULLER', '', 'sx-1', '', '', ''],
      ['S3', 'Bram', 'Müller', '', 'SX 1', '', '', ''],
    ];
    expect(await findWith('DQ04', { subscribers: { columns, rows } })).toEqual([
      'subscribers S2: tax, the same name and the same tax number',
    ]);
  });

  test('is recognised by name and e-mail address, or by name, birth and phone', async () => {
    const rows = [
      ['S1', ...ada],
      ['S2', 'Ada', 'Müller', '', '', 'ADA@example.org', '', ''],
      ['S3', 'Ada', 'Müller', '', '', '', '1975/04/03', '+44 20 7946 0001'],
      // Father and son share all but their births.
      ['S4', 'Ada', 'Müller', '', '', '', '1995-04-03', '+44 20 7946 0001'],
    ];
    expect(await findWith('DQ04', { subscribers: { columns, rows } })).toEqual([
      'subscribers S3: born, phone, the same name and the same birth date and phone',
      'subscribers S2: mail, the same name and the same email',
    ]);
  });

  test('is none where one is a company and the other a person', async () => {
    const rows = [
      ['S1', '', 'Harbour', '', 'SX1', '', '', ''],
      ['S2', '', '', 'Harbour', 'SX1', '', '', ''],
      ['S3', '', '', 'harbour', 'SX1', '', '', ''],
    ];
    expect(await findWith('DQ04', { subscribers: { columns, rows } })).toEqual([
      'subscribers S3: tax, the same name and the same tax number',
    ]);
  });

  test('is not looked for without names, or with names alone', async () => {
    const rows = [
      ['S1', 'Ada'],
      ['S2', 'Ada'],
    ];
    expect(await findWith('DQ04', { subscribers: { columns: { no: 'id', mail: 'email' }, rows } })).toEqual([]);
    expect(await findWith('DQ04', { subscribers: { columns: { no: 'id', name: 'person_name' }, rows } })).toEqual([]);
  });
});

test.each(['Mickey Mouse', 'asdf', 'QA dummy', 'TEST account 3 do not use'])('%s is a test', async (name) => {
  const billing_accounts = { columns: { no: 'id', holder: 'person_name' } as const, rows: [['A1', name]] };
  expect(await findWith('DQ33', { billing_accounts })).toEqual(['billing_accounts A1: holder']);
});

test.each(['Testa', 'Ada Contest'])('%s is a name', async (name) => {
  const billing_accounts = { columns: { no: 'id', holder: 'person_name' } as const, rows: [['A1', name]] };
  expect(await findWith('DQ33', { billing_accounts })).toEqual([]);
});

test('an id is read as the load reads it, also with a no-break space at its end or nothing but invisible characters', async () => {
  const billing_accounts = { columns: { no: 'id' } as const, rows: [['A1'], ['A1\u00a0'], ['\u00a0\u200b'], ['A2']] };
  expect(await findWith('DQ01', { billing_accounts })).toEqual([
    'billing_accounts row 3: record, no id',
    'billing_accounts A1: record, the id of another record',
  ]);
  const orders = { columns: { no: 'id', account: 'reference billing_accounts' } as const, rows: [['O1', '\u00a0A2 ']] };
  expect(await findWith('DQ15', { billing_accounts, orders })).toEqual([]);
});
