/** The detector before the guard, for comparison: names of fields, and patterns with checks. */

/** Names of fields that hold network identifiers or credentials, whatever their values look like. */
const withheldNames =
  /(^|_)(imsi|suci|supi|msin|iccid|icc_?id|sim_?(no|num|serial)|eid|imei(sv)?|meid|esn|ki|auth_?key|aka_?k|op_?c|opc|amf|sqn|adm\d?|puk\d?|pin\d?|kic|kid|psk|lpa|activation_?code|apn|dnn|mac(_?addr(ess)?)?|calling_?station(_?id)?|called_?station(_?id)?|framed_?ip|nas_?(ip|id|port)|ip_?addr(ess)?|static_?ip|vlan|eci|tac|cell_?id|mme|sgsn|ggsn|pgw|hss|hlr|shared_?secret|radius|password|passwd|cleartext|secret|community|token)($|_)/;

/** Whether a field must be withheld because of its name. Camel case, dashes and blanks count as underscores. */
export function isWithheldName(name: string): boolean {
  const snake = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[\s-]+/g, '_')
    .toLowerCase();
  return withheldNames.test(snake);
}

/** Fast test before the detectors: most texts have no long digit run, long hex run, or typical keyword. */
const suspicious =
  /\d[\d .-]{12,}\d|[0-9a-f]{31}|[0-9a-f]{2}[:-][0-9a-f]{2}[:-][0-9a-f]{2}[:-]|[0-9a-f]{4}\.[0-9a-f]{4}\.|imsi|su[cp]i|3gppnetwork|\.gprs|lpa:1|\{(ss?ha|crypt|smd5)\}|\$(2[aby]|[56])\$|permit (in|out) |-----begin|[a-z0-9+/]{22}==/i;

type Detector = [rule: string, pattern: RegExp, confirm?: (token: string) => boolean];

const digitsOf = (token: string) => token.replaceAll(/\D/g, '');

/** The check digit of IMEI and ICCID. ISO/IEC 7812-1, annex B */
function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

/** A run of 15 digits that begins like a date, such as 20231105…, is a timestamp and not a subscriber. */
const looksLikeTime = (digits: string) => /^20[0-3]\d(0[1-9]|1[0-2])([0-2]\d|3[01])/.test(digits);
/** Prefixes of test, satellite and private networks. */
const networkPrefix = /^(00101|901|999)/;

const uuid = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';
const edge = { before: '(?<![0-9A-Za-z])', after: '(?![0-9A-Za-z])' };
const token = (body: string, flags = 'g') => new RegExp(`${edge.before}(?:${body})${edge.after}`, flags);

/** Tiers A and B of the rules: first unambiguous formats, then digit runs with a check digit. */
const detectors: Detector[] = [
  ['key-block', /-----BEGIN[^]*?(?:-----END[^\n]*|$)/g],
  ['subscriber-name', token('(?:imsi|suci|supi)-?\\d{5,15}', 'gi')],
  ['realm', /[\w.@-]*(?:3gppnetwork\.org|\.gprs)\b/gi],
  ['esim-code', /LPA:1\$[^\s]+/gi],
  ['password-hash', /\{(?:SSHA|SHA|CRYPT|SMD5)\}[^\s]+|\$(?:2[aby]|5|6)\$[^\s]+/gi],
  ['filter-rule', /permit (?:in|out) [^\n]*/gi],
  ['mac', token('[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}|[0-9a-f]{4}\\.[0-9a-f]{4}\\.[0-9a-f]{4}', 'gi')],
  ['eid', token('(?:\\d[ -]?){31}\\d'), (found) => BigInt(digitsOf(found)) % 97n === 1n],
  ['key', token('[0-9a-f]{32}', 'gi'), (found) => /[a-f]/i.test(found) && /\d/.test(found)],
  ['key', /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{22}==/g],
  ['iccid', token('89(?:[ .-]?\\d){16,18}[Ff]?')],
  [
    'network-number',
    token('\\d(?:[ .-]?\\d){14}'),
    (found) => {
      const digits = digitsOf(found);
      return !looksLikeTime(digits) && (networkPrefix.test(digits) || passesLuhn(digits));
    },
  ],
];

interface Finding {
  rule: string;
  value: string;
}

const isoDay = '(?:19\\d\\d|20[0-3]\\d)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])';
/** E.164 without separators. A plus between two numbers does not start a phone number, and test networks have none. */
const phone = '(?<!\\d )\\+(?!901|999)[1-9]\\d{6,14}(?![ .-]?\\d)';
const harmless = token(`${uuid}|${isoDay}(?!-)|${phone}`);
const decimal = /^-?\d+\.\d+$/;

function findAll(text: string): { rule: string; from: number; to: number }[] {
  if (!suspicious.test(text) || decimal.test(text)) return [];
  // Mask these first: together with their neighbours they could look like a long run of digits.
  const exempt = text.replaceAll(harmless, (found) => '#'.repeat(found.length));
  const taken: { rule: string; from: number; to: number }[] = [];
  for (const [rule, pattern, confirm] of detectors) {
    for (const match of exempt.matchAll(pattern)) {
      const from = match.index;
      const to = from + match[0].length;
      const overlaps = taken.some((one) => from < one.to && to > one.from);
      if (!overlaps && (!confirm || confirm(match[0]))) taken.push({ rule, from, to });
    }
  }
  return taken.sort((a, b) => a.from - b.from);
}

/** Removes every network identifier from a text. Phone numbers, dates, UUIDs and our own keys stay. */
export function redact(text: string): { text: string; found: Finding[] } {
  const found = findAll(text);
  if (found.length === 0) return { text, found: [] };
  let clean = '';
  let last = 0;
  for (const { from, to } of found) {
    clean += `${text.slice(last, from)}[network id removed]`;
    last = to;
  }
  return {
    text: clean + text.slice(last),
    found: found.map(({ rule, from, to }) => ({ rule, value: text.slice(from, to) })),
  };
}
