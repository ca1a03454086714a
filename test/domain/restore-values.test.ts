import { differingFromImage, restoreValues } from '../../domain/restore-values.ts';

const line = {
  id: '1',
  Parent_Id: { id: '9', name: 'SO-1' },
  Sequence_Number: 1,
  Product_Name: { id: '5', name: 'Plan' },
  Quantity: 2,
  Total: 20,
  Line_Tax: [{ name: 'VAT', percentage: 20 }],
  $in_merge: false,
};
const image = {
  Account_Name: 'Old',
  Owner: { id: '3', name: 'Ada', email: 'ada@customer.example' },
  Phone: null,
  Tags: ['a', 'b'],
  Ordered_Items: [line],
};

test('values are written back with lookups by id, empty fields as null, and lines without what Zoho computes', () => {
  expect(restoreValues(image)).toEqual({
    Account_Name: 'Old',
    Owner: { id: '3' },
    Phone: null,
    Tags: ['a', 'b'],
    Ordered_Items: [{ Product_Name: { id: '5' }, Quantity: 2, Line_Tax: [{ name: 'VAT', percentage: 20 }] }],
  });
});

test('the same values differ in nothing, whatever the name of a lookup or the id of a line is now', () => {
  const found = {
    ...image,
    Owner: { id: '3', name: 'Ada L.' },
    Ordered_Items: [{ ...line, id: '2', Total: 21 }],
    Website: 'not ours',
  };
  expect(differingFromImage(image, found)).toEqual([]);
});

test.each([
  ['a text', { Account_Name: 'New' }, 'Account_Name'],
  ['a field that was empty', { Phone: '1' }, 'Phone'],
  ['a field that is empty now', { Account_Name: null }, 'Account_Name'],
  ['another owner', { Owner: { id: '4' } }, 'Owner'],
  ['one value less', { Tags: ['a'] }, 'Tags'],
  ['another value', { Tags: ['a', 'c'] }, 'Tags'],
  ['a list that is missing', { Tags: null }, 'Tags'],
  ['a line with another quantity', { Ordered_Items: [{ ...line, Quantity: 3 }] }, 'Ordered_Items'],
  ['a line without its product', { Ordered_Items: [{ ...line, Product_Name: null }] }, 'Ordered_Items'],
  ['something else than a line', { Ordered_Items: ['x'] }, 'Ordered_Items'],
])('%s is a difference', (_, changes, field) => {
  expect(differingFromImage(image, { ...image, ...changes })).toEqual([field]);
});

test('a field that Zoho does not return is empty', () => {
  expect(differingFromImage({ Phone: null, Tags: ['a'] }, {})).toEqual(['Tags']);
});

test('a shorter list, a missing row and a missing field are differences', () => {
  expect(differingFromImage({ Tags: ['a', 'b'] }, { Tags: ['a'] })).toEqual(['Tags']);
  expect(differingFromImage({ Items: [{ a: 1, b: null }] }, { Items: [{ a: 1 }] })).toEqual([]);
  expect(differingFromImage({ Items: [{ a: 1 }] }, { Items: [null] })).toEqual(['Items']);
  expect(differingFromImage({ Items: [null] }, { Items: [{ a: 1 }] })).toEqual(['Items']);
});
