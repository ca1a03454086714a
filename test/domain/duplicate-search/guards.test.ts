import { guardsOf, keepApart, lowerOf } from '../../../domain/duplicate-search/guards.ts';
import { compareParties } from '../../../domain/duplicate-search/party.ts';
import { partyOf } from '../../support/parties.ts';

type Record = Parameters<typeof partyOf>[0];
const guards = (one: Record, other: Record) => {
  const [first, second] = [partyOf(one), partyOf(other)];
  return guardsOf(first, second, compareParties(first, second)).map(({ reason, most }) => `${reason}: ${most}`);
};
const nothing = 'nothing agrees that only one person or firm has: likely';
const ada = { given: 'Ada', family: 'Vale', birth: '19800203', document: 'x1234567' };

test('the same name with the same birth date or the same document has no guard', () => {
  expect(guards(ada, { ...ada, document: '' })).toEqual([]);
  expect(guards(ada, { ...ada, birth: '' })).toEqual([]);
  expect(guards(ada, { ...ada, given: 'Vale', family: 'Ada', document: '' })).toEqual([]);
});

test.each<[string, Record, Record, string[]]>([
  ['twins', ada, { ...ada, given: 'Greta', document: '' }, ['the given names differ: apart', nothing]],
  [
    'given names that differ with the same birth date and document',
    ada,
    { ...ada, given: 'Greta' },
    ['the given names differ: likely'],
  ],
  [
    'given names that differ with the same document',
    ada,
    { ...ada, given: 'Greta', birth: '' },
    ['the given names differ: unsure'],
  ],
  [
    'birth dates that differ',
    ada,
    { ...ada, birth: '19560817', document: '' },
    ['the birth dates differ: apart', nothing],
  ],
  [
    'birth dates that differ with the same document',
    ada,
    { ...ada, birth: '19560817' },
    ['the birth dates differ: unsure'],
  ],
  ['documents that differ', ada, { ...ada, document: 'y7654321' }, ['the documents or tax numbers differ: likely']],
  [
    'no birth date and no document',
    { given: 'Ada', family: 'Vale', phone: '207946001' },
    { given: 'Ada', family: 'Vale', phone: '207946001' },
    [nothing],
  ],
  [
    'given names that are nearly the same, as those of twins are',
    ada,
    { ...ada, given: 'Adah', document: '' },
    [nothing],
  ],
  ['a name that is missing', ada, { birth: '19800203' }, [nothing]],
  [
    'a father and his son',
    { ...ada, family: 'Vale Sr' },
    { ...ada, family: 'Vale Jr' },
    ['only one is junior or senior: apart'],
  ],
  ['a mark beside none', { ...ada, family: 'Vale Jr' }, ada, ['only one is junior or senior: likely']],
  [
    'a mark beside none and no birth date',
    { ...ada, birth: '', family: 'Vale Jr' },
    { ...ada, birth: '' },
    ['only one is junior or senior: unsure'],
  ],
  ['a firm and a person', ada, { ...ada, company: 'Vale Ltd' }, ['one is a firm and the other is not: apart']],
  [
    'legal forms that differ',
    { company: 'Vale GmbH' },
    { company: 'Vale AG' },
    ['the legal forms differ: likely', nothing],
  ],
  [
    'one more word',
    { company: 'Vale Design' },
    { company: 'Vale Design Studios' },
    ['one name has more words: likely', 'beside a similar name, at most the town agrees: unsure', nothing],
  ],
  [
    'firms with the same tax number',
    { company: 'Vale GmbH', document: 'de12345' },
    { company: 'Vale AG', document: 'de12345' },
    [],
  ],
  [
    'firms with the same tax number and a typing mistake',
    { company: 'Harbour Bakery', document: 'de12345' },
    { company: 'Harbuor Bakery', document: 'de12345' },
    [],
  ],
  ['another surname with the same document', ada, { ...ada, family: 'Okonkwo' }, ['the names differ: likely']],
  [
    'other names with the same tax number',
    { company: 'Vale GmbH', document: 'de12345' },
    { company: 'Tarn AG', document: 'de12345' },
    ['the names differ: likely'],
  ],
])('%s', (_what, one, other, expected) => {
  expect(guards(one, other)).toEqual(expected);
});

test('firms with similar names in one town are unsure, unless they share what others of the town have not', () => {
  const town = { city: 'hamburg', postcode: '20095' };
  const unsure = 'beside a similar name, at most the town agrees: unsure';
  const firm = { company: 'Hafen Technik GmbH', ...town };
  expect(guards(firm, { company: 'Hafen Technik Nord GmbH', ...town })).toContain(unsure);
  expect(guards(firm, { company: 'Hafen Technic GmbH', ...town })).toContain(unsure);
  expect(guards({ ...firm, phone: '40300001' }, { company: 'Hafen Technic GmbH', phone: '40300001' })).toEqual([
    nothing,
  ]);
  expect(guards(firm, { ...firm })).toEqual([nothing]);
});

test('the lower of two tiers counts', () => {
  expect([lowerOf('certain', 'likely'), lowerOf('unsure', 'likely'), lowerOf('likely', 'likely')]).toEqual([
    'likely',
    'unsure',
    'likely',
  ]);
});

test('records are kept apart by one guard that says so', () => {
  expect(keepApart([{ reason: 'a', most: 'likely' }])).toBe(false);
  expect(
    keepApart([
      { reason: 'a', most: 'likely' },
      { reason: 'b', most: 'apart' },
    ]),
  ).toBe(true);
});
