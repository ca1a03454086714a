import { cleanRow as clean, type Cleaning } from '../../domain/clean-row.ts';
import { parseRow } from '../../domain/source-row.ts';
import { createGuard } from '../../domain/identifiers/guard.ts';

const cleanRow = (row: Record<string, string>, cleaning: Cleaning) => clean(parseRow(row), cleaning);
const cleaning = (changes: Partial<Cleaning> = {}): Cleaning => ({
  guard: createGuard({}),
  withhold: new Set(),
  exempt: new Map(),
  ...changes,
});

test('a network identifier in a line is withheld once, with its place', () => {
  const lines = JSON.stringify([{ item: 'P-1', note: 'IMSI 234150999999999, new' }]);
  const cleaned = cleanRow({ no: 'O-1', lines }, cleaning());
  expect(cleaned.withheld).toEqual([{ field: 'lines.note', rule: 'withheld:labelled-imsi' }]);
  expect(cleaned.fields).toEqual({ no: 'O-1' });
  expect(cleaned.lines).toEqual([{ item: 'P-1', note: 'IMSI [network id removed], new' }]);
});

test('a field whose name says that it holds an identifier is emptied', () => {
  const cleaned = cleanRow({ sim_card_no: 'anything', extensions: '{"PUKCode":"12345678"}' }, cleaning());
  expect(cleaned.fields).toEqual({ sim_card_no: '', 'extensions.PUKCode': '' });
  expect(cleaned.withheld.map(({ rule }) => rule)).toEqual(['withheld:field-name', 'withheld:field-name']);
});

test('a field that the mapping lists is emptied whatever it holds', () => {
  const cleaned = cleanRow({ remark: 'hello' }, cleaning({ withhold: new Set(['remark']) }));
  expect(cleaned).toMatchObject({
    fields: { remark: '' },
    withheld: [{ field: 'remark', rule: 'withheld:field-list' }],
  });
});

test('an address with an identifier is emptied, because half an address can reach a stranger', () => {
  const { fields } = cleanRow({ mail: 'imsi-234150999999999@mail.example' }, cleaning());
  expect(fields).toEqual({ mail: '' });
});

test('a bare number that may be a payment card stays and is listed for people', () => {
  const cleaned = cleanRow({ note: '4111111111111111' }, cleaning());
  expect(cleaned.fields).toEqual({ note: '4111111111111111' });
  expect(cleaned.withheld).toEqual([{ field: 'note', rule: 'suspicious:card-run' }]);
});

test('keys and references are not scanned', () => {
  const exempt = new Map([['no', (value: string) => `K${value}`]]);
  const cleaned = cleanRow({ no: 'IMSI 234150999999999' }, cleaning({ exempt }));
  expect(cleaned).toMatchObject({ fields: { no: 'KIMSI 234150999999999' }, withheld: [] });
});
