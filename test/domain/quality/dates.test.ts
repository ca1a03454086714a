import { FieldRule } from '../../../schemas/mapping.ts';
import { contextWith, declared, findWith, ruleNamed, type ColumnOfTest } from '../../support/survey.ts';

const oneColumn = (type: ColumnOfTest, ...values: string[]) => ({
  subscribers: {
    columns: { no: 'id', x: type } as Record<string, ColumnOfTest>,
    rows: values.map((value, place) => [`S${place + 1}`, value]),
  },
});

test.each(['45213', '03/04/75', '1900-01-01', '536457600000', '0000-00-00', '2200-01-01', '31/02/2019', 'unknown'])(
  'nobody was born on %s',
  async (birth) => {
    expect(await findWith('DQ12', oneColumn('birth_date', birth))).toEqual(['subscribers S1: x']);
    expect(await findWith('DQ14', oneColumn('birth_date', birth, '1975-04-03'))).toEqual([]);
  },
);

test('a date that can be read is sound, and an open end is no mistake', async () => {
  const values = ['2024-02-29', '9999-12-31', '31.01.2024', '2024-01-30 10:00:00', ''];
  expect(await findWith('DQ12', oneColumn('date ends', ...values))).toEqual([]);
  expect(await findWith('DQ12', oneColumn('date ends', '31/02/2027'))).toEqual(['subscribers S1: x']);
});

test('a point in time is read as one', async () => {
  expect(await findWith('DQ12', oneColumn('timestamp', '2024-01-30 10:00:00', '2024-01-30 25:00:00'))).toEqual([
    'subscribers S2: x',
  ]);
});

test('points in time without a zone are counted and not listed', async () => {
  expect(await findWith('DQ13', oneColumn('timestamp', '2024-01-30 10:00:00', '2024-01-30T10:00:00Z', ''))).toEqual([
    '1 of subscribers: x, read in Europe/London',
  ]);
  expect(await findWith('DQ13', oneColumn('timestamp', '2024-01-30T10:00:00+01:00'))).toEqual([]);
});

test('what is no point in time has no zone to be read in', async () => {
  expect(
    await findWith('DQ13', oneColumn('timestamp', '2024-01-30 10:00', 'soon', '9999-12-31', '2024-01-30 25:00')),
  ).toEqual(['1 of subscribers: x, read in Europe/London']);
});

test.each([
  ['day', ['date']],
  ['text', []],
])('of points in time of which the mapping takes only the %s, no zone is named', async (_, transforms) => {
  const rulesFor = () => [FieldRule.parse({ from: 'x', transforms })];
  expect(await findWith('DQ13', oneColumn('timestamp', '2024-01-30 10:00'), { rulesFor })).toEqual([
    '1 of subscribers: x, no zone',
  ]);
});

test.each(['2031-05-01', '1893-02-11', '2019-08-30'])(
  'an age of a customer born on %s is not believed',
  async (birth) => {
    expect(await findWith('DQ14', oneColumn('birth_date', birth))).toEqual([
      'subscribers S1: x, an age of less than 16 or more than 120',
    ]);
    expect(await findWith('DQ12', oneColumn('birth_date', birth))).toEqual([]);
  },
);

test('a customer of 16 or of 120 years is believed, with or without sentinels', async () => {
  expect(await findWith('DQ14', oneColumn('birth_date', '2010-11-27', '1906-11-27'))).toEqual([]);
  const readAs = () => ({ ...contextWith({}).readAs(contextWith({}).facts[0]!), sentinels: new Set<string>() });
  expect(await findWith('DQ14', oneColumn('birth_date', '2010-11-28'), { readAs })).toHaveLength(1);
});

test('an end before its beginning is found', async () => {
  const service_plans = {
    columns: { code: 'id', from: 'date begins', to: 'date ends' } as const,
    rows: [
      ['P1', '2024-01-02', '2024-01-01'],
      ['P2', '2024-01-02', '9999-12-31'],
    ],
  };
  expect(await findWith('DQ14', { service_plans })).toEqual(['service_plans P1: to, before from']);
});

describe('dates that are written as the profile declares', () => {
  const german = declared({ x: { date: { format: 'dd.MM.yyyy' } }, von: { date: { format: 'dd.MM.yyyy' } } });

  test('are compared as the days that they are', async () => {
    expect(
      await findWith('DQ14', oneColumn('birth_date', '30.08.2019', '03.04.1975', '31.12.9999'), { readAs: german }),
    ).toEqual(['subscribers S1: x, an age of less than 16 or more than 120']);
    const service_plans = {
      columns: { code: 'id', von: 'date begins', x: 'date ends' } as const,
      rows: [
        ['P1', '02.01.2024', '01.12.2023'],
        ['P2', '02.12.2023', '01.01.2024'],
      ],
    };
    expect(await findWith('DQ14', { service_plans }, { readAs: german })).toEqual(['service_plans P1: x, before von']);
  });

  test('are no dates in any other form', async () => {
    expect(await findWith('DQ12', oneColumn('date', '2024-01-31', '31.01.2024'), { readAs: german })).toEqual([
      'subscribers S1: x',
    ]);
  });

  test('have a zone if their column or their format has one', async () => {
    const found = (text: string, form: object) =>
      findWith('DQ13', oneColumn('timestamp', text), { readAs: declared({ x: { date: form } }) });
    expect(await found('1704067200', { format: 'epoch' })).toEqual([]);
    expect(await found('31.01.2024 10:00', { format: 'dd.MM.yyyy HH:mm', zone: 'Europe/Berlin' })).toEqual([
      '1 of subscribers: x, read in Europe/Berlin',
    ]);
  });
});

test('times are compared whatever offsets they have, and an open end is not before anything', async () => {
  const service_plans = {
    columns: { code: 'id', from: 'timestamp begins', to: 'timestamp ends' } as const,
    rows: [
      ['P1', '2024-07-01T10:00:00+01:00', '2024-07-01 09:59:00'],
      ['P2', '2024-07-01T09:00:00Z', '2024-07-01 10:00:00'],
      ['P3', '2024-07-01 10:00:00', '2024-07-01T10:30:00+02:00'],
      ['P4', '2024-07-01 10:00:00', '1900-01-01'],
    ],
  };
  expect(await findWith('DQ14', { service_plans })).toEqual([
    'service_plans P1: to, before from',
    'service_plans P3: to, before from',
  ]);
});

test('a rule whose dates nobody can read says so, instead of having found nothing', async () => {
  const service_plans = {
    columns: { code: 'id', from: 'date begins', to: 'date ends' } as const,
    rows: [
      ['P1', '01.02.2024', '2024-01-01'],
      ['P2', '02.03.2024', '9999-12-31'],
    ],
  };
  expect(await findWith('DQ14', { service_plans })).toEqual([
    'No value of service_plans.from can be read as a date. Declare how the source writes them, or correct the declaration: `dates` in the source profile.',
  ]);
});

test('a column of open ends alone has nothing that could not be read', async () => {
  const service_plans = {
    columns: { code: 'id', from: 'date begins', to: 'date ends' } as const,
    rows: [['P1', '2024-01-01', '9999-12-31']],
  };
  expect(await findWith('DQ14', { service_plans })).toEqual([]);
});

test('a rule without a column of its type has nothing to search', () => {
  expect(ruleNamed('DQ12').search(contextWith({}))).toEqual([]);
});
