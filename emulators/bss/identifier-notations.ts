import type { NetworkIdentifiers, OwnKind } from './network-identifiers.ts';

/** One way in which people and systems write an identifier. */
export interface Notation {
  name: string;
  kind: OwnKind;
  write: (identifiers: NetworkIdentifiers) => string;
}

const every = (text: string, size: number) => text.match(new RegExp(`.{1,${size}}`, 'gs')) ?? [];
const digits = (text: string, write: (digit: string) => string) => [...text].map(write).join('');
const code = (digit: string) => digit.charCodeAt(0);
const hexByte = (digit: string) => code(digit).toString(16);
/** Decimal digits of another script, by the code point of its zero. */
const script = (zero: number) => (text: string) => digits(text, (digit) => String.fromCodePoint(zero + Number(digit)));
const base64 = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding).toString('base64');
/** Each pair of digits in reverse, as SIM cards store them; F fills the last pair. */
const swapped = (text: string) => every(text, 2).map(([first = '', second = 'F']) => second + first);
/** Country, network and subscriber in an IMSI. */
const parts = ({ imsi, plmnLength }: NetworkIdentifiers) =>
  [imsi.slice(0, 3), imsi.slice(3, plmnLength), imsi.slice(plmnLength)] as const;
const joined = (separator: string) => (one: NetworkIdentifiers) => parts(one).join(separator);

const notationsOf = (kind: OwnKind, notations: Record<string, Notation['write']>): Notation[] =>
  Object.entries(notations).map(([name, write]) => ({ name, kind, write }));

