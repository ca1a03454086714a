import type { StagingStore } from '../../connectors/staging/port.ts';
import { Mapping } from '../../schemas/mapping.ts';
import type { Config } from '../../steps/ports.ts';
import { checkQuality, type Surveyed } from '../../steps/discovery/check-quality.ts';
import { factsOf, openTables, type TablesOfTest } from '../support/survey.ts';

const tables: TablesOfTest = {
  orders: {
    columns: {
      ...{ no: 'id', von: 'date begins', bis: 'date ends', placed: 'date ordered', done: 'date completed' },
      seen: 'timestamp',
    } as const,
    lines: { menge: 'quantity' },
    rows: [
      ['O1', '02.01.2024', '01.12.2023', '01.02.2024', '2024-01-03', '2024-01-03 10:00', [{ menge: '0,0' }]],
      ['O1', '', '', '', '', '', []],
      ['O2', '', '', '', '', '', [{ menge: '-1.000' }]],
    ],
  },
};

const german = { format: 'dd.MM.yyyy', pivot: 70 };

/** What the rules say of the tables, read by this profile. */
async function check(objects: object, modules: object = {}) {
  const { survey, close } = await openTables(tables);
  const stored = {
    engagement: { slug: 'demo', customer: 'Delta' },
    profile: { timeZone: 'Europe/Berlin', sentinels: [], objects },
    mapping: Mapping.parse({ version: 1, phoneRegion: 'DE', currency: 'EUR', modules }),
    owners: { owners: {} },
  } as unknown as Config;
  const surveyed = {
    ...{ files: [], facts: factsOf(tables), takenAt: '2026-11-27T09:00:00Z', keyProblems: [] },
    readFiles: { files: 0, read: 0, held: [] },
  };
  const staging = { write: () => Promise.resolve() } as unknown as StagingStore;
  try {
    const { rules } = await checkQuality({ staging }, stored, survey, {
      ...surveyed,
      guard: { scanValue: () => [] },
    } as unknown as Surveyed);
    return new Map(rules.map((rule) => [rule.id, rule]));
  } finally {
    await close();
  }
}

test('a rule that could read none of its columns is not checked, and one that read some says what it left out', async () => {
  const rules = await check({});
  expect(rules.get('DQ14')?.notChecked).toMatch(
    /^No value of orders\.bis can be read as a date\. No value of orders\.von/,
  );
  expect(rules.get('DQ27')).toMatchObject({
    notChecked: null,
    unread: expect.stringMatching(/^No value of orders\.placed can be read as a date\./),
    rows: 1,
  });
  expect(rules.get('DQ28')).toMatchObject({
    notChecked: expect.stringMatching(/^No status with a balance/),
    unread: null,
  });
});

test('with a declaration, also of a field of the lines, the rules find what is wrong', async () => {
  const rules = await check({
    orders: {
      dates: { von: german, bis: german, placed: german },
      numbers: { 'lines.menge': { decimal: ',', thousands: '.' } },
    },
  });
  expect(rules.get('DQ14')).toMatchObject({ notChecked: null, unread: null, rows: 1 });
  expect(rules.get('DQ27')?.findings.map(({ field, detail, rows }) => `${field}: ${detail}, ${rows}`)).toEqual([
    'done: before placed, 1',
    'lines.menge: no positive quantity, 2',
  ]);
});

describe('what happens in the load is what the mapping does', () => {
  const orders = (fields: object) => ({ Sales_Orders: { sources: [{ object: 'orders', fields }] } });

  test('a date that nobody can read rejects its record, or leaves a field blank', async () => {
    const date = { from: 'von', transforms: ['date'] };
    const required = await check({}, orders({ Due_Date: { ...date, required: true } }));
    expect(required.get('DQ12')).toMatchObject({ severity: 'warns', treatment: expect.stringContaining('rejected') });
    const only = await check(
      { orders: { dates: { bis: german, placed: german } } },
      orders({ Due_Date: { ...date, required: true } }),
    );
    expect(only.get('DQ12')).toMatchObject({
      severity: 'blocks',
      treatment: expect.stringMatching(/^The record is rejected, because the mapping requires the field\./),
    });
    const blank = await check({ orders: { dates: { bis: german, placed: german } } }, orders({ Due_Date: date }));
    expect(blank.get('DQ12')).toMatchObject({
      severity: 'warns',
      treatment: expect.stringMatching(/^The field stays/),
    });
  });

  test('what no rule of the mapping corrects is not called corrected', async () => {
    const seen = (transforms: string[]) => check({}, orders({ Due_Date: { from: 'seen', transforms } }));
    expect((await seen(['datetime'])).get('DQ13')?.severity).toBe('fixed');
    expect((await seen(['date'])).get('DQ13')).toMatchObject({
      severity: 'warns',
      treatment: 'Its day is kept as it is written.',
    });
  });

  test('a repeated id of records that are not loaded keeps nothing from the load', async () => {
    expect((await check({}, orders({}))).get('DQ01')?.severity).toBe('blocks');
    expect((await check({})).get('DQ01')).toMatchObject({
      severity: 'warns',
      treatment: 'The mapping loads no records of orders.',
    });
  });
});
