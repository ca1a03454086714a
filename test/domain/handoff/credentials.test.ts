import { createCredentialInventory, mostAlgorithms } from '../../../domain/handoff/credentials.ts';

const list = {
  place: 'HSS',
  subscriber: 'no',
  credentials: { ki: { name: 'Ki', algorithm: { column: 'alg' } }, sip: { algorithm: 'digest' }, puk: {} },
};

test('a subscriber has a row for each credential that exists, without its value', () => {
  const inventory = createCredentialInventory('aaa', list);
  const about = { list: 'aaa', place: 'HSS', subscriber: 'S1' };
  expect(inventory.add({ no: 'S1', ki: 'secret', alg: ' TUAK ', sip: ' ', puk: '1' })).toEqual([
    { ...about, credential: 'Ki', algorithm: 'TUAK' },
    { ...about, credential: 'puk', algorithm: '' },
  ]);
  expect(inventory.add({ ki: 'other', sip: 'x' })).toMatchObject([
    { subscriber: '', credential: 'Ki', algorithm: '' },
    { credential: 'sip', algorithm: 'digest' },
  ]);
  inventory.add({ no: 'S3', puk: '2' });
  expect(inventory.result()).toEqual({
    rows: 3,
    withoutSubscriber: 1,
    credentials: [
      { credential: 'Ki', algorithm: 'TUAK', rows: 1 },
      { credential: 'puk', algorithm: '', rows: 2 },
      { credential: 'Ki', algorithm: '', rows: 1 },
      { credential: 'sip', algorithm: 'digest', rows: 1 },
    ],
  });
  expect(inventory.isAmiss()).toBe(false);
});

test('a column with many different values holds no algorithms', () => {
  const inventory = createCredentialInventory('aaa', list);
  for (let at = 0; at <= mostAlgorithms; at += 1) inventory.add({ ki: 'x', alg: `value ${at}` });
  expect(inventory.isAmiss()).toBe(true);
});

test.each([
  ['is the credential itself', 'k1'],
  ['is written as a key', '00112233445566778899aabbccddeeff'],
  ['is a long text', 'x'.repeat(41)],
])('a column of algorithms whose value %s holds no algorithms, however few rows there are', (_, alg) => {
  const inventory = createCredentialInventory('aaa', list);
  inventory.add({ ki: 'k1', alg });
  expect(inventory.isAmiss()).toBe(true);
});
