import { mostPickValues } from '../../../domain/schema-plan/lengths.ts';
import { planSchema } from '../../../domain/schema-plan/plan.ts';
import { createListCounter, listSteps, openListsOf } from '../../../domain/schema-plan/row-values.ts';
import { Mapping } from '../../../schemas/mapping.ts';
import { presentField } from './present-field.ts';

const mapping = Mapping.parse({
  ...{ version: 1, phoneRegion: 'GB', currency: 'GBP', maps: { ratings: { a: 'Hot' } } },
  modules: {
    Accounts: {
      custom: { Tier: { type: 'picklist', values: ['Gold'] }, Grade: { type: 'picklist' } },
      sources: [
        {
          object: 'billing_accounts',
          fields: {
            Industry: { from: 'branch' },
            Rating: { from: 'rating', map: 'ratings' },
            Ownership: { constant: 'Private' },
            Description: { from: 'text' },
          },
          custom: { Tier: { from: 'tier' }, Regions: { from: 'regions' }, Grade: { from: 'grade' } },
        },
        { object: 'subscribers', fields: { Industry: { from: 'kind' } } },
      ],
    },
  },
});
const industry = presentField('Industry', 'picklist', { custom: false, pickListValues: ['Telecom'] });
const present = [
  industry,
  presentField('Rating', 'picklist'),
  presentField('Ownership', 'picklist'),
  presentField('Description', 'textarea'),
  presentField('Tier', 'picklist'),
  presentField('Grade', 'picklist'),
  presentField('Regions', 'multiselectpicklist', { globalList: 'Regions_of_all' }),
];

test('a list is open if its values come from the rows as they are, and nobody declares them', () => {
  expect(openListsOf(mapping, 'Accounts', present)).toEqual([
    { module: 'Accounts', field: 'Industry', objects: ['billing_accounts', 'subscribers'] },
    { module: 'Accounts', field: 'Regions', objects: ['billing_accounts'] },
    { module: 'Accounts', field: 'Grade', objects: ['billing_accounts'] },
  ]);
  const locked = { ...industry, writable: false };
  expect(openListsOf(mapping, 'Accounts', [locked])).toEqual([]);
  expect(openListsOf(mapping, 'Contacts', present)).toEqual([]);
});

test('values that a list does not have are named with their records, and what happens to them', () => {
  const counter = createListCounter();
  for (const Industry of ['Telecom', 'Telcom', 'Rail', 'Telcom', null])
    counter.add('Accounts', ['Industry', 'Regions'], { Industry, Regions: ['North', 'South'] });
  const { manual } = planSchema(
    mapping,
    ['Accounts'],
    {
      ...{ environment: 'sandbox', edition: 'enterprise', modules: ['Accounts'], profiles: [], labels: [] },
      ...{ tags: {}, layouts: {}, created: {}, fields: { Accounts: present } },
    },
    counter.result(),
  );
  expect(manual.filter(({ id }) => id.endsWith('.rows'))).toMatchObject([
    {
      id: 'Accounts.Industry.rows',
      what: 'Add to the pick list Industry, with the number of records: Telcom (2), Rail (1). Or map them to values that it has.',
      why: expect.stringMatching(/Zoho takes values that a list does not have and does not add them/),
    },
    {
      what: 'Add to the global pick list Regions_of_all of Regions, with the number of records: North (5), South (5). Or map them to values that it has.',
    },
  ]);
});

test('a list that has all values needs nothing', () => {
  const counter = createListCounter();
  counter.add('Accounts', ['Industry'], { Industry: 'Telecom' });
  expect(listSteps('Accounts', present, counter.result())).toEqual([]);
});

test('only so many different values are compared, and that is said', () => {
  const counter = createListCounter();
  const values = Array.from({ length: mostPickValues + 2 }, (_, place) => `v${place}`);
  for (const Industry of values) counter.add('Accounts', ['Industry'], { Industry });
  const [step] = listSteps('Accounts', present, counter.result());
  expect(step?.what).toMatch(
    /v0 \(1\), .* and 980 more\. .* Only 1,000 different values were compared; those of 2 more records were not\.$/,
  );
  const known = presentField('Industry', 'picklist', { pickListValues: values.slice(0, mostPickValues) });
  expect(listSteps('Accounts', [known], counter.result())[0]?.what).toMatch(/^Look at the pick list Industry\. Only/);
});
