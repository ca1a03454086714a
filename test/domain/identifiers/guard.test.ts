import { fc } from '../../support/properties.ts';
import { createGuard, type GuardOptions } from '../../../domain/identifiers/guard.ts';
import { withhold } from '../../../domain/identifiers/hit.ts';
import { canonicalForm } from '../../../domain/identifiers/kinds.ts';
import type { IdentifierKind } from '../../../schemas/terms.ts';
import { collectFingerprints } from '../../../domain/identifiers/collect.ts';
import { nothingKnown, openKnown } from '../../../domain/identifiers/known.ts';
import { withLuhnDigit } from './random.ts';

const key = Uint32Array.of(1, 2, 3, 4);

function guardOf(identifiers: Partial<Record<IdentifierKind, string[]>>, options: GuardOptions = {}) {
  const collector = collectFingerprints(key);
  for (const [kind, values] of Object.entries(identifiers) as [IdentifierKind, string[]][]) {
    for (const value of values) collector.add(kind, canonicalForm(kind, value)!);
  }
  return createGuard({ known: openKnown(collector.finish(), key), ...options });
}

const imsi = '999701234567890';
const iccid = '8999901000000001235';
const imei = '001017012345677';
const ki = '465b5ce8b199b49faa5f0a2ee238a6bc';

describe('what is left of a text', () => {
  const guard = guardOf({ imsi: [imsi], iccid: [iccid], imei: [imei], key: [ki], mac: ['00005e005301'] });
  const masked = (text: string) => withhold(text, guard.scanText(text), 'mask');

  test.each([
    ['an IMSI', `was ${imsi} before`, 'was [network id removed] before'],
    ['an IMSI in groups', 'was 999 70-1234567890.', 'was [network id removed].'],
    ['an IMSI glued to digits', `0041${imsi}77`, '0041[network id removed]77'],
    [
      'an IMSI in signs of two units',
      `a ${[...imsi].map((one) => String.fromCodePoint(0x1d7ce + Number(one))).join('')} b`,
      'a [network id removed] b',
    ],
    ['an IMSI behind signs of two units', `📱📱 ${imsi}`, '📱📱 [network id removed]'],
    ['a ligature before it', `ﬁle ${imsi} ﬁle`, 'ﬁle [network id removed] ﬁle'],
    ['words between its digits', 'code 99970 then 1234567890!', 'code [network id removed] then [network id removed]!'],
    ['two of them', `${imsi} and ${imsi}`, '[network id removed] and [network id removed]'],
    ['two side by side', `${imsi}${imsi}`, '[network id removed]'],
    ['base64', 'see OTk5NzAxMjM0NTY3ODkw now', 'see [network id removed] now'],
    ['a JSON in base64', `x ${Buffer.from(JSON.stringify({ imsi })).toString('base64')} y`, 'x [network id removed] y'],
    ['percent signs', `a%20${imsi}%20b`, 'a%20[network id removed]%20b'],
    ['percent signs inside', '999%2070%201234567890 b', '[network id removed] b'],
    ['entities', 'a &amp; 999&nbsp;70&nbsp;1234567890 b', 'a &amp; [network id removed] b'],
    ['a card with its check digit and filler', `card ${iccid}F`, 'card [network id removed]F'],
    ['a card whose check digit is parted', `${iccid.slice(0, 18)} ${iccid.slice(18)} x`, '[network id removed] x'],
    ['a device with its check digit', '00-101701-234567-7 x', '[network id removed] x'],
    ['a device before another number', '00101701234567 2024', '[network id removed] 2024'],
    ['a key', `Ki is ${ki}`, 'Ki is [network id removed]'],
    ['a key behind a label of hex letters', `OPC ${ki}`, 'OPC [network id removed]'],
    ['a MAC address', 'box 00005e005301.', 'box [network id removed].'],
    ['bytes with 0x', 'x 0x99 0x97 0x01 0x23 0x45 0x67 0x89 0x0f', `x${' 0x[network id removed]'.repeat(8)}f`],
    [
      'signs that no escape makes',
      `a &nosuch; &#0; \\u{110000} %ff%fe ${imsi}`,
      'a &nosuch; &#0; \\u{110000} %ff%fe [network id removed]',
    ],
    ['an escaped line end', '99970\\n1234567890', '[network id removed]'],
    ['UTF-8 that is cut', `%e2%8 ${imsi}`, '%e2%8 [network id removed]'],
    [
      'base64 of a broken UTF-8',
      `${Buffer.from('0123456789\xff', 'latin1').toString('base64')} ${imsi}`,
      'MDEyMzQ1Njc4Of8= [network id removed]',
    ],
    [
      'base64 of a few wide signs',
      `${Buffer.from('abcdefg', 'utf16le').toString('base64')} ${imsi}`,
      'YQBiAGMAZABlAGYAZwA= [network id removed]',
    ],
    ['a label without an identifier', 'IMSI unknown', 'IMSI unknown'],
    ['a password that was withheld before', 'password=[network id removed]', 'password=[network id removed]'],
  ])('%s', (_, text, expected) => {
    expect(masked(text)).toBe(expected);
  });

  test('nothing is left of a typed field, where a placeholder would be refused', () => {
    const text = `${imsi}@mail.example`;
    expect(withhold(text, guard.scanText(text), 'whole')).toBe('');
    expect(withhold('ada@mail.example', guard.scanText('ada@mail.example'), 'whole')).toBe('ada@mail.example');
  });

  test('what is only reported stays', () => {
    const text = 'paid with 4111111111111111';
    const hits = guard.scanText(text);
    expect(hits).toMatchObject([{ rule: 'card-run', action: 'report' }]);
    expect(withhold(text, hits, 'mask')).toBe(text);
  });
});

