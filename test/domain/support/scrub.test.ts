import { createScrub } from '../../../domain/support/scrub.ts';

const scrub = createScrub(
  [
    { name: 'Ada (Admin)', email: 'ada@northwind.example', role: 'admin' },
    { name: '', email: 'pat@northwind.example', role: 'product_manager' },
  ],
  ['20001'.repeat(3)],
);

test('people become their roles, however they are written', () => {
  expect(scrub('approved by ADA@northwind.example, ada (admin), pat@northwind.example')).toBe(
    'approved by <admin>, <admin>, <product_manager>',
  );
});

test('other addresses, keys of records and long numbers are removed', () => {
  expect(scrub('x.y@z.example')).toBe('<e-mail>');
  expect(scrub('northwind:subscribers:SUB-1 and (orders:O/7)')).toBe('<key> and (<key>)');
  expect(scrub('call +44 7700 900123')).toBe('call <number>');
});

test('a network identifier is removed', () => {
  expect(scrub('IMSI 262 01 1234567890')).not.toContain('1234567890');
});

test('digests, times, figures and ids of orgs stay', () => {
  const kept = ['ab12'.repeat(16), '2026-03-02T18:00:00.000Z', '200012000120001', '12,300 records', 'full-1'];
  expect(scrub(kept)).toEqual(kept);
  expect(scrub({ a: 1234567890, b: null, c: true })).toEqual({ a: 1234567890, b: null, c: true });
});

test('a digest-like number without a letter may be anything', () => {
  expect(scrub('8949000000000000001')).not.toContain('8949');
});

test('names of members are scrubbed as well', () => {
  expect(scrub({ 'ada@northwind.example': [1] })).toEqual({ '<admin>': [1] });
});

test('a text without known people loses addresses only', () => {
  expect(createScrub([])('by Ada, ada@northwind.example')).toBe('by Ada, <e-mail>');
});

test('a person without a name is known by the address', () => {
  expect(createScrub([{ email: 'ned@northwind.example', role: 'network' }])('ned@northwind.example')).toBe('<network>');
});
