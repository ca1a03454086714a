import fc from 'fast-check';
import { isWithheldName, redact, scanBody } from '../../domain/network-identifiers.ts';

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
])('%s is found in a text: %s', (rule, value) => {
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
])('%s is not removed', (text) => {
  expect(redact(text)).toEqual({ text, found: [] });
});

test.each([
  ['a date before the identifier', '2024-02-29 490154203237518', '2024-02-29 [network id removed]'],
  ['a plus sign before a number of a test network', '+999700000000001', '+[network id removed]'],
  ['a country code of zero', '+001010123456789', '+[network id removed]'],
  [
    'a plus sign between two identifiers',
    'a 490154203237518+490154203237518',
    'a [network id removed]+[network id removed]',
  ],
  ['a plus sign with blanks', '490154203237518 +490154203237518', '[network id removed] +[network id removed]'],
])('%s does not hide an identifier', (_, text, clean) => {
  expect(redact(text).text).toBe(clean);
});

test('each of several identifiers in a text is removed', () => {
  const { text, found } = redact('a 001010123456789 b 02:00:00:00:00:01 c');
  expect(text).toBe('a [network id removed] b [network id removed] c');
  expect(found.map(({ value }) => value)).toEqual(['001010123456789', '02:00:00:00:00:01']);
});

const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
const anyCase = (texts: fc.Arbitrary<string>) =>
  fc.tuple(texts, fc.boolean()).map(([text, upper]) => (upper ? text.toUpperCase() : text));
const date = fc.date({ noInvalidDate: true, min: new Date('1970-01-01'), max: new Date('2039-12-31') });
const ukNumber = fc.tuple(fc.constantFrom('1', '2', '3', '7', '8'), digits(9)).map(([first, rest]) => first + rest);
const usNumber = fc.tuple(fc.stringMatching(/^[2-9]\d\d$/), fc.stringMatching(/^[2-9]\d\d$/), digits(4));
/** E.164 numbers have at most 15 digits, and begin with a country code of 1 to 3 digits. */
const e164 = fc.tuple(fc.constantFrom('1', '44', '49', '91', '353', '971'), fc.stringMatching(/^[1-9]\d{6,11}$/));
const objects = ['billing_accounts', 'subscribers', 'service_plans', 'orders', 'invoices'];

test.each<[string, fc.Arbitrary<string>]>([
  ['a UK number with blanks', ukNumber.map((n) => `0${n.slice(0, 4)} ${n.slice(4, 7)} ${n.slice(7)}`)],
  ['a UK number without blanks', ukNumber.map((n) => `0${n}`)],
  ['a UK number with its trunk zero', ukNumber.map((n) => `+44 (0)${n.slice(0, 4)} ${n.slice(4)}`)],
  ['a UK number dialled from abroad', ukNumber.map((n) => `0044 ${n.slice(0, 2)} ${n.slice(2, 6)} ${n.slice(6)}`)],
  ['a US number with brackets', usNumber.map(([area, exchange, line]) => `(${area}) ${exchange}-${line}`)],
  ['a US number with dashes', usNumber.map((parts) => `1-${parts.join('-')}`)],
  ['a US number with dots', usNumber.map((parts) => `+1.${parts.join('.')}`)],
  ['a number in E.164 form', e164.map(([country, rest]) => `+${country}${rest}`)],
  ['an ISO date', date.map((day) => day.toISOString().slice(0, 10))],
  ['an ISO datetime in UTC', date.map((time) => time.toISOString())],
  ['an ISO datetime with an offset', date.map((time) => `${time.toISOString().slice(0, 19)}+05:30`)],
  ['a datetime with a blank', date.map((time) => time.toISOString().slice(0, 19).replace('T', ' '))],
  [
    'a date before a UK number',
    fc.tuple(date, ukNumber).map(([day, n]) => `${day.toISOString().slice(0, 10)} 0${n.slice(0, 4)} ${n.slice(4)}`),
  ],
  ['a UUID', anyCase(fc.uuid())],
  ['one of our keys', fc.tuple(fc.constantFrom(...objects), digits(7)).map(([object, id]) => `${object}:ORD-${id}`)],
])('%s is never found, alone or in a sentence', (_, texts) => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(redact(text).found).toEqual([]);
      expect(redact(`Called about ${text}, no reply.`).found).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});

