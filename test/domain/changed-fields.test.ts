import { changedFields, fieldsOf, filledFields } from '../../domain/changed-fields.ts';

const nothing = { moved: [], again: [] };

test('a new record has only its fields with a value', () => {
  expect(filledFields({ Name: 'A', Phone: null })).toEqual({ Name: 'A' });
  expect(filledFields({ Name: 'A', Active: false })).toEqual({ Name: 'A', Active: false });
  expect(fieldsOf({ Name: 'A', Phone: null }, ['Phone', 'Fax'])).toEqual({ Phone: null });
});

test('only fields that differ are written, and a field that the source emptied is null', () => {
  const wanted = { Name: 'B', Phone: null, Tier: 'gold' };
  expect(changedFields(wanted, { Name: 'A', Phone: '1', Tier: 'gold' }, nothing)).toEqual({ Name: 'B', Phone: null });
});

test('lists and objects are compared without regard to the order of members', () => {
  const same = { Lines: [{ a: 1, b: null }], Tags: ['x'], Owner: { id: '1' } };
  expect(changedFields(same, { Lines: [{ b: null, a: 1 }], Tags: ['x'], Owner: { id: '1' } }, nothing)).toEqual({});
  expect(changedFields({ Lines: [{ a: 1 }] }, { Lines: [{ a: 1 }, { a: 2 }] }, nothing)).toEqual({ Lines: [{ a: 1 }] });
  expect(changedFields({ Tags: ['x'] }, { Tags: 'x' }, nothing)).toEqual({ Tags: ['x'] });
  expect(changedFields({ Owner: { id: '1' } }, {}, nothing)).toEqual({ Owner: { id: '1' } });
  expect(changedFields({ Lines: [{ a: 1 }] }, { Lines: [{ b: 1 }] }, nothing)).toEqual({ Lines: [{ a: 1 }] });
  expect(changedFields({ Lines: [null] }, { Lines: [] }, nothing)).toEqual({ Lines: [null] });
});

test('a field is written again when asked for, or when its reference leads to another record', () => {
  const values = { Name: 'A', Parent: { $key: 'acme:billing_accounts:A1' }, Tier: null };
  const moved = { moved: ['acme:billing_accounts:A1' as const], again: ['Name', 'Tier'] };
  expect(changedFields(values, values, moved)).toEqual(values);
});
