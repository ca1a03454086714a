import { keyOf } from '../../domain/identity.ts';
import { compileField, type MapContext } from '../../domain/map-field.ts';
import { columnDates } from '../../domain/values/date-formats.ts';
import { createGuard } from '../../domain/identifiers/guard.ts';
import { CustomField, FieldRule } from '../../schemas/mapping.ts';

const map = (
  rule: object,
  row: Record<string, string>,
  custom?: object,
  owners: Partial<Pick<MapContext, 'defaultOwner' | 'inactiveOwners'>> = {},
) =>
  compileField(
    FieldRule.parse(rule),
    { tiers: { '1': 'gold', '0': null } },
    {
      timeZone: 'UTC',
      phoneRegion: 'GB',
      currency: 'GBP',
      sentinels: new Set(['0000-00-00']),
      dates: new Map([['orders.due', columnDates({ format: 'dd/MM/yyyy', pivot: 70 })]]),
      ownerOf: (user) => (user === 'arun' ? '7' : null),
      defaultOwner: '1',
      ...owners,
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

test('a custom field for a user stays blank where a record would get the default owner', () => {
  const rule = { from: 'owner', owner: true };
  expect(map(rule, { owner: 'arun' }, { type: 'userlookup' })).toEqual({ value: { id: '7' } });
  expect(map(rule, { owner: '' }, { type: 'userlookup' })).toEqual({ value: undefined });
  expect(map(rule, { owner: 'mia' }, { type: 'userlookup' })).toEqual({
    value: undefined,
    reason: 'the owner map does not list the user',
  });
});

test('each value of a multi-select pick list goes through the value map', () => {
  const rule = { from: 'tiers', map: 'tiers' };
  const custom = { type: 'multiselectpicklist', values: ['gold'] };
  expect(map(rule, { tiers: '0; 1' }, custom)).toEqual({ value: ['gold'] });
  expect(map(rule, { tiers: '0' }, custom)).toEqual({ value: undefined });
  expect(map(rule, { tiers: '1;2' }, custom)).toEqual({ value: undefined, reason: 'not in the value map tiers' });
  expect(map(rule, { tiers: ';' }, custom)).toEqual({ value: undefined, reason: 'no value between the separators' });
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

test.each(['', ' ', '\u200b'])('a source without an owner (%j) gives the default owner, with a remark', (owner) => {
  expect(map({ from: 'owner', owner: true }, { owner })).toEqual({
    value: { id: '1' },
    remark: 'default:the source names no owner',
  });
  expect(map({ from: 'owner', owner: true, required: true }, { owner }).value).toBeUndefined();
});

test('a user whom the owner map does not list gets the default owner, with a remark', () => {
  expect(map({ from: 'owner', owner: true }, { owner: 'Arun' })).toEqual({
    value: { id: '1' },
    remark: 'default:the owner map does not list the user',
  });
});

test.each(['\u200b\u2060', '\u2800', '\u3164', '\u00ad', '\u0001', '\ue000'])(
  'a name of invisible characters is no name: %j',
  (name) => {
    expect(map({ from: 'name' }, { name })).toEqual({ value: undefined, reason: 'only invisible characters' });
    expect(map({ from: ['name', 'other'] }, { name, other: 'Ash' })).toEqual({ value: 'Ash' });
  },
);

test.each(['{"first":"Ann"}', ' ["Ann","Ash"]', '[object Object]', '[object Object],[object Object]'])(
  'the object %s is no text',
  (name) => {
    const reason = 'an object or a list instead of a text';
    expect(map({ from: 'name' }, { name })).toEqual({ value: undefined, reason });
  },
);

test('a text with brackets is a text, and JSON is kept where the mapping wants it', () => {
  expect(map({ from: 'name' }, { name: '[Ash] & Co' })).toEqual({ value: '[Ash] & Co' });
  expect(map({ from: 'name' }, { name: '{x' })).toEqual({ value: '{x' });
  expect(map({ from: 'items', transforms: ['json'] }, { items: '["a"]' })).toEqual({ value: '["a"]' });
  const reason = 'json: not a JSON object or list';
  expect(map({ from: 'items', transforms: ['json'] }, { items: 'a, b' })).toEqual({ value: undefined, reason });
  expect(map({ from: 'items', transforms: ['json'] }, { items: '7' })).toEqual({ value: undefined, reason });
});

test.each([
  ['an emoji of several parts', 'ab👨‍👩‍👧cd', 6, 'ab'],
  ['a letter with its accent', 'abcdx\u0323\u0302f', 6, 'abcd'],
  ['a flag', 'ab🇮🇪', 4, 'ab'],
  ['39 letters and an emoji', `${'A'.repeat(39)}😀`, 40, 'A'.repeat(39)],
])('%s is not cut in half', (_, name, length, expected) => {
  expect(map({ from: 'name', length, cut: true }, { name })).toEqual({ value: expected, remark: 'repaired:cut' });
});

test('a text whose first character is longer than the field is unusable', () => {
  const reason = 'longer than 2 characters';
  expect(map({ from: 'name', length: 2, cut: true }, { name: '👨‍👩‍👧 family' })).toEqual({ value: undefined, reason });
});

test.each(['constructor', '__proto__', 'toString'])('%s is a value and a field name like any other', (word) => {
  expect(map({ from: 'name' }, { name: word })).toEqual({ value: word });
  expect(map({ from: word }, { name: 'Ash' })).toEqual({ value: undefined });
  expect(map({ from: word }, JSON.parse(`{"${word}":"Ash"}`) as Record<string, string>)).toEqual({ value: 'Ash' });
  expect(map({ from: 'name', map: 'tiers' }, { name: word })).toEqual({
    value: undefined,
    reason: 'not in the value map tiers',
  });
  expect(map({ from: 'name', transforms: ['country'] }, { name: word })).toEqual({
    value: undefined,
    reason: 'country: not a known country',
  });
});

test('a custom field keeps the remark about a repaired value', () => {
  const rule = { from: 'due', transforms: ['date'] };
  expect(map({ ...rule }, { due: '2020-05-31T24:00:00' }, { type: 'text' })).toEqual({
    value: undefined,
    reason: 'date: not in the format that the profile declares',
  });
  expect(map(rule, { due: '31/05/2020' }, { type: 'date' })).toEqual({ value: '2020-05-31' });
  expect(map({ from: 'since', transforms: ['date'] }, { since: '20200531' }, { type: 'text' })).toEqual({
    value: '2020-05-31',
    remark: 'repaired:date',
  });
  expect(map({ from: 'since', transforms: ['date'] }, { since: '20200531' }, { type: 'text', length: 4 })).toEqual({
    value: undefined,
    reason: 'longer than 4 characters',
  });
});

test('a value that the map leaves blank on purpose is blank and no mistake', () => {
  const rule = { from: 'direction', map: 'tiers' };
  expect(map(rule, { direction: '0' })).toEqual({ value: undefined });
});

const call = (begin: string, end: string) =>
  map({ from: 'begin', until: 'end', transforms: ['duration'] }, { begin, end });

test('the duration of a call is the time between two fields, each read as its column writes times', () => {
  expect(call('2024-03-01 10:00:00', '2024-03-01 10:02:30')).toEqual({ value: '02:30' });
  expect(
    map({ from: 'due', until: 'end', transforms: ['duration'] }, { due: '01/03/2024', end: '2024-03-01 01:40:05' }),
  ).toEqual({ value: '100:05' });
});

test('a call without an end, or with an end that is none, has the shortest duration that Zoho takes, and a remark', () => {
  const shortest = (why: string) => ({ value: '00:01', remark: `default:${why}` });
  expect(call('2024-03-01 10:00', '')).toEqual(shortest('no end'));
  expect(call('2024-03-01 10:00', 'soon')).toEqual(shortest('not a date'));
  expect(call('2024-03-01 10:00', '2024-03-01 09:59')).toEqual(shortest('the end is not after the beginning'));
});

test('a call without a beginning has no duration, and one of a week is not believed', () => {
  expect(call('', '2024-03-01 10:00')).toEqual({ value: undefined });
  expect(call('soon', '2024-03-01 10:00')).toEqual({ value: undefined, reason: 'duration: not a date' });
  expect(call('2024-03-01 10:00', '2024-03-08 10:00')).toEqual({
    value: undefined,
    reason: 'duration: more than 599999 seconds',
  });
});

test('until is refused without the transform that uses it', () => {
  expect(() => map({ from: 'begin', until: 'end' }, {})).toThrow(/transforms: \[duration\]/);
});

test('without a default, a user whom the owner map does not list rejects the record, and a blank is left to Zoho', () => {
  const owners = { defaultOwner: null };
  expect(map({ from: 'owner', owner: true }, { owner: 'Arun' }, undefined, owners)).toEqual({
    ...{ value: undefined, rejects: true },
    reason: 'the owner map does not list the user',
  });
  expect(map({ from: 'owner', owner: true }, { owner: '' }, undefined, owners)).toEqual({
    value: undefined,
    reason: 'the source names no owner',
  });
});

test('a user whose owner in Zoho is replaced by a rule gets a remark', () => {
  const owners = { inactiveOwners: new Set(['arun']) };
  expect(map({ from: 'owner', owner: true }, { owner: 'arun' }, undefined, owners)).toEqual({
    value: { id: '7' },
    remark: "default:the user's owner in Zoho is not active or not confirmed",
  });
  // In a field for another user, the person of the rule would be a wrong one.
  expect(map({ from: 'owner', owner: true }, { owner: 'arun' }, { type: 'userlookup' }, owners)).toEqual({
    value: undefined,
    reason: "the user's owner in Zoho is not active or not confirmed",
  });
});
