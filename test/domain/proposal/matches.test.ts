import { hasMatches, matchFor } from '../../../domain/proposal/matches.ts';
import { proposeMapping } from '../../../domain/proposal/propose.ts';
import { Mapping } from '../../../schemas/mapping.ts';
import { column, field, table } from './columns.ts';

const plans = table('service_plans', [column('plan_code', 'id'), column('plan_name', 'title')]);
const destination = { Products: [field('Product_Name', 'text', { mandatory: true }), field('Product_Code')] };
const propose = (records: number) =>
  proposeMapping({
    ...{ tables: [plans], destination, records: { Products: records } },
    ...{ currency: 'EUR', phoneRegion: 'DE', key: 'Portage_Key' },
  });

test('records of an org that is not empty are matched by what the mapping fills', () => {
  const { mapping, comments } = propose(12);
  expect(mapping.modules['Products']?.match).toEqual([
    { name: 'product code', fields: ['Product_Code'], then: 'adopt' },
  ]);
  expect(comments).toContainEqual({
    at: ['modules', 'Products', 'match'],
    text: '12 records in the org; check the rules',
  });
  expect(Mapping.safeParse(mapping).error).toBeUndefined();
});

test('an empty org needs no rules', () => {
  expect(propose(0).mapping.modules['Products']).not.toHaveProperty('match');
});

test('an e-mail address alone, which families share, only asks', () => {
  const fields = new Set(['Email', 'First_Name', 'Last_Name']);
  expect(matchFor('Contacts', 1, fields).map(({ name, then }) => [name, then])).toEqual([
    ['e-mail and name', 'adopt'],
    ['e-mail', 'ask'],
  ]);
});

test('records of other modules are not looked for', () => {
  expect(hasMatches('Invoices')).toBe(false);
  expect(matchFor('Invoices', 1, new Set(['Subject']))).toEqual([]);
});