/** Appends the check digit of ISO/IEC 7812-1. */
function withLuhnDigit(body: string): string {
  const sum = [...body].reverse().reduce((total, digit, index) => {
    const weighed = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + Math.floor(weighed / 10) + (weighed % 10);
  }, 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}
const pairs = (text: string) => text.match(/../g)!;
const imsi = digits(10).map((tail) => `00101${tail}`);
const mac = anyCase(hex(12));
const network = fc.tuple(digits(3), digits(3)).map(([mnc, mcc]) => `mnc${mnc}.mcc${mcc}`);

test.each<[string, fc.Arbitrary<string>]>([
  ['an IMSI of the test network', imsi],
  ['an IMSI in groups', imsi.map((n) => `${n.slice(0, 3)} ${n.slice(3, 5)} ${n.slice(5)}`)],
  ['an IMSI with its name', fc.tuple(fc.constantFrom('imsi-', 'IMSI-', 'imsi'), digits(15)).map((p) => p.join(''))],
  ['an ICCID of 19 digits', digits(16).map((body) => withLuhnDigit(`89${body}`))],
  ['an ICCID of 20 digits', digits(17).map((body) => withLuhnDigit(`89${body}`))],
  ['an ICCID in groups of four', digits(16).map((body) => withLuhnDigit(`89${body}`).replace(/\d{4}(?=\d)/g, '$& '))],
  ['an IMEI', digits(12).map((body) => withLuhnDigit(`35${body}`))],
  ['a key of 32 hex digits', anyCase(hex(32).filter((key) => /[a-f]/.test(key) && /\d/.test(key)))],
  ['a MAC address with colons', mac.map((text) => pairs(text).join(':'))],
  ['a MAC address with dashes', mac.map((text) => pairs(text).join('-'))],
  ['a MAC address with dots', mac.map((text) => text.match(/.{4}/g)!.join('.'))],
  ['an eSIM activation code', fc.stringMatching(/^LPA:1\$[a-z]{3,12}\.example\$[A-Z0-9-]{4,20}$/)],
  ['a subscriber realm', fc.tuple(imsi, network).map(([user, realm]) => `0${user}@epc.${realm}.3gppnetwork.org`)],
  ['an access point realm', network.map((realm) => `internet.${realm}.gprs`)],
  ['a salted password hash', fc.base64String({ minLength: 24 }).map((hash) => `{SSHA}${hash}`)],
])('%s is always found and removed as a whole, alone or in a sentence', (_, texts) => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(redact(text).text).toBe('[network id removed]');
      expect(redact(`Old SIM: ${text} was replaced.`).text).toBe('Old SIM: [network id removed] was replaced.');
    }),
    { numRuns: 1_000 },
  );
});

test('a field is withheld because of its name, in any spelling', () => {
  expect(
    ['imsi', 'simSerial', 'auth-key', 'OPc', 'ip address', 'selfcare_password'].filter(isWithheldName),
  ).toHaveLength(6);
  expect(['name', 'skin', 'pinned_note', 'ticket', 'msisdn', 'account_no'].filter(isWithheldName)).toEqual([]);
});

test('the last scan returns the path of an identifier, and skips record ids', () => {
  expect(
    scanBody([{ id: '001010123456789', Account_Name: { id: '490154203237518' }, Note: null, Count: 1 }]),
  ).toBeNull();
  const body = [{ A: 'fine' }, { Ordered_Items: [{ Description: 'imsi-001010123456789' }] }];
  expect(scanBody(body)).toEqual({ path: 'data[1].Ordered_Items[0].Description', rule: 'subscriber-name' });
});
