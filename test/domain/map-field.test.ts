import { keyOf } from '../../domain/identity.ts';
import { compileField } from '../../domain/map-field.ts';
import { columnDates } from '../../domain/values/date-formats.ts';
import { createGuard } from '../../domain/identifiers/guard.ts';
import { CustomField, FieldRule } from '../../schemas/mapping.ts';

const map = (rule: object, row: Record<string, string>, custom?: object) =>
  compileField(
    FieldRule.parse(rule),
    { tiers: { '1': 'gold' } },
    {
      timeZone: 'UTC',
      phoneRegion: 'GB',
      currency: 'GBP',
      sentinels: new Set(['0000-00-00']),
      dates: new Map([['orders.due', columnDates({ format: 'dd/MM/yyyy', pivot: 70 })]]),
      ownerOf: (user) => (user === 'arun' ? '7' : null),
      defaultOwner: '1',
      guard: createGuard({ plmns: ['99970'] }),
      identify: (object, id) => keyOf('s', object, id),
    },
    { prefix: 'orders.', declared: custom && CustomField.parse(custom) },
  )(row, row);

test('of several source fields the first that is not blank is taken', () => {
  const rule = { from: ['phone', 'mobile'] };
  expect(map(rule, { phone: '1', mobile: '2' })).toEqual({ value: '1' });
  expect(map(rule, { phone: '   ', mobile: '2' })).toEqual({ value: '2' });
});

test('spaces around a user or a mapped value do not matter', () => {
  expect(map({ from: 'owner', owner: true }, { owner: ' arun ' })).toEqual({ value: { id: '7' } });
  expect(map({ from: 'tier', map: 'tiers' }, { tier: ' 1 ' })).toEqual({ value: 'gold' });
});

test('a value of exactly the longest length is neither cut nor refused', () => {
  expect(map({ from: 'city', length: 6, cut: true }, { city: 'London' })).toEqual({ value: 'London' });
  expect(map({ from: 'city', length: 6 }, { city: 'London' })).toEqual({ value: 'London' });
});

test('a reference is written as the key of its record, whatever is around it', () => {
  const rule = { from: 'account', lookup: 'billing_accounts' };
  const key = { value: { $key: 's:billing_accounts:José' } };
  expect(map(rule, { account: 'José' })).toEqual(key);
  expect(map(rule, { account: ' Jose\u0301\u00a0' })).toEqual(key);
});

test('an invisible reference is unusable, and one with a control character is unusable', () => {
  const rule = { from: 'account', lookup: 'billing_accounts', transforms: ['collapse_spaces'] };
  expect(map(rule, { account: '\u200b' })).toEqual({ value: undefined, reason: 'only invisible characters' });
  expect(map({ ...rule, transforms: [] }, { account: 'A\t1' })).toEqual({
    value: undefined,
    reason: 'the source id has a control character',
  });
});

test('a reference to a sentinel date is unusable, and one without any text is blank', () => {
  expect(map({ from: 'account', lookup: 'billing_accounts', transforms: ['date'] }, { account: '0000-00-00' })).toEqual(
    { value: undefined, reason: 'date: a sentinel for "no date"' },
  );
  expect(map({ from: ['a', 'b'], join: '\u200b', lookup: 'orders' }, { a: '', b: '' })).toEqual({ value: undefined });
});

test('a cut does not leave half an emoji', () => {
  expect(map({ from: 'name', length: 3, cut: true }, { name: 'ab😀' })).toEqual({
    value: 'ab',
    remark: 'repaired:cut',
  });
});

test.each([
  ['a NUL', 'a\u0000b', 'has a NUL character'],
  ['half a character', 'a\ud800', 'is not valid Unicode'],
])('a value with %s is damaged', (_, name, reason) => {
  expect(map({ from: 'name' }, { name })).toEqual({ value: undefined, reason, rejects: true });
});

test('parts of an identifier are not joined', () => {
  const row = { plmn: '99970', msin: '1234567890' };
  expect(map({ from: ['plmn', 'msin'], join: '' }, row)).toEqual({
    value: undefined,
    reason: 'a network identifier (own-plmn) after it was joined or transformed',
  });
  expect(map({ from: ['plmn', 'msin'], join: ' / ' }, { plmn: 'A1', msin: '12' })).toEqual({ value: 'A1 / 12' });
});

test('a transform does not bring out an identifier', () => {
  const digits = [...'999701234567890'].map((one) => String.fromCharCode(0xff10 + Number(one))).join('');
  const broken = Buffer.from(`was ${digits}`).toString('latin1');
  expect(map({ from: 'remarks', transforms: ['repair_encoding'] }, { remarks: broken })).toMatchObject({
    value: undefined,
    reason: 'a network identifier (own-plmn) after it was joined or transformed',
  });
});

test('a reference that is an identifier is not kept', () => {
  expect(map({ from: 'sim', lookup: 'subscribers' }, { sim: '999701234567890' })).toEqual({
    value: undefined,
    reason: 'the reference is a network identifier; list subscribers under hashKeys in mapping.yml',
  });
});
