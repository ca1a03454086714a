import { withLuhnDigit } from './random.ts';
import type { Subscriber } from './operator.ts';

export interface Notation {
  title: string;
  write: (one: Subscriber) => string;
}

const groups = (text: string, ...sizes: number[]) => {
  let from = 0;
  const parts = sizes.map((size) => text.slice(from, (from += size)));
  return from < text.length ? [...parts, text.slice(from)] : parts;
};
const every = (text: string, size: number) => text.match(new RegExp(`.{1,${size}}`, 'gs')) ?? [];
const plmn = (imsi: string) => groups(imsi, 3, 2);
const shifted = (zero: number) => (text: string) =>
  [...text].map((digit) => String.fromCodePoint(zero + Number(digit))).join('');
const base64 = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding).toString('base64');
const hexOf = (text: string) => Buffer.from(text).toString('hex');
const percent = (text: string) =>
  every(hexOf(text), 2)
    .map((byte) => `%${byte}`)
    .join('');
const swap = (digits: string) =>
  every(digits, 2)
    .map(([low = '', high = 'F']) => high + low)
    .join('');
const efImsi = (imsi: string) => `08${every(swap(`9${imsi}`), 2).join('')}`;
const bare = (text: string) => text.replaceAll('=', '');

/** Ways in which people and systems write the operator's own identifiers. Written with escapes where they can't be seen. */
export const ownNotations: Notation[] = [
  { title: 'IMSI, plain', write: ({ imsi }) => imsi },
  { title: 'IMSI, blanks 3-2-10', write: ({ imsi }) => plmn(imsi).join(' ') },
  { title: 'IMSI, dashes', write: ({ imsi }) => plmn(imsi).join('-') },
  { title: 'IMSI, dots', write: ({ imsi }) => plmn(imsi).join('.') },
  { title: 'IMSI, slashes', write: ({ imsi }) => plmn(imsi).join('/') },
  { title: 'IMSI, underscores', write: ({ imsi }) => plmn(imsi).join('_') },
  { title: 'IMSI, commas', write: ({ imsi }) => plmn(imsi).join(', ') },
  { title: 'IMSI, brackets and bars', write: ({ imsi }) => `[${plmn(imsi).join('] | [')}]` },
  { title: 'IMSI, NBSP', write: ({ imsi }) => plmn(imsi).join('\u00a0') },
  { title: 'IMSI, thin space U+2009', write: ({ imsi }) => groups(imsi, 5, 5).join('\u2009') },
  { title: 'IMSI, en dashes', write: ({ imsi }) => plmn(imsi).join('\u2013') },
  { title: 'IMSI, middle dots', write: ({ imsi }) => every(imsi, 3).join('\u00b7') },
  { title: 'IMSI, tabs', write: ({ imsi }) => plmn(imsi).join('\t') },
  { title: 'IMSI, newline in the middle', write: ({ imsi }) => groups(imsi, 7).join('\n') },
  { title: 'IMSI, CRLF after every 5', write: ({ imsi }) => every(imsi, 5).join('\r\n') },
  { title: 'IMSI, blank between all', write: ({ imsi }) => [...imsi].join(' ') },
  { title: 'IMSI, zero-width space between all', write: ({ imsi }) => [...imsi].join('\u200b') },
  {
    title: 'IMSI, word joiners and direction marks',
    write: ({ imsi }) => `\u202d${every(imsi, 4).join('\u2060\u200e')}\u202c`,
  },
  {
    title: 'IMSI, BOM and soft hyphen inside',
    write: ({ imsi }) =>
      groups(imsi, 4, 5)
        .join('\ufeff')
        .replace(/(.{12})/, '$1\u00ad'),
  },
  { title: 'IMSI, full-width digits', write: ({ imsi }) => shifted(0xff10)(imsi) },
  { title: 'IMSI, Arabic-Indic digits', write: ({ imsi }) => shifted(0x0660)(imsi) },
  { title: 'IMSI, Persian digits', write: ({ imsi }) => shifted(0x06f0)(imsi) },
  { title: 'IMSI, Devanagari digits', write: ({ imsi }) => shifted(0x0966)(imsi) },
  { title: 'IMSI, Bengali digits', write: ({ imsi }) => shifted(0x09e6)(imsi) },
  { title: 'IMSI, mathematical bold digits', write: ({ imsi }) => shifted(0x1d7ce)(imsi) },
  {
    title: 'IMSI, superscript digits',
    write: ({ imsi }) => imsi.replaceAll(/./g, (one) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(one)]!),
  },
  { title: 'IMSI, keycap emoji', write: ({ imsi }) => imsi.replaceAll(/./g, '$&\ufe0f\u20e3') },
  { title: 'IMSI, label with %3A', write: ({ imsi }) => `imsi%3A${imsi}` },
  { title: 'IMSI, %-encoded digits', write: ({ imsi }) => percent(imsi) },
  { title: 'IMSI, twice %-encoded', write: ({ imsi }) => percent(imsi).replaceAll('%', '%25') },
  { title: 'IMSI, %-encoded full-width digits', write: ({ imsi }) => encodeURIComponent(shifted(0xff10)(imsi)) },
  { title: 'IMSI, &nbsp; between groups', write: ({ imsi }) => plmn(imsi).join('&nbsp;') },
  { title: 'IMSI, decimal entities', write: ({ imsi }) => imsi.replaceAll(/./g, (one) => `&#${one.charCodeAt(0)};`) },
  { title: 'IMSI, hex entities', write: ({ imsi }) => imsi.replaceAll(/./g, (one) => `&#x${hexOf(one)};`) },
  { title: 'IMSI, tags between groups', write: ({ imsi }) => plmn(imsi).join('</b><b>') },
  { title: 'IMSI, \\u escapes', write: ({ imsi }) => imsi.replaceAll(/./g, (one) => `\\u00${hexOf(one)}`) },
  { title: 'IMSI, \\x escapes', write: ({ imsi }) => imsi.replaceAll(/./g, (one) => `\\x${hexOf(one)}`) },
  { title: 'IMSI, quoted-printable', write: ({ imsi }) => imsi.replaceAll(/./g, (one) => `=${hexOf(one)}`) },
  { title: 'IMSI, quoted-printable soft line end', write: ({ imsi }) => groups(imsi, 8).join('=\r\n') },
  { title: 'IMSI, base64', write: ({ imsi }) => base64(imsi) },
  { title: 'IMSI, base64 of base64', write: ({ imsi }) => base64(base64(imsi)) },
  { title: 'IMSI, base64 of JSON', write: ({ imsi }) => base64(JSON.stringify({ sub: { imsi, st: 'ACTIVE' } })) },
  { title: 'IMSI, base64 of UTF-16', write: ({ imsi }) => base64(imsi, 'utf16le') },
  { title: 'IMSI, base64url without padding', write: ({ imsi }) => Buffer.from(`u:${imsi}~?`).toString('base64url') },
  {
    title: 'IMSI, base64 wrapped at 20',
    write: ({ imsi }) => every(base64(`Old SIM of the customer was ${imsi}, returned`), 20).join('\r\n'),
  },
  { title: 'IMSI, base64 in a path', write: ({ imsi }) => `/subs/${bare(base64(imsi))}/edit` },
  {
    title: 'IMSI, token of three base64url parts',
    write: ({ imsi }) =>
      [{ alg: 'HS256' }, { imsi }, { x: 1 }].map((part) => bare(base64(JSON.stringify(part)))).join('.'),
  },
  { title: 'IMSI, hex of ASCII', write: ({ imsi }) => hexOf(imsi) },
  { title: 'IMSI, hex bytes with blanks', write: ({ imsi }) => every(hexOf(imsi), 2).join(' ') },
  {
    title: 'IMSI, hex bytes with 0x and commas',
    write: ({ imsi }) =>
      every(hexOf(imsi), 2)
        .map((byte) => `0x${byte}`)
        .join(', '),
  },
  { title: 'IMSI, BCD as on the SIM (EF_IMSI)', write: ({ imsi }) => every(efImsi(imsi), 2).join(' ') },
  {
    title: 'IMSI, BCD as on the SIM, 0x bytes',
    write: ({ imsi }) =>
      every(efImsi(imsi), 2)
        .map((byte) => `0x${byte}`)
        .join(' '),
  },
  { title: 'IMSI, after a plus', write: ({ imsi }) => `+${imsi}` },
  { title: 'IMSI, NAI with realm', write: ({ imsi }) => `0${imsi}@nai.epc.mnc070.mcc999.3gppnetwork.org` },
  { title: 'IMSI, SUPI', write: ({ imsi }) => `imsi-${imsi}` },
  { title: 'IMSI, glued to letters', write: ({ imsi }) => `SIM${imsi}X` },
  { title: 'IMSI, glued to digits', write: ({ imsi }) => `0041${imsi}77` },
  { title: 'IMSI, in a path', write: ({ imsi }) => `/subs/${imsi}/edit` },
  { title: 'IMSI, in a file name', write: ({ imsi }) => `scan_${imsi}.pdf` },
  { title: 'IMSI, in a mail address', write: ({ imsi }) => `${imsi}@mail.example` },
  { title: 'IMSI, in JSON within JSON', write: ({ imsi }) => JSON.stringify(JSON.stringify({ imsi })) },
  { title: 'IMSI, words between', write: ({ imsi }) => `network ${imsi.slice(0, 5)} then number ${imsi.slice(5)}` },
  { title: 'IMSI, scientific, all digits', write: ({ imsi }) => `${imsi[0]}.${imsi.slice(1)}E+14` },
  { title: 'IMSI, letter O for zero', write: ({ imsi }) => imsi.replaceAll('0', 'O') },
  { title: 'IMSI, letter l for one', write: ({ imsi }) => imsi.replaceAll('1', 'l') },
  { title: 'MSIN with the label IMSI', write: ({ imsi }) => `IMSI ends ${imsi.slice(5)}` },
  { title: 'IMSI, apostrophes', write: ({ imsi }) => every(imsi, 3).join("'") },
  { title: 'IMSI, Arabic thousands separators', write: ({ imsi }) => every(imsi, 3).join('\u066c') },
  { title: 'IMSI, circled digits', write: ({ imsi }) => imsi.replaceAll(/./g, (one) => '⓪①②③④⑤⑥⑦⑧⑨'[Number(one)]!) },
  { title: 'IMSI, full-width digits with joiners', write: ({ imsi }) => [...shifted(0xff10)(imsi)].join('\u200d') },
  { title: 'IMSI, one digit a line', write: ({ imsi }) => [...imsi].join('\n') },
  { title: 'IMSI, one digit a cell', write: ({ imsi }) => `| ${[...imsi].join(' | ')} |` },
  { title: 'IMSI, %u escapes', write: ({ imsi }) => imsi.replaceAll(/./g, (one) => `%u00${hexOf(one)}`) },
  { title: 'IMSI, \\u{…} escapes', write: ({ imsi }) => imsi.replaceAll(/./g, (one) => `\\u{${hexOf(one)}}`) },
  {
    title: 'IMSI, octal escapes',
    write: ({ imsi }) => imsi.replaceAll(/./g, (one) => `\\0${one.charCodeAt(0).toString(8)}`),
  },
  {
    title: 'IMSI, escaped entities',
    write: ({ imsi }) => imsi.replaceAll(/./g, (one) => `&amp;#${one.charCodeAt(0)};`),
  },
  {
    title: 'IMSI, quoted-printable full-width digits',
    write: ({ imsi }) => encodeURIComponent(shifted(0xff10)(imsi)).replaceAll('%', '='),
  },
  {
    title: 'IMSI, base64 in URL-encoded JSON',
    write: ({ imsi }) => encodeURIComponent(JSON.stringify({ d: base64(JSON.stringify({ imsi })) })),
  },
  { title: 'IMSI, data link', write: ({ imsi }) => `data:text/plain;base64,${base64(imsi)}` },
  {
    title: 'IMSI, hex bytes with an h',
    write: ({ imsi }) =>
      every(hexOf(imsi), 2)
        .map((byte) => `${byte}h`)
        .join(' '),
  },
  { title: 'IMSI, hex of UTF-16', write: ({ imsi }) => Buffer.from(imsi, 'utf16le').toString('hex') },
  { title: 'IMSI, in a query', write: ({ imsi }) => `?q=${imsi}&x=1` },
  { title: 'ICCID, plain', write: ({ iccid }) => iccid },
  { title: 'ICCID, groups of four', write: ({ iccid }) => every(iccid, 4).join(' ') },
  { title: 'ICCID, without check digit', write: ({ iccid }) => iccid.slice(0, 18) },
  { title: 'ICCID, filler F', write: ({ iccid }) => `${iccid}F` },
  { title: 'ICCID, BCD as on the SIM (EF_ICCID)', write: ({ iccid }) => swap(iccid) },
  { title: 'ICCID, base64 of its BCD bytes', write: ({ iccid }) => base64(swap(iccid), 'hex') },
  { title: 'ICCID, over two lines with dashes', write: ({ iccid }) => every(iccid, 6).join('-\n') },
  { title: 'IMEI, plain', write: ({ imei }) => imei },
  { title: 'IMEI, 2-6-6-1', write: ({ imei }) => groups(imei, 2, 6, 6).join('-') },
  { title: 'IMEISV (16 digits)', write: ({ imei }) => `${imei.slice(0, 14)}07` },
  { title: 'IMEISV, 8-6-2', write: ({ imei }) => groups(`${imei.slice(0, 14)}07`, 8, 6).join(' ') },
  { title: 'IMEI, without check digit', write: ({ imei }) => imei.slice(0, 14) },
  { title: 'EID, groups of four', write: ({ eid }) => every(eid, 4).join(' ') },
  { title: 'EID, without check digits', write: ({ eid }) => eid.slice(0, 30) },
  { title: 'Ki, 32 hex', write: ({ ki }) => ki },
  { title: 'Ki, upper case', write: ({ ki }) => ki.toUpperCase() },
  { title: 'Ki, groups of four', write: ({ ki }) => every(ki.toUpperCase(), 4).join(' ') },
  {
    title: 'Ki, 0x bytes',
    write: ({ ki }) =>
      every(ki, 2)
        .map((byte) => `0x${byte}`)
        .join(' '),
  },
  { title: 'Ki, bytes with colons', write: ({ ki }) => every(ki, 2).join(':') },
  { title: 'Ki, as a UUID', write: ({ ki }) => groups(ki, 8, 4, 4, 4).join('-') },
  {
    title: 'Ki, C array',
    write: ({ ki }) =>
      `{ ${every(ki, 2)
        .map((byte) => `0x${byte}`)
        .join(', ')} }`,
  },
  {
    title: 'Ki, \\x bytes',
    write: ({ ki }) =>
      every(ki, 2)
        .map((byte) => `\\x${byte}`)
        .join(''),
  },
  { title: 'Ki, eight digits a line', write: ({ ki }) => every(ki, 8).join('\n') },
  { title: 'Ki, base64 of its hex', write: ({ ki }) => base64(ki) },
  { title: 'OPc, base64', write: ({ opc }) => base64(opc, 'hex') },
  { title: 'OPc, base64 without padding', write: ({ opc }) => bare(base64(opc, 'hex')) },
  { title: 'OPc, label in front', write: ({ opc }) => `OPC ${opc}` },
  { title: 'MAC, 12 hex without separators', write: ({ mac }) => mac },
  { title: 'MAC, colons', write: ({ mac }) => every(mac, 2).join(':') },
  { title: 'MAC, dashes, upper case', write: ({ mac }) => every(mac.toUpperCase(), 2).join('-') },
  { title: 'MAC, Cisco dots', write: ({ mac }) => every(mac, 4).join('.') },
  { title: 'MAC, blanks', write: ({ mac }) => every(mac, 2).join(' ') },
  { title: 'MAC, in a code', write: ({ mac }) => `CPE-${mac}-A` },
  { title: 'IPv4, plain', write: ({ ip }) => ip },
  { title: 'IPv4, brackets round the dots', write: ({ ip }) => ip.replaceAll('.', '[.]') },
  { title: 'IPv4, with a port', write: ({ ip }) => `${ip}:8080` },
  { title: 'IPv4, in a URL', write: ({ ip }) => `http://${ip}/status` },
  {
    title: 'IPv4, three digits each',
    write: ({ ip }) =>
      ip
        .split('.')
        .map((part) => part.padStart(3, '0'))
        .join('.'),
  },
  { title: 'IPv4, the word dot', write: ({ ip }) => ip.split('.').join(' dot ') },
  { title: 'IPv4, as IPv6', write: ({ ip }) => `::ffff:${ip}` },
  { title: 'APN', write: ({ apn }) => apn },
  { title: 'APN, as a user’s realm', write: ({ apn }) => `user@${apn.toUpperCase()}` },
  { title: 'Password, in quotes', write: ({ password }) => `"${password}"` },
  { title: 'Password, after a colon', write: ({ password }) => `login:${password}` },
];