/** 60 notations of the operator's own identifiers. Signs that can't be seen are written as escapes. */
export const notations: Notation[] = [
  ...notationsOf('imsi', {
    'IMSI, plain': ({ imsi }) => imsi,
    'IMSI, blanks between its parts': joined(' '),
    'IMSI, dashes': joined('-'),
    'IMSI, dots': joined('.'),
    'IMSI, slashes': joined('/'),
    'IMSI, underscores': joined('_'),
    'IMSI, no-break spaces': joined('\u00a0'),
    'IMSI, thin spaces': ({ imsi }) => every(imsi, 5).join('\u2009'),
    'IMSI, tabs': joined('\t'),
    'IMSI, newline in the middle': ({ imsi }) => `${imsi.slice(0, 7)}\n${imsi.slice(7)}`,
    'IMSI, CRLF after every 5': ({ imsi }) => every(imsi, 5).join('\r\n'),
    'IMSI, zero-width space between all': ({ imsi }) => [...imsi].join('\u200b'),
    'IMSI, byte order mark and soft hyphen inside': ({ imsi }) =>
      `${imsi.slice(0, 4)}\ufeff${imsi.slice(4, 9)}\u00ad${imsi.slice(9)}`,
    'IMSI, full-width digits': ({ imsi }) => script(0xff10)(imsi),
    'IMSI, Arabic-Indic digits': ({ imsi }) => script(0x0660)(imsi),
    'IMSI, Devanagari digits': ({ imsi }) => script(0x0966)(imsi),
    'IMSI, mathematical bold digits': ({ imsi }) => script(0x1d7ce)(imsi),
    'IMSI, label with %3A': ({ imsi }) => `imsi%3A${imsi}`,
    'IMSI, %-encoded digits': ({ imsi }) => digits(imsi, (digit) => `%${hexByte(digit)}`),
    'IMSI, twice %-encoded': ({ imsi }) => digits(imsi, (digit) => `%25${hexByte(digit)}`),
    'IMSI, &nbsp; between its parts': joined('&nbsp;'),
    'IMSI, decimal entities': ({ imsi }) => digits(imsi, (digit) => `&#${code(digit)};`),
    'IMSI, hex entities': ({ imsi }) => digits(imsi, (digit) => `&#x${hexByte(digit)};`),
    'IMSI, \\u escapes': ({ imsi }) => digits(imsi, (digit) => `\\u00${hexByte(digit)}`),
    'IMSI, quoted-printable': ({ imsi }) => digits(imsi, (digit) => `=${hexByte(digit)}`),
    'IMSI, base64': ({ imsi }) => base64(imsi),
    'IMSI, base64 of JSON': ({ imsi }) => base64(JSON.stringify({ sub: { imsi, st: 'ACTIVE' } })),
    'IMSI, base64url without padding': ({ imsi }) => Buffer.from(`u:${imsi}~?`).toString('base64url'),
    'IMSI, base64 wrapped at 20': ({ imsi }) =>
      every(base64(`Old SIM of the customer was ${imsi}, returned`), 20).join('\r\n'),
    'IMSI, hex of ASCII': ({ imsi }) => digits(imsi, hexByte),
    'IMSI, hex bytes with blanks': ({ imsi }) => [...imsi].map(hexByte).join(' '),
    // The length and the type of the identity are in front. 3GPP TS 31.102, section 4.2.2
    'IMSI, as stored on the SIM': ({ imsi }) => ['08', ...swapped(`9${imsi}`)].join(' '),
    'IMSI, after a plus': ({ imsi }) => `+${imsi}`,
    'IMSI, name with realm': (one) => {
      const [country, network] = parts(one);
      return `0${one.imsi}@nai.epc.mnc${network.padStart(3, '0')}.mcc${country}.3gppnetwork.org`;
    },
    'IMSI, between letters': ({ imsi }) => `SIM${imsi}X`,
    'IMSI, between digits': ({ imsi }) => `0041${imsi}77`,
    'IMSI, in a path': ({ imsi }) => `/subs/${imsi}/edit`,
    'IMSI, in a file name': ({ imsi }) => `scan_${imsi}.pdf`,
    'IMSI, in a mail address': ({ imsi }) => `${imsi}@mail.example`,
    'IMSI, words between': ({ imsi, plmnLength }) =>
      `network ${imsi.slice(0, plmnLength)} then number ${imsi.slice(plmnLength)}`,
    'IMSI, scientific with all digits': ({ imsi }) => `${imsi.slice(0, 1)}.${imsi.slice(1)}E+14`,
    'MSIN with the label IMSI': (one) => `IMSI ends ${parts(one)[2]}`,
  }),
  ...notationsOf('iccid', {
    'ICCID, plain': ({ iccid }) => iccid,
    'ICCID, groups of four': ({ iccid }) => every(iccid, 4).join(' '),
    'ICCID, without check digit': ({ iccid }) => iccid.slice(0, 18),
    'ICCID, filler F': ({ iccid }) => `${iccid}F`,
    'ICCID, as stored on the SIM': ({ iccid }) => swapped(iccid).join(''),
    'ICCID, over lines with dashes': ({ iccid }) => every(iccid, 6).join('-\n'),
  }),
  ...notationsOf('imei', {
    'IMEI, plain': ({ imei }) => imei,
    'IMEI, 2-6-6-1': ({ imei }) => [imei.slice(0, 2), imei.slice(2, 8), imei.slice(8, 14), imei.slice(14)].join('-'),
    'IMEISV, 16 digits': ({ imei }) => `${imei.slice(0, 14)}07`,
    'IMEI, without check digit': ({ imei }) => imei.slice(0, 14),
  }),
  ...notationsOf('eid', { 'EID, groups of four': ({ eid }) => every(eid, 4).join(' ') }),
  ...notationsOf('ki', {
    'Ki, 32 hex digits': ({ ki }) => ki,
    'Ki, groups of four': ({ ki }) => every(ki.toUpperCase(), 4).join(' '),
    'Ki, 0x bytes': ({ ki }) =>
      every(ki, 2)
        .map((byte) => `0x${byte}`)
        .join(' '),
  }),
  ...notationsOf('opc', { 'OPc, base64 without padding': ({ opc }) => base64(opc, 'hex').replaceAll('=', '') }),
  ...notationsOf('mac', {
    'MAC, without separators': ({ mac }) => mac,
    'MAC, dots': ({ mac }) => every(mac, 4).join('.'),
  }),
  ...notationsOf('ip', { 'IPv4, brackets around the dots': ({ ip }) => ip.replaceAll('.', '[.]') }),
];
