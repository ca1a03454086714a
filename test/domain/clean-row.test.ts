import { cleanRow as clean, type Cleaning } from '../../domain/clean-row.ts';
import { parseRow } from '../../domain/source-row.ts';
import { createGuard } from '../../domain/identifiers/guard.ts';

const cleanRow = (row: Record<string, string>, cleaning: Cleaning) => clean(parseRow(row), cleaning);
const cleaning = (changes: Partial<Cleaning> = {}): Cleaning => ({
  guard: createGuard({}),
  withhold: new Set(),
  exempt: new Map(),
  scans: new Map(),
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

test('what stands alone after the first cleaning is withheld too', () => {
  const guard = createGuard({ plmns: ['99970'] });
  const clean = cleanRow({ note: '99970 IMSI 234150999999999 1234567890' }, cleaning({ guard }));
  expect(guard.scanText(clean.fields['note'] ?? '')).toEqual([]);
});

test('a long number in a custom field keeps its digits, so that it is known', () => {
  const extensions = '{"old_sim": 8944123412341234123, "ref": "a \\"1234567890123456", "rate": 0.12345678901234567}';
  const clean = cleanRow({ extensions }, cleaning());
  expect(clean.fields).toEqual({
    'extensions.old_sim': '[network id removed]',
    'extensions.ref': 'a "1234567890123456',
    'extensions.rate': '0.12345678901234567',
  });
});

test('a custom field that is named after an identifier is not named in the remarks', () => {
  const clean = cleanRow({ extensions: '{"imsi-234150999999999": "active"}' }, cleaning());
  expect(clean.withheld).toEqual([{ field: 'extensions.[network id removed]', rule: 'withheld:field-name' }]);
});

test('any number of different field names can be cleaned', () => {
  const names = Array.from({ length: 10_100 }, (_, number) => `field${number}x`);
  const line = Object.fromEntries(names.map((name) => [name, 'text']));
  const row = { ...line, lines: JSON.stringify([line]) };
  expect(cleanRow(row, cleaning())).toEqual({ fields: line, lines: [line], withheld: [] });
});
