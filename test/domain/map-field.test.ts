import { compileField } from '../../domain/map-field.ts';
import { createGuard } from '../../domain/identifiers/guard.ts';
import { FieldRule } from '../../schemas/mapping.ts';

const map = (rule: object, row: Record<string, string>) =>
  compileField(
    FieldRule.parse(rule),
    { tiers: { '1': 'gold' } },
    {
      timeZone: 'UTC',
      phoneRegion: 'GB',
      currency: 'GBP',
      ownerOf: (user) => (user === 'arun' ? '7' : '1'),
      guard: createGuard({ plmns: ['99970'] }),
    },
  )(row);

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
