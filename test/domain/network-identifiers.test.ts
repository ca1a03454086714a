import fc from 'fast-check';
import { isWithheldName, redact, scanBody } from '../../domain/network-identifiers.ts';

const rulesOf = (text: string) => redact(text).found.map(({ rule }) => rule);

test.each([
  ['key-block', '-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----'],
  ['subscriber-name', 'imsi-001010123456789'],
  ['realm', '0001010123456789@epc.mnc001.mcc001.3gppnetwork.org'],
  ['realm', 'internet.mnc001.mcc001.gprs'],
  ['esim-code', 'LPA:1$smdp.example$MATCH'],
  ['password-hash', '{SSHA}d2hhdGV2ZXI='],
  ['password-hash', '$2b$10$abcdefghijklmnopqrstuv'],
  ['filter-rule', 'permit out ip from any to assigned'],
  ['mac', '02:00:00:ab:cd:ef'],
  ['mac', '0200.00ab.cdef'],
  ['eid', '99999000000000000000000000000153'],
  ['key', '465b5ce8b199b49faa5f0a2ee238a6bc'],
  ['key', 'RltcvMGZtJ+qXwou4jimvA=='],
  ['iccid', '8999901000000000013'],
  ['network-number', '001010123456789'],
  ['network-number', '00101 0123456789'],
  ['network-number', '490154203237518'],
])('%s is found in a sentence: %s', (rule, value) => {
  const { text, found } = redact(`before ${value}`);
  expect(found.map((one) => one.rule)).toContain(rule);
  expect(text).not.toContain(value);
  expect(text).toContain('before [network id removed]');
});

test.each([
  '+442079460123',
  '020 7946 0123',
  '2024-02-29T12:00:00+01:00',
  'b3f1c2d4-0000-4000-8000-00000000000a',
  'orders:ORD-0000123',
  '20240229120000123',
  '202402291200001',
  '12345678901.123456',
  '123456789012345',
  '00000000000000000000000000000000',
  '12345678901234567890123456789012',
  'ordinary text with 12 digits 123456789012',
])('%s stays', (text) => {
  expect(redact(text)).toEqual({ text, found: [] });
});

test('several identifiers of one text are each removed', () => {
  const { text, found } = redact('a 001010123456789 b 02:00:00:00:00:01 c');
  expect(text).toBe('a [network id removed] b [network id removed] c');
  expect(found.map(({ value }) => value)).toEqual(['001010123456789', '02:00:00:00:00:01']);
});

test('phone numbers, dates and our own keys never hit, whatever their digits', () => {
  const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
  fc.assert(
    fc.property(
      digits(7),
      digits(4),
      fc.uuid(),
      fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }),
      (seven, four, uuid, date) => {
        const texts = [`+44207946${four}`, `+1212555${four}`, `orders:ORD-${seven}`, uuid, date.toISOString()];
        expect(texts.filter((text) => rulesOf(text).length > 0)).toEqual([]);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('test IMSIs always hit, alone and in a sentence', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\d{10}$/), (tail) => {
      expect(rulesOf(`00101${tail}`)).toEqual(['network-number']);
      expect(rulesOf(`SIM 00101${tail}, replaced`)).toEqual(['network-number']);
    }),
    { numRuns: 2_000 },
  );
});

test('a field is withheld by its name in any spelling', () => {
  expect(
    ['imsi', 'simSerial', 'auth-key', 'OPc', 'ip address', 'selfcare_password'].filter(isWithheldName),
  ).toHaveLength(6);
  expect(['name', 'skin', 'pinned_note', 'ticket', 'msisdn', 'account_no'].filter(isWithheldName)).toEqual([]);
});

test('the last scan names the path of what is left, and skips record ids', () => {
  expect(
    scanBody([{ id: '001010123456789', Account_Name: { id: '490154203237518' }, Note: null, Count: 1 }]),
  ).toBeNull();
  const body = [{ A: 'fine' }, { Ordered_Items: [{ Description: 'imsi-001010123456789' }] }];
  expect(scanBody(body)).toEqual({ path: 'data[1].Ordered_Items[0].Description', rule: 'subscriber-name' });
});
