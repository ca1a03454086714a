import { foreignNotations } from '../../../emulators/bss/foreign-notations.ts';
import { notations } from '../../../emulators/bss/identifier-notations.ts';
import { lookAlikes } from '../../../emulators/bss/look-alikes.ts';
import { identifiersOf, imsiOf, type OwnKind } from '../../../emulators/bss/network-identifiers.ts';
import { randomFor } from '../../../emulators/bss/random.ts';
import { numbersTo } from '../../../emulators/bss/scale.ts';

// This decoder shares no code with the generator. It undoes every encoding that it can, and then looks at digits only.

const decoders: ((text: string) => string)[] = [
  (text) => text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
  (text) => text.replaceAll(/&nbsp;/g, ' '),
  (text) => text.replaceAll(/&#x([0-9a-f]+);/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
  (text) => text.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))),
  (text) => text.replaceAll(/\\u([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
  (text) => text.replaceAll(/=([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
  (text) => text.replaceAll(/\s|0x/g, '').replaceAll(/(?:3\d){10,}/g, (hex) => Buffer.from(hex, 'hex').toString()),
  (text) =>
    text.replaceAll(/\r\n/g, '').replaceAll(/[\w+/-]{20,}=*/g, (token) => {
      const bytes = Buffer.from(token, 'base64');
      return /^[\x20-\x7e]+$/.test(bytes.toString()) ? bytes.toString() : bytes.toString('hex');
    }),
  // Pairs of digits in reverse, as SIM cards store them.
  (text) => text.replaceAll(/\s/g, '').replaceAll(/(.)(.)/g, '$2$1'),
];

/** Digits of all scripts as ASCII digits. */
const asciiDigits = (text: string) =>
  text.normalize('NFKC').replaceAll(/\p{Nd}/gu, (digit) => {
    let zero = digit.codePointAt(0)!;
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && digit.codePointAt(0)! - zero < 9) zero -= 1;
    return String(digit.codePointAt(0)! - zero);
  });

/** The text as it is and after one or two decodings. */
function viewsOf(text: string): string[] {
  const once = [text, ...decoders.map((decode) => decode(text))];
  return [...once, ...once.flatMap((one) => decoders.map((decode) => decode(one)))];
}

const onlyDigits = (text: string) => asciiDigits(text).replaceAll(/\D/g, '');
const onlyHex = (text: string) => text.toLowerCase().replaceAll(/0x|[^0-9a-f]/g, '');

/** What must be found of an identifier. Check digits and what follows them may be missing. */
const needle: Record<OwnKind, (value: string) => string> = {
  imsi: (value) => value,
  iccid: (value) => value.slice(0, 18),
  imei: (value) => value.slice(0, 14),
  eid: (value) => value,
  ki: (value) => value,
  opc: (value) => value,
  mac: (value) => value,
  ip: (value) => value,
};

/** Whether a text holds the number; hexadecimal numbers are searched among hex digits, all others among digits. */
function holds(text: string, kind: string, value: string): boolean {
  return viewsOf(text).some((view) => {
    if (kind === 'ip') return view.replaceAll(/[^\d.]/g, '').includes(value);
    return ['ki', 'opc', 'mac'].includes(kind) ? onlyHex(view).includes(value) : onlyDigits(view).includes(value);
  });
}

const subscribers = [40, 41, 42, 1_000, 4_999, 250_000];

test('there are 60 notations, 34 labelled ones and 20 kinds of look-alikes, each with a name of its own', () => {
  expect(new Set(notations.map(({ name }) => name)).size).toBe(60);
  expect(new Set(foreignNotations.map(({ name }) => name)).size).toBe(34);
  expect(new Set(lookAlikes.map(({ kind }) => kind)).size).toBe(20);
});

test.each(notations)('“$name” can be decoded to the identifier', ({ name, kind, write }) => {
  for (const number of subscribers) {
    const one = { ...identifiersOf(1, number), eid: identifiersOf(1, 40).eid, ip: identifiersOf(1, 40).ip };
    const value = needle[kind](one[kind]);
    // The network's code is not written in this one.
    const expected = name.startsWith('MSIN') ? value.slice(one.plmnLength) : value;
    expect({ text: write(one), found: holds(write(one), kind, expected) }).toMatchObject({ found: true });
  }
});

test.each(foreignNotations)('“$name” can be decoded to its identifiers', ({ kind, write }) => {
  for (const number of subscribers) {
    const { text, numbers } = write(randomFor(1, 'foreign', number));
    expect(numbers.length).toBeGreaterThan(0);
    for (const value of numbers) {
      const isSearched = kind in needle;
      const expected = isSearched ? needle[kind as OwnKind](value) : value;
      expect({ text, found: isSearched ? holds(text, kind, expected) : text.includes(value) }).toMatchObject({
        found: true,
      });
    }
  }
});

test('subscribers have networks with codes of two and three digits, and MSINs of the reserved shape', () => {
  const found = new Set<string>();
  for (const number of numbersTo(300)) {
    const { imsi, plmnLength } = identifiersOf(1, number);
    const msin = imsi.slice(plmnLength);
    found.add(imsi.slice(0, plmnLength));
    expect(imsi).toMatch(/^\d{15}$/);
    expect(msin).toMatch(plmnLength === 5 ? /^77\d{8}$/ : /^7\d{8}$/);
    expect([...msin].reduce((sum, digit) => sum + Number(digit), 0) % 10).toBe(0);
  }
  expect([...found].map((plmn) => plmn.length).sort()).toEqual([5, 5, 6]);
});

test('no two subscribers share an identifier', () => {
  const all = [...numbersTo(20_000)].flatMap((number) => {
    const { imsi, iccid, eid, ki, opc, imei, mac, ip } = identifiersOf(1, number);
    return [imsi, iccid, eid, ki, opc, imei, mac, ip].filter(Boolean);
  });
  expect(new Set(all).size).toBe(all.length);
  expect(imsiOf(1)).toBe(identifiersOf(2, 1).imsi);
});

test('ICCIDs and IMEIs end with their check digit, and EIDs have theirs', () => {
  for (const number of numbersTo(200)) {
    const { iccid, imei, eid } = identifiersOf(1, number);
    for (const value of [iccid, imei]) {
      const sum = [...value].reverse().reduce((total, digit, place) => {
        const doubled = String(Number(digit) * (place % 2 === 1 ? 2 : 1));
        return total + [...doubled].reduce((all, one) => all + Number(one), 0);
      }, 0);
      expect(sum % 10).toBe(0);
    }
    if (eid !== '') expect([eid.length, BigInt(eid) % 97n]).toEqual([32, 1n]);
  }
});

test.each(lookAlikes)('a look-alike of the kind “$kind” contains no identifier of the operator', ({ write }) => {
  const operator = [...numbersTo(5_000)].map((number) => identifiersOf(1, number));
  const known = new Set(operator.flatMap(({ imsi, iccid, imei }) => [imsi, iccid.slice(0, 18), imei.slice(0, 14)]));
  const reserved = new RegExp(
    operator
      .slice(0, 3)
      .map(({ imsi, plmnLength }) => `^${imsi.slice(0, plmnLength)}7`)
      .join('|'),
  );
  for (const number of numbersTo(500)) {
    const text = write(randomFor(1, 'look-alike', number));
    const run = onlyDigits(text);
    for (const length of [14, 15, 18])
      for (let from = 0; from + length <= run.length; from += 1)
        expect(known.has(run.slice(from, from + length))).toBe(false);
    expect(run).not.toMatch(reserved);
  }
});
