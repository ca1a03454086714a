import { compileField } from '../../domain/map-field.ts';
import { FieldRule } from '../../schemas/mapping.ts';

const map = (rule: object, row: Record<string, string>) =>
  compileField(
    FieldRule.parse(rule),
    { tiers: { '1': 'gold' } },
    { timeZone: 'UTC', phoneRegion: 'GB', currency: 'GBP', ownerOf: (user) => (user === 'arun' ? '7' : '1') },
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