/** Labelled identifiers of others: no table knows them. */
export const foreignNotations: Notation[] = [
  { title: 'IMSI: …', write: ({ imsi }) => `IMSI: ${imsi}` },
  { title: 'imsi=…;', write: ({ imsi }) => `imsi=${imsi};` },
  { title: 'IMSI 3-2-10', write: ({ imsi }) => `IMSI ${plmn(imsi).join(' ')}` },
  { title: 'IMSI with full-width colon and NBSP', write: ({ imsi }) => `IMSI\uff1a${plmn(imsi).join('\u00a0')}` },
  {
    title: 'IMSI, full-width throughout',
    write: ({ imsi }) => `\uff29\uff2d\uff33\uff29\uff1a${shifted(0xff10)(imsi)}`,
  },
  { title: '… (IMSI)', write: ({ imsi }) => `${imsi} (IMSI)` },
  { title: 'the customer’s imsi is …', write: ({ imsi }) => `the customer's imsi is ${imsi}` },
  { title: 'JSON', write: ({ imsi }) => JSON.stringify({ imsi }) },
  { title: 'XML', write: ({ imsi }) => `<imsi>${imsi}</imsi>` },
  { title: 'customer_imsi', write: ({ imsi }) => `customer_imsi=${imsi}` },
  { title: 'imsi%3A…', write: ({ imsi }) => `imsi%3A${imsi}` },
  { title: 'IMSI with tabs and newline', write: ({ imsi }) => `IMSI:\t\n${imsi}` },
  { title: 'IMSI, zero-width space between all', write: ({ imsi }) => `IMSI ${[...imsi].join('\u200b')}` },
  { title: 'base64 of IMSI:…', write: ({ imsi }) => base64(`IMSI:${imsi}`) },
  { title: 'hex of IMSI=…', write: ({ imsi }) => hexOf(`IMSI=${imsi}`) },
  { title: 'IMSI old … new …', write: ({ imsi }) => `IMSI old ${imsi} new ${imsi.slice(0, 8)}7654321` },
  { title: 'IMSI swapped on a date', write: ({ imsi }) => `IMSI (swap on 2024-02-29) ${imsi}` },
  { title: 'ICCID: …', write: ({ iccid }) => `ICCID: ${iccid}` },
  { title: 'SIM card no. …', write: ({ iccid }) => `SIM card no. ${iccid}` },
  { title: 'SIM number in fours', write: ({ iccid }) => `SIM number ${every(iccid, 4).join(' ')}` },
  { title: 'icc-id without check digit', write: ({ iccid }) => `icc-id ${iccid.slice(0, 18)}` },
  { title: 'eSIM …F', write: ({ iccid }) => `eSIM ${iccid}F` },
  { title: 'SIM with an IMSI of a test network', write: ({ imsi }) => `SIM 00101${imsi.slice(5)}` },
  { title: 'IMEI: …', write: ({ imei }) => `IMEI: ${imei}` },
  { title: 'IMEI 2-6-6-1', write: ({ imei }) => `IMEI ${groups(imei, 2, 6, 6).join('-')}` },
  { title: 'imeisv …', write: ({ imei }) => `imeisv ${imei.slice(0, 14)}07` },
  {
    title: 'IMEI1 … IMEI2 …',
    write: ({ imei }) => `IMEI1 ${imei} IMEI2 ${withLuhnDigit(`00101701${imei.slice(8, 14)}`)}`,
  },
  { title: 'EID: …', write: ({ eid }) => `EID: ${eid}` },
  { title: 'EID without a label', write: ({ eid }) => `profile of ${eid}` },
  { title: 'Ki: …', write: ({ ki }) => `Ki: ${ki}` },
  { title: 'K=… in eights', write: ({ ki }) => `K=${every(ki, 8).join(' ')}` },
  { title: 'OPc 0x…', write: ({ opc }) => `OPc 0x${opc}` },
  { title: 'opc: base64', write: ({ opc }) => `opc: ${base64(opc, 'hex')}` },
  { title: 'OPc: base64 without padding', write: ({ opc }) => `OPc: ${bare(base64(opc, 'hex'))}` },
  { title: 'MAC with colons', write: ({ mac }) => every(mac, 2).join(':') },
  { title: 'mac address, 12 hex', write: ({ mac }) => `mac address ${mac}` },
  { title: 'static IP …', write: ({ ip }) => `static IP ${ip}` },
  { title: 'IPv4 with a mask', write: ({ ip }) => `${ip}/30` },
  { title: 'ip: with brackets round the dots', write: ({ ip }) => `ip: ${ip.replaceAll('.', '[.]')}` },
  { title: 'IPv6', write: ({ mac }) => `2001:db8:${every(mac, 4).join(':')}::1` },
  { title: 'PUK 1: …', write: ({ puk }) => `PUK 1: ${puk}` },
  { title: 'pin is …', write: ({ pin }) => `pin is ${pin}` },
  { title: 'imsi-…', write: ({ imsi }) => `imsi-${imsi}` },
  { title: 'suci-…', write: ({ imsi }) => `suci-0-${plmn(imsi).slice(0, 2).join('-')}-0-0-0-${imsi.slice(5)}` },
  { title: 'NAI with realm', write: ({ imsi }) => `0${imsi}@nai.epc.mnc070.mcc999.3gppnetwork.org` },
  { title: 'LPA:1$…', write: ({ mac }) => `LPA:1$smdp.example$${mac.toUpperCase()}` },
  { title: 'APN: …', write: ({ apn }) => `APN: ${apn}` },
  { title: 'pwd: …', write: ({ password }) => `pwd: ${password}` },
  { title: 'password=…', write: ({ password }) => `password=${password}` },
  { title: 'password in a link', write: ({ password }) => `https://user:${password}@host.example/` },
  { title: 'password hash', write: ({ ki }) => `{SSHA}${base64(ki)}` },
  { title: 'card in fours', write: ({ puk }) => every(withLuhnDigit(`4${puk}${puk.slice(0, 6)}`), 4).join(' ') },
  {
    title: 'American Express, 4-6-5',
    write: ({ puk }) => groups(withLuhnDigit(`37${puk}${puk.slice(0, 4)}`), 4, 6).join(' '),
  },
  { title: 'Visa …', write: ({ puk }) => `Visa ${withLuhnDigit(`4${puk}${puk.slice(0, 6)}`)}` },
];
