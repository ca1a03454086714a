import { reviewByProposal, reviewMapping } from '../../../domain/proposal/review.ts';
import { Mapping } from '../../../schemas/mapping.ts';
import { column, field } from './columns.ts';

const mapping = Mapping.parse({
  ...{ version: 1, phoneRegion: 'GB', currency: 'GBP', withhold: ['imsi'] },
  modules: {
    Accounts: {
      sources: [
        {
          object: 'billing_accounts',
          route: { field: 'kind', in: ['A'] },
          fields: { Account_Name: { from: ['name', 'label'] }, Account_Type: { constant: 'Customer' } },
          custom: { Title: { from: 'name' } },
          handoff: { taxes: { scheme: 'vat' } },
          ignore: { tax: 'never moves' },
        },
      ],
    },
  },
});
const facts = [
  column('name', 'company'),
  column('kind', 'code'),
  column('tax', 'code'),
  column('vat', 'code'),
  column('imsi', 'text'),
  column('id', 'id'),
  column('points', 'number'),
  column('price', 'money', { within: 'lines' }),
  column('name', 'title', { object: 'orders' }),
].map((one) => one.facts);
const destination = { Accounts: [field('Account_Name')] };

test('each column of a source has its decision beside what would be proposed', () => {
  const reviews = reviewMapping(mapping, facts, destination, { billing_accounts: 'id' });
  expect(reviews.map((one) => [one.column, one.decided, one.suggested])).toEqual([
    ['name', 'Account_Name, Title', 'Account_Name'],
    ['kind', 'route', 'custom'],
    ['tax', 'ignored: never moves', 'ignore'],
    ['vat', 'handed off', 'ignore'],
    ['imsi', 'withheld', 'withheld'],
    ['id', 'the key of the record', 'ignore'],
    ['points', 'not mapped', 'custom'],
  ]);
});

test('without the fields of Zoho and without keys, only custom fields are proposed', () => {
  const [first] = reviewMapping(mapping, facts.slice(0, 1), {}, {});
  expect(first?.suggested).toBe('custom');
  expect(reviewMapping(mapping, [], {}, {})).toEqual([]);
});

test('subscribers in Accounts are companies', () => {
  const business = structuredClone(mapping);
  business.modules['Accounts']!.sources[0]!.object = 'subscribers';
  const born = column('born', 'birth_date', { object: 'subscribers' }).facts;
  expect(reviewMapping(business, [born], destination, {})[0]).toMatchObject({ suggested: 'ignore' });
});

test('beside a proposal that people were given, its scores stand, and none where it says nothing', () => {
  const reviews = reviewMapping(mapping, facts, destination, { billing_accounts: 'id' });
  const [object, module, tier] = ['billing_accounts', 'Accounts', 'certain'] as const;
  const kept = { object, module, column: 'kind', into: 'route', score: 1, tier, runnerUp: null };
  const shown = reviewByProposal(reviews, [{ ...kept, evidence: ['its values are kinds'] }]);
  expect(shown.find(({ column: name }) => name === 'kind')).toMatchObject({
    ...{ decided: 'route', suggested: 'route', score: 1, tier: 'certain', evidence: ['its values are kinds'] },
  });
  expect(shown.find(({ column: name }) => name === 'tax')).toMatchObject({
    ...{ decided: 'ignored: never moves', suggested: '', score: null, tier: null, evidence: [], runnerUp: null },
  });
});
