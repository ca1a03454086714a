import { openReadings } from '../../../connectors/staging/survey-readings.ts';
import type { Survey } from '../../../connectors/staging/survey-database.ts';
import { numbersIn, type Reading } from '../../../domain/quality/readings.ts';
import { contextWith, factOf, openTables } from '../../support/survey.ts';

let survey: Survey;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ survey, close } = await openTables({
    orders: {
      // A condition's own columns can have any name.
      columns: { no: 'id', value: 'money', text: 'money', plain: 'money', odd: 'money' },
      rows: [
        ['O1', '1,50', '2.50', '1', 'free'],
        ['O2', '1,50', '', '2.5', 'free'],
        ['O3', 'x'.repeat(40_000), '£3', '3', ''],
      ],
    },
  }));
});
afterAll(() => close());

function amounts(name: string, asked: string[] = []): Reading {
  const reading = numbersIn(
    factOf('orders', null, name, 'money', []),
    contextWith({}).readAs(factOf('orders', null, name, 'money', [])),
  );
  return { ...reading, read: (text) => (asked.push(text), reading.read(text)) };
}
const valuesOf = async (reading: Reading) =>
  (await survey.rows(`select ${reading.of(`one."${reading.column}"`)} from orders one order by one."#key"`)).map(
    ([one]) => (one === null ? null : Number(one)),
  );

test('each different text that SQL does not read itself is read once, however often it is asked for', async () => {
  const asked: string[] = [];
  const [readings, value] = [openReadings(survey), amounts('value', asked)];
  expect(await readings.prepare(value)).toBe(true);
  expect(await readings.prepare(value)).toBe(true);
  expect(asked).toEqual(['1,50']);
  expect(await valuesOf(value)).toEqual([1.5, 1.5, null]);
});

test('plain texts are not read one by one, and blanks are none', async () => {
  const asked: string[] = [];
  const [readings, plain, text] = [openReadings(survey), amounts('plain', asked), amounts('text')];
  await readings.prepare(plain);
  await readings.prepare(text);
  expect(asked).toEqual([]);
  expect(await valuesOf(plain)).toEqual([1, 2.5, 3]);
  expect(await valuesOf(text)).toEqual([2.5, null, 3]);
});

test('a column without a value that can be read is reported', async () => {
  const odd = amounts('odd');
  expect(await openReadings(survey).prepare(odd)).toBe(false);
  expect(await valuesOf(odd)).toEqual([null, null, null]);
});