describe('cleaning', () => {
  const glued = `net4321.operator${imsi}`;
  const identifiers = { imsi: [imsi], apn: ['net4321.operator'] };

  test('goes on until nothing more is found', () => {
    const { text, hits } = guardOf(identifiers).clean('remarks', `${glued} 4111111111111111`, 'mask');
    expect(text).toBe('[network id removed][network id removed] 4111111111111111');
    expect(hits.map(({ rule }) => rule)).toEqual(['own-imsi', 'own-apn', 'card-run']);
  });

  test('leaves nothing of a value that stays suspicious', () => {
    expect(guardOf(identifiers, { mostRounds: 1 }).clean('remarks', glued, 'mask').text).toBe('');
  });

  test('leaves nothing of a typed field or of a field with a withheld name', () => {
    expect(guardOf(identifiers).clean('email', `${imsi}@mail.example`, 'whole').text).toBe('');
    expect(guardOf(identifiers).clean('imsi', 'unknown', 'mask').text).toBe('');
  });

  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string(),
    fc.constantFrom(imsi, iccid, imei, ki, '00005e005301', '192.0.2.1', '4111 1111 1111 1111', '９', 'ﬁ', '½', '👍'),
    fc.constantFrom(
      'IMSI ',
      'imsi=',
      'PIN: ',
      'password=',
      'card ',
      'SIM ',
      'ip ',
      'mac ',
      'eid ',
      '[network id removed]',
    ),
    fc.constantFrom(
      '%',
      '&#x',
      '\\u',
      '\\',
      '=',
      '0x',
      ' ',
      '\n',
      '-----BEGIN ',
      'LPA:1$',
      '$6$',
      '{SSHA}',
      '://a:',
      '@',
    ),
  );
  const guard = guardOf({ imsi: [imsi], iccid: [iccid], imei: [imei], key: [ki], mac: ['00005e005301'] });

  test('leaves nothing to find in any text, and every hit is a part of it', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const spans = guard.scanText(text).flatMap((hit) => hit.spans);
        expect(spans.filter(([from, to]) => from < 0 || from >= to || to > text.length)).toEqual([]);
        const left = guard.clean('remarks', text, 'mask').text;
        expect(guard.scanText(left, 'remarks').filter(({ action }) => action === 'withhold')).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('labels', () => {
  const guard = createGuard({});
  const rulesOf = (text: string) => guard.scanText(text).map(({ rule }) => rule);

  test.each([
    ['IMSI: 999121234567890', 'labelled-imsi'],
    ['MSIN 1234567890', 'labelled-imsi'],
    ['999121234567890 is the IMSI', 'labelled-imsi'],
    ['SIM 001011234567890', 'labelled-imsi'],
    ['SIM card no. 8999912123456789017', 'labelled-iccid'],
    ['MEID 99000012345678', 'labelled-imei'],
    ['key 465b5ce8 b199b49f aa5f0a2e e238a6bc', 'labelled-key'],
    [`Ki ${'465b5ce8b199b49f'.repeat(4)}`, 'labelled-key'],
    ['OPc = zWPLcZVKn05IpZlON6Arrw', 'labelled-key'],
    ['opc: /WPLcZVKn05IpZlON6Arrw==', 'labelled-key'],
    ['mac 00005e005301', 'labelled-mac'],
    ['IP: 192.0.2.77', 'labelled-ip'],
    ['ip fd00::1234', 'labelled-ip'],
    ['APN is net4321.operator', 'labelled-apn'],
    ['PIN: 4321', 'labelled-pin'],
    ['PUK 1234 5670', 'labelled-puk'],
    ['password is hunter2', 'labelled-credential'],
    ['pwd=hunter', 'labelled-credential'],
    ['password Xy99aa!!', 'labelled-credential'],
    ['user ada / pw: Xy99aa', 'labelled-credential'],
    ['RADIUS shared secret S3cr3tXy', 'labelled-credential'],
    ['Kennwort: Xy99aa', 'labelled-credential'],
    ['password wifi: Segreto123', 'labelled-credential'],
    ['Password Wi-Fi Segreto123', 'labelled-credential'],
    ['contraseña del router: Xy99aa', 'labelled-credential'],
    ['Passwort für das WLAN: Xy99aa', 'labelled-credential'],
    ['contraseña: Xy99aa', 'labelled-credential'],
    ['mot de passe : Xy99aa', 'labelled-credential'],
    ['WPA2 key = summer', 'labelled-credential'],
    ['APN: internet.operator', 'labelled-apn'],
    ['PIN has been set to 4321', 'labelled-pin'],
    ['PIN *4321*', 'labelled-pin'],
    ['PIN 54321', 'labelled-pin'],
    ['PUK code (1): 12345670', 'labelled-puk'],
    ['PUK 123-456-70', 'labelled-puk'],
    ['PUK 12 34 56 70', 'labelled-puk'],
    ['ADM1: 12345670', 'labelled-puk'],
    ['Visa 4111111111111111', 'labelled-card'],
  ])('%s is withheld as %s', (text, rule) => {
    expect(rulesOf(text)).toEqual([rule]);
  });

  test.each([
    ['PIN changed from 1234 to 4321', 'PIN changed from # to #'],
    ['PIN/PUK: 1234/12345670', 'PIN/PUK: #/#'],
    ['PUKs 12345670 / 12345688', 'PUKs # / #'],
    ['PIN 1234, PUK 12345670, PIN2 4321', 'PIN #, PUK #, PIN2 #'],
    ['The PIN for 07700 900 123 is 4321', 'The PIN for 07700 900 123 is #'],
    ['IP 192.0.2.7 and 192.0.2.8', 'IP # and #'],
  ])('all values of a label are withheld in: %s', (text, left) => {
    expect(guard.clean('remarks', text, 'mask').text).toBe(left.replaceAll('#', '[network id removed]'));
  });

  test.each([
    'IMSI unknown, order 123456789012345',
    'IMSI 12345678901',
    'IMSI 123456789',
    'order no. 123456789012345 (IMSI missing)',
    '12345678901 (IMSI)',
    'SIM 123456789012345',
    'SIM 1234567890123456789',
    'the IMSI of this customer is not known to us, and nobody else could say so: 123456789012345',
    'IP 1.2.3.400',
    'IP 12::34::56',
    'PIN 560001',
    'PIN reset on 2024-02-29',
    'password: reset',
    'password of the portal: reset',
    'password for the router was changed',
    'password2024',
    'password INC0012345 is closed',
    'pass: two adults',
    'boarding pass A1234567',
    'PIN from 2019 still works',
    'connectors with pins 2000',
    'ADM 12345678 Ltd',
    'PUK valid until 29.02.2024',
    'PUK 2024-02-29',
    'APN settings. Sent.',
    'DNN-5883-320199M',
    'key internationalisationx',
    'https://shop.example/?s=ki4x6dWfNwEJew7AyTGXJ4',
    'loyalty card 4111 1111 1111 1111 0',
    'card 4111111111111112',
  ])('%s stays', (text) => {
    expect(guard.scanText(text).filter(({ action }) => action === 'withhold')).toEqual([]);
  });

  test('the name of a field is a label of its value', () => {
    expect(guard.scanText('8999912123456789017', 'old_sim')).toMatchObject([{ rule: 'labelled-iccid' }]);
    expect(guard.scanText('8999912123456789017', 'order_ref')).toEqual([]);
    expect(guard.scanText('8999912123456789017')).toEqual([]);
  });
});

describe('the operator’s own', () => {
  test.each<[IdentifierKind, string, string, string]>([
    ['imsi', '99970123456789', 'of 14 digits: 99970123456789', 'own-imsi'],
    ['eid', '89999001000000000000000000012374', '8999 9001 0000 0000 0000 0000 0001 2374', 'own-eid'],
    ['ip', '2001:db8::77', 'see 2001:db8:0:0::77', 'own-ip'],
    ['ip', '198.18.0.77', '198.18.0.77:8080', 'own-ip'],
    ['ip', '198.18.0.77', 'ip-198-18-0-77.isp.example', 'own-ip'],
    ['ip', '198.18.0.77', '77.0.18.198.in-addr.arpa', 'own-ip'],
    ['apn', 'net4321.operator', 'user@NET4321.Operator.', 'own-apn'],
    ['apn', 'internet.operator', 'the name is internet.operator', 'own-apn'],
    ['credential', 'Xy12345670', '"Xy12345670".', 'own-credential'],
    ['credential', 'Xy12345670', 'it was Xy12345670.', 'own-credential'],
    ['credential', 'Zürich2024', 'it was Zürich2024', 'own-credential'],
  ])('%s %s is known in: %s', (kind, value, text, rule) => {
    expect(guardOf({ [kind]: [value] }).scanText(text)).toMatchObject([{ rule }]);
  });

  test.each([
    ['another address', 'see 198.18.0.78'],
    ['an address of five groups', 'see 2001:db8:1:2:3'],
    ['a long word', `x${'1a'.repeat(80)}`],
    ['dots', 'ab1 ....-'],
    ['another name that begins the same', 'net9321.operator'],
  ])('%s is not', (_, text) => {
    const guard = guardOf({ ip: ['198.18.0.77'], apn: ['net4321.operator'], credential: ['Xy12345670'] });
    expect(guard.scanText(text)).toEqual([]);
  });

  test('the last digits of an IMSI are known beside a label only', () => {
    const guard = guardOf({ imsi: [imsi] });
    expect(guard.scanText('IMSI ends 1234567890')).toMatchObject([{ rule: 'own-msin', kind: 'imsi' }]);
    expect(guard.scanText('call 1234567890')).toEqual([]);
    expect(guard.scanText('IMSI ends 1234567891')).toEqual([]);
  });

  test('with IMSIs of too many networks, the last digits are not looked up', () => {
    const networks = Array.from({ length: 70 }, (_, place) => `${310_100 + place * 10}123456789`);
    expect(guardOf({ imsi: networks }).scanText('IMSI ends 123456789')).toEqual([]);
  });

  test('an unknown IMSI is withheld in a block of which 1 in 100 is known', () => {
    const block = Array.from({ length: 1_000 }, (_, number) => `9997012345${String(number * 100).padStart(5, '0')}`);
    const guard = guardOf({ imsi: block });
    expect(guard.scanText('old 999701234512345')).toMatchObject([{ rule: 'own-block', action: 'withhold' }]);
    expect(guardOf({ imsi: block.slice(1) }).scanText('old 999701234512345')).toMatchObject([{ action: 'report' }]);
  });

  test('an unknown IMEI of a known device type is withheld if its check digit is right', () => {
    const guard = guardOf({ imei: [imei] });
    const other = withLuhnDigit('00101701999999');
    expect(guard.scanText(other)).toMatchObject([{ rule: 'own-tac' }]);
    expect(guard.scanText(`${other.slice(0, 14)}${(Number(other[14]) + 1) % 10}`)).toEqual([]);
  });

  test('an unknown card of a known issuer is withheld if its check digit is right', () => {
    const guard = guardOf({ iccid: [iccid] });
    expect(guard.scanText(withLuhnDigit('899990999999999999'))).toMatchObject([{ rule: 'own-iin' }]);
    expect(guard.scanText(withLuhnDigit('8999909999999999999'))).toMatchObject([{ rule: 'own-iin' }]);
    expect(guard.scanText(withLuhnDigit('891199999999999999'))).toEqual([]);
  });

  test('a network code alone is reported, and withheld where no IMSI is known', () => {
    expect(guardOf({ imsi: [imsi] }).scanText('999701999999999')).toMatchObject([
      { rule: 'own-plmn', action: 'report' },
    ]);
    expect(createGuard({ plmns: ['99970'] }).scanText('999701999999999')).toMatchObject([
      { rule: 'own-plmn', action: 'withhold' },
    ]);
    expect(createGuard({}).scanText('999701999999999')).toEqual([]);
  });

  test('with too many device types and makers to list, their identifiers are still known', () => {
    const imeis = Array.from({ length: 65_537 }, (_, place) => `${35_000_000 + place}000001`);
    const macs = Array.from({ length: 65_537 }, (_, place) => `${(0x100_000 + place).toString(16)}000001`);
    const names = Array.from({ length: 65_537 }, (_, place) => `a${place}.x`);
    const blocks = Array.from({ length: 65_537 }, (_, place) => `99970${String(place).padStart(5, '0')}00000`);
    const guard = guardOf({ imei: imeis, mac: macs, apn: names, imsi: blocks });
    expect(guard.scanText('35065536000001')).toMatchObject([{ rule: 'own-imei' }]);
    expect(guard.scanText(withLuhnDigit('35065536999999'))).toEqual([]);
    expect(guard.scanText('110000000001')).toMatchObject([{ rule: 'own-mac' }]);
    expect(guard.scanText('a65536.x')).toMatchObject([{ rule: 'own-apn' }]);
  });
});

test('a source without tables is allowed, and knows no identifier', () => {
  expect(nothingKnown.has(Uint8Array.of(1, 57), 2)).toBe(false);
  expect(nothingKnown.mayBeOui(0x5e)).toBe(false);
  expect(createGuard({}).scanText(`${imsi} ${ki}`)).toEqual([]);
});

describe('forms', () => {
  const guard = createGuard({});
  test.each([
    ['key-block', '-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----'],
    ['key-block', '-----BEGIN PRIVATE KEY-----\nabc'],
    ['subscriber-name', 'suci-0-999-70-0-0-0-1234567890'],
    ['subscriber-name', 'imsi-99970'],
    ['realm', 'internet.mnc001.mcc001.gprs'],
    ['esim-code', 'LPA:1$smdp.example$MATCH'],
    ['esim-code', '1$smdp.example$04386-AGYFT'],
    ['mac', '2:0:0:0:0:b'],
    ['password-hash', '{SSHA}d2hhdGV2ZXI='],
    ['password-hash', '$2b$10$abcdefghijklmnopqrstuv'],
    ['url-password', 'https://ada:secret@host.example/'],
    ['filter-rule', 'permit out ip from any to assigned'],
    ['mac', '02:00:00:00:00:01'],
    ['mac', '0200.00ab.cdef'],
    ['ip', '192.0.2.0/24'],
    ['ip', '2001:db8::77'],
    ['eid', '89999001000000000000000000012374'],
    ['card', '4111 1111 1111 1111'],
    ['card', '3782 822463 10005'],
  ])('%s is found: %s', (rule, text) => {
    expect(guard.scanText(`it is ${text}`)).toMatchObject([{ rule }]);
  });

  test.each([
    'a permit in advance',
    '1:2:3:4:5:6',
    '1$ off$ now',
    'see 77.0.18.198',
    '06-12-34-56-78-90',
    '1234.5678.9012',
    '1.2.3.400/24',
    '12:34:56 and 2001:30:00',
    '89999001000000000000000000012375',
    '4111 1111 1111 1112',
    'version 1.2.3.4',
    'A4111111111111111',
    '4111111111111111B',
    '0.411111111111111',
    '1.4111111111111111',
  ])('%s stays', (text) => {
    expect(guard.scanText(text)).toEqual([]);
  });
});

describe('limits and choices', () => {
  test('a value with more signs than are read is withheld whole', () => {
    const guard = createGuard({ mostSigns: 100 });
    expect(guard.scanText('1'.repeat(101))).toEqual([
      { rule: 'too-long', kind: 'unknown', action: 'withhold', spans: [[0, 101]] },
    ]);
    expect(guard.scanText('1'.repeat(100))).toEqual([]);
  });

  test('so is one whose decoded texts have more', () => {
    expect(createGuard({ mostSigns: 100 }).scanText('%31'.repeat(30))).toMatchObject([{ rule: 'too-long' }]);
  });

  test('what is encoded four times over is not read', () => {
    const encode = (text: string) => Buffer.from(text).toString('base64');
    const guard = guardOf({ imsi: [imsi] });
    expect(guard.scanText(encode(encode(encode(imsi))))).toMatchObject([{ rule: 'own-imsi' }]);
    expect(guard.scanText(encode(encode(encode(encode(imsi)))))).toEqual([]);
  });

  test('a rule can be switched off, or withhold what it usually reports', () => {
    expect(createGuard({ actions: { 'card-run': 'off' } }).scanText('4111111111111111')).toEqual([]);
    expect(createGuard({ actions: { 'card-run': 'withhold' } }).scanText('4111111111111111')).toMatchObject([
      { rule: 'card-run', action: 'withhold' },
    ]);
  });

  test('the sure rule wins over the unsure one at the same place', () => {
    const guard = guardOf({ imsi: [imsi] });
    expect(guard.scanText(`IMSI ${imsi}`).map(({ rule }) => rule)).toEqual(['own-imsi']);
    expect(guard.scanText(`card 4111 1111 1111 1111`).map(({ rule }) => rule)).toEqual(['labelled-card']);
    expect(guard.scanText(`imsi-${imsi}`).map(({ rule }) => rule)).toEqual(['subscriber-name', 'own-imsi']);
  });

  test('values, readings, tokens, views and hits are counted', () => {
    const guard = guardOf({ imsi: [imsi] });
    for (const text of ['Ada', '', '2024-02-29', '12 Main Street', `a%20${imsi} b 12`]) guard.scanText(text);
    guard.scanValue('imsi', 'x');
    expect(guard.counters()).toEqual({
      values: 6,
      read: 2,
      tokens: 5,
      views: 1,
      hits: { 'own-imsi': 1, 'field-name': 1 },
    });
  });
});

describe('fields and bodies', () => {
  const guard = guardOf({ imsi: [imsi] });

  test('a value is withheld whole by the name of its field, whatever it is', () => {
    expect(guard.scanValue('extensions.sim_number', 'none')).toEqual([
      { rule: 'field-name', kind: 'unknown', action: 'withhold', spans: [[0, 4]] },
    ]);
    expect(withhold('none', guard.scanValue('sim_number', 'none'), 'mask')).toBe('');
    expect(guard.scanValue('sim_number', '')).toEqual([]);
    expect(guard.scanValue('remarks', imsi)).toMatchObject([{ rule: 'own-imsi' }]);
    expect(createGuard({ actions: { 'field-name': 'off' } }).scanValue('sim_number', 'none')).toEqual([]);
  });

  test('the last scan names the first field to withhold of each record', () => {
    const body = [
      { Name: 'Ada', Count: 1, Note: null, Paid: true },
      { Lines: [{ Description: 'fine' }, { Description: `was ${imsi}`, Note: imsi }] },
      { Number: Number(imsi) },
    ];
    expect(guard.scanBody(body, new Set())).toMatchObject([
      { record: 1, field: 'Lines[1].Description', hit: { rule: 'own-imsi' } },
      { record: 2, field: 'Number', hit: { rule: 'own-imsi' } },
    ]);
  });

  test('the last scan leaves out record ids and what holds keys, and what is only reported', () => {
    const body = [{ id: imsi, Account_Name: { id: imsi }, Key: imsi, Note: '4111111111111111' }];
    expect(guard.scanBody(body, new Set(['Key']))).toEqual([]);
  });
});
