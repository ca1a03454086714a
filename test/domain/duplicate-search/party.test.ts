import { compareParties, fields, levelIn, readNames, type Field } from '../../../domain/duplicate-search/party.ts';
import { partyOf } from '../../support/parties.ts';

test.each([
  ['persons', { given: 'Ada', family: 'Vale', whole: '', company: '' }, 'ada vale', '', ''],
  ['a person in one column', { given: '', family: '', whole: 'Ada Vale', company: '' }, 'ada vale', '', ''],
  ['a firm in a column of names', { given: '', family: '', whole: 'Vale GmbH', company: '' }, ' ', 'vale', 'gmbh'],
  ['a firm', { given: '', family: '', whole: '', company: 'Vale GmbH' }, ' ', 'vale', 'gmbh'],
  ['a person at a firm', { given: 'Ada', family: 'Vale', whole: '', company: 'Tarn' }, 'ada vale', 'tarn', ''],
  ['a person beside a whole name', { given: 'Ada', family: '', whole: 'Vale Ltd', company: '' }, 'ada ', '', ''],
])('reads the names of %s', (_what, columns, person, core, form) => {
  const read = readNames(columns);
  expect([`${read.person.given} ${read.person.family}`, read.firm]).toEqual([person, { core, form }]);
});

test.each<[Field, Parameters<typeof partyOf>[0], Parameters<typeof partyOf>[0], number | null]>([
  ['name', { given: 'Ada', family: 'Vale' }, { given: 'Ada', family: 'Vale' }, 0],
  ['name', { given: 'Ada', family: 'Vale' }, { given: '', family: '', company: 'Vale' }, null],
  ['company', { company: 'Vale Ltd' }, { company: 'Vale Limited' }, 0],
  ['company', { company: 'Vale Ltd' }, {}, null],
  ['birth_date', { birth: '19800203' }, { birth: '19800203' }, 0],
  ['birth_date', { birth: '19800203' }, { birth: '19800204' }, 1],
  ['birth_date', { birth: '19800203' }, { birth: '19800302' }, 1],
  ['birth_date', { birth: '02101980' }, { birth: '10021980' }, 1],
  ['birth_date', { birth: '19800203' }, { birth: '19560817' }, 2],
  ['birth_date', { birth: '19800203' }, {}, null],
  ['email', { email: 'ada.vale@a.example' }, { email: 'ada.vale@a.example' }, 0],
  ['email', { email: 'ada.vale@a.example' }, { email: 'ada.vale@b.example' }, 1],
  ['email', { email: 'info@vale.example' }, { email: 'info@northgate.example' }, 3],
  ['email', { email: 'ada.vale@a.example' }, { email: 'ada.vael@a.example' }, 2],
  ['email', { email: 'ada.vale@a.example' }, {}, null],
  ['phone', { phone: '207946001' }, { phone: '207946001' }, 0],
  ['phone', { phone: '207946001' }, { phone: '207946010' }, 1],
  ['document', { document: 'x1234567' }, { document: 'y7654321' }, 2],
  ['street', { street: 'mill road' }, { street: 'mil road' }, 1],
  ['street', { street: 'mill road' }, { street: 'flat b', line: 'mill road' }, 2],
  ['street', { street: 'flat b', line: 'mill road' }, { street: 'mill road' }, 2],
  ['street', { street: 'mill road' }, { street: 'harbour lane' }, 3],
  ['street', { street: '' }, { street: 'mill road' }, null],
  ['house', { house: '12' }, { house: '12a' }, 1],
  ['city', { city: 'leeds' }, { city: 'leeds' }, 0],
  ['city', { city: 'leeds' }, { city: '' }, null],
  ['postcode', { postcode: 'ls14dy' }, { postcode: 'n19gu' }, 2],
])('compares %s of %j with %j', (field, one, other, level) => {
  const pattern = compareParties(partyOf(one), partyOf(other));
  expect(pattern).toHaveLength(fields.length);
  expect(levelIn(pattern, field)).toBe(level);
});
