import { mappingDocument } from '../../domain/documents/mapping.ts';
import { checkMapping } from '../../domain/check-mapping.ts';
import { countFieldsOf, customFieldsIn, decisionsOn, fieldsIn } from '../../domain/field-decisions.ts';
import { reviewMapping } from '../../domain/proposal/review.ts';
import { Mapping } from '../../schemas/mapping.ts';
import { factsOf } from '../support/survey.ts';

const mapping = Mapping.parse({
  ...{ version: 1, phoneRegion: 'GB', currency: 'GBP', withhold: ['imsi'] },
  modules: {
    Accounts: {
      sources: [
        {
          object: 'subscribers',
          route: { field: 'kind', in: ['B'] },
          fields: { Account_Name: { from: 'name' }, Description: { from: 'extensions.memo' } },
        },
      ],
    },
    Contacts: {
      sources: [
        {
          object: 'subscribers',
          fields: { Last_Name: { from: 'name' } },
          ignore: { kind: 'the route', extensions: 'old' },
        },
      ],
    },
    Invoices: {
      sources: [
        {
          object: 'invoices',
          fields: { Subject: { from: 'no' } },
          lines: { from: 'positions', into: 'Invoiced_Items', fields: {} },
          money: { total: 'sum' },
          tags: [{ from: 'flag', map: 'flags' }],
          exclude: [{ when: { field: 'test', in: ['1'] }, reason: 'tests' }],
        },
      ],
    },
  },
  maps: { flags: { y: 'Old' } },
});
const facts = factsOf({
  subscribers: {
    columns: {
      id: 'id',
      name: 'text',
      kind: 'code',
      imsi: 'text',
      'extensions.memo': 'text',
      'extensions.old': 'text',
    },
    rows: [],
  },
  invoices: {
    columns: { id: 'id', no: 'text', sum: 'money', flag: 'flag', test: 'flag', positions: 'json' },
    rows: [],
  },
});
const keys = { subscribers: 'id', invoices: 'id' } as const;

test('each field has the decision of a source, and one that only excludes rows has none', () => {
  const decided = mapping.modules['Invoices']!.sources.flatMap((source) => decisionsOn(mapping, source, facts, 'id'));
  expect(decided.map(({ column, decided: how }) => `${column}: ${how}`)).toEqual([
    'id: the key of the record',
    'no: Subject',
    'sum: compared with Zoho',
    'flag: a tag',
    'test: not mapped',
    'positions: lines',
  ]);
});

test('who ignores all custom fields ignores each of them', () => {
  const [contacts] = mapping.modules['Contacts']!.sources;
  expect(decisionsOn(mapping, contacts!, facts, 'id').map(({ decided }) => decided)).toEqual([
    'the key of the record',
    'Last_Name',
    'ignored: the route',
    'withheld',
    'ignored: old',
    'ignored: old',
  ]);
});

test('a field that one of several sources says nothing about is not decided', () => {
  expect(countFieldsOf(mapping, facts, keys)).toEqual({
    all: 12,
    open: ['subscribers.extensions.old', 'invoices.test'],
  });
});

test('the scope, the mapping document and its open points have the same fields', () => {
  const { open } = countFieldsOf(mapping, facts, keys);
  const document = mappingDocument(mapping, reviewMapping(mapping, facts, {}, keys), [], null);
  expect(document).toContain(`2 source fields are neither mapped nor ignored: ${open.join(', ')}.`);
  const columns = {
    subscribers: ['id', 'name', 'kind', 'imsi', 'extensions'],
    invoices: ['id', 'no', 'sum', 'flag', 'test', 'positions'],
  };
  const extensions = { subscribers: customFieldsIn(facts, 'subscribers') };
  const points = checkMapping(mapping, columns, {}, { keys, extensions })
    .filter(({ message }) => message.includes('neither mapped nor ignored'))
    .map(({ message }) => message.split(' ')[0]);
  expect(points).toEqual(open);
});

test('without known custom fields, the column that holds them is a field', () => {
  expect(fieldsIn(['id', 'extensions'], [])).toEqual(['id', 'extensions']);
  expect(fieldsIn(['id', 'extensions'], ['memo'])).toEqual(['id', 'extensions.memo']);
  expect(checkMapping(mapping, { subscribers: ['id', 'name', 'kind', 'extensions'] }, {}, { keys })).not.toContainEqual(
    expect.objectContaining({ message: 'subscribers.extensions is neither mapped nor ignored' }),
  );
});
