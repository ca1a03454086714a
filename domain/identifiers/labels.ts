import { canonicalIpv4, canonicalIpv6, ipv4Source, ipv6Source } from './address.ts';
import { digitsOf, passesLuhn } from './checks.ts';
import { placeholder } from './hit.ts';
import { labelOf, labelSource, type Label } from './label-words.ts';
import { isPlmn } from './plmn.ts';
import type { RuleId } from './rules.ts';

/** Where a labelled identifier is in a folded text. */
export type OnLabelled = (rule: RuleId, from: number, to: number) => void;

const anyLabel = new RegExp(labelSource, 'gi');

/** What a number between belongs to instead. */
const otherNumber =
  /(?<![a-z])(?:orders?|invoices?|bill|tickets?|case|ref|reference|tracking|parcel|shipment|iban|bic|account|acct|contract|policy|phone|tel|telephone|mobile|call|called|fax|msisdn|ean|isbn|vat|tax|batch|voucher|transaction|payment|amount)(?![a-z])/i;

const otherNumberBefore = new RegExp(
  `${otherNumber.source}[\\s:#.=-]{0,3}(?:(?:no|nr|number|id|is)[\\s:#.=-]{0,3})?$`,
  'i',
);

type Place = [from: number, to: number];
const longestGap = 40;
const isDigit = (code: number) => code >= 48 && code <= 57;
const isLetter = (code: number) => (code | 32) >= 97 && (code | 32) <= 122;

/**
 * The first number after a place that has one of the lengths and begins and ends with a group of digits. Groups may be
 * parted by up to three signs; the longest is taken.
 */
function numberAfter(text: string, at: number, lengths: readonly number[]): Place | null {
  for (let from = at; from < text.length && from - at <= longestGap; from += 1) {
    if (!isDigit(text.charCodeAt(from))) continue;
    const to = endOfNumber(text, from, lengths);
    if (to > 0) return otherNumber.test(text.slice(at, from)) ? null : [from, to];
    while (isDigit(text.charCodeAt(from + 1))) from += 1;
  }
  return null;
}

function endOfNumber(text: string, from: number, lengths: readonly number[]): number {
  const most = lengths.at(-1)!;
  let to = 0;
  let count = 0;
  let signs = 0;
  for (let place = from; place < text.length && count < most && signs <= 3; place += 1) {
    const code = text.charCodeAt(place);
    if (isDigit(code)) {
      count += 1;
      signs = 0;
      if (lengths.includes(count) && !isDigit(text.charCodeAt(place + 1))) to = place + 1;
    } else if (isLetter(code)) break;
    else signs += 1;
  }
  return to;
}

const numberThenLabel =
  /(?<!\d|\d[ .-])\d(?:[ ._-]?\d){8,31}[^\da-z]{1,3}(?:(?:is|was|as) (?:(?:the|an|his|her|their|its) )?)?$/i;

/** The number before a label, as in `001010123456789 (IMSI)`. */
function numberBefore(text: string, at: number, lengths: readonly number[]): Place | null {
  const start = Math.max(0, at - 80);
  const before = text.slice(start, at);
  const match = numberThenLabel.exec(before);
  if (!match || otherNumberBefore.test(before.slice(0, match.index))) return null;
  const whole = /^[\d ._-]*\d/.exec(match[0])![0];
  // Another number may stand before it, as in `TX0000680 001010123456789 (IMSI)`.
  const number = [whole, /\d+$/.exec(whole)![0]].find((one) => lengths.includes(one.replaceAll(/\D/g, '').length));
  if (number === undefined) return null;
  const end = start + match.index + whole.length;
  return [end - number.length, end];
}

/** A slash may also begin a value in base64. */
const linkingSign = '(?:[\\s:=#"\'`>.()*|[\\]-]|/(?=\\s|p(?:in|uk)))';
const linkingSigns = new RegExp(`${linkingSign}{1,6}`, 'iy');
const linkingWords = new RegExp(
  `(?:${[
    // A number for which the value is, as in `PIN for 07700 900123 is …`, or which of several it is, as in `PUK (1): …`.
    String.raw`for [+(]?\d[\d ()-]{5,18}\d(?= (?:is|was)\b)|[1-4](?=\)[\s:])`,
    'is|are|was|has|been|given|set|reset|changed|to|now|new|old|no|longer|nr|number|code|value|address|addr',
    'of|the|for|sim|card|hex|static|public|shared',
    // What a password is for, as in `password wifi: …` and `contraseña del router: …`.
    'wi-?fi|wlan|router|modem|hotspot|portal|account|webmail|mailbox|voicemail|login|admin|user|guest',
    'de[lrs]?|das?|di|d[ou]|il|la|el|le|per|para|pour|für',
    'pins?|puks?',
    String.raw`from(?= \d{4,8} to \d)`,
  ].join('|')})(?=${linkingSign})`,
  'iy',
);

/** Behind the signs and words that link a label to its value. */
function behindLink(text: string, at: number): number {
  let place = at;
  for (let turn = 0; turn < 12; turn += 1) {
    const pattern = turn % 2 === 0 ? linkingSigns : linkingWords;
    pattern.lastIndex = place;
    if (pattern.test(text)) place = pattern.lastIndex;
    else if (turn % 2 === 1) break;
  }
  return place;
}

const valuePatterns = {
  pin: /(?:\d{4,5}|\d{7,8})(?![\da-z]|[-.:]\d|\/\d{1,2}(?!\d))/iy,
  // Groups that no date has.
  puk: /(?:\d{4}[ .-]?\d{4}|\d{2}(?:[ .-]\d{2}){3}|\d{3}[ .-]\d{3}[ .-]\d{2}|\d{3}[ .-]\d{2}[ .-]\d{3})(?![\da-z])/iy,
  key: /(?:0x)?[\da-f](?:[\s:.,_-]{0,3}(?:0x)?[\da-f]){31}(?:(?:[\s:.,_-]{0,3}(?:0x)?[\da-f]){32})?(?![\da-z])|[\w+/-]{22}(?:==)?(?![\w+/=-])/iy,
  mac: /[\da-f]{2}(?:[\s:.-]?[\da-f]{2}){5}(?![\da-z])/iy,
  ip: new RegExp(`${ipv4Source}|${ipv6Source}`, 'iy'),
  apn: /(?=[a-z-]{0,62}(?:\d|\.[a-z\d]))[a-z\d][a-z\d.-]{2,62}(?<=[a-z\d])(?![\w-])/iy,
  credential: /\S{4,200}(?<![.,;"')}\]])/y,
} as const;

type ValueLabel = keyof typeof valuePatterns;
type NumberLabel = Exclude<Label, ValueLabel | 'other'>;
const isValueLabel = (label: Label): label is ValueLabel => label in valuePatterns;

function valueAfter(text: string, at: number, label: ValueLabel): Place | null {
  const from = behindLink(text, at);
  const pattern = valuePatterns[label];
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  if (!match) return null;
  const confirm = confirmations[label];
  return confirm && !confirm(match, text.slice(at, from)) ? null : [from, from + match[0].length];
}

const betweenValues = /\s?(?:[/,;&|]|->?|>|and|or|to)\s?/iy;
const listed: ReadonlySet<ValueLabel> = new Set(['pin', 'puk', 'key', 'mac', 'ip']);

/** A further value of the kind, as in `PUK 12345670/12345688` and `PIN changed from 1234 to 4321`. */
function nextInList(text: string, at: number, label: ValueLabel): Place | null {
  betweenValues.lastIndex = at;
  return listed.has(label) && betweenValues.test(text) ? matchAt(text, betweenValues.lastIndex, label) : null;
}

function matchAt(text: string, at: number, label: ValueLabel): Place | null {
  const pattern = valuePatterns[label];
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  return match && [at, at + match[0].length];
}

const confirmations: Partial<Record<ValueLabel, (match: RegExpExecArray, link: string) => boolean>> = {
  // What is glued to a label, as in ki4x…, is another word; hex is a key all the same.
  key: ([value], link) =>
    /^[\da-fx\s:.,_-]+$/i.test(value) ||
    (link !== '' && /[a-z]/.test(value) && /[A-Z]/.test(value) && /[\d+/]|[a-z][A-Z]/.test(value)),
  ip: ([value, ...parts]) => (parts[0] === undefined ? canonicalIpv6(value) : canonicalIpv4(parts)) !== null,
  // A dash alone makes a part number, as in DNN-4321-A.
  apn: (_, link) => /[:=\s]/.test(link),
  // Text about a password is none: `password: reset` stays, `password=reset` doesn't.
  credential: ({ 0: value, index, input }, link) =>
    !input.startsWith(placeholder, index - 1) &&
    (link.includes('=') ||
      (/:|(?:is|was|to) /.test(link) && /[\d!$%&*+@^~]/.test(value)) ||
      // Without any of these, only what no other word looks like.
      (link !== '' && /^(?=.*\d)(?=.*[a-z])(?=.*[A-Z!$%&*+@^~#?]).{8}/.test(value))),
};

const cardScheme = /^(?:4|5[1-5]|2[2-7]|3[457]|6)/;

interface NumberSearch {
  /** Ascending. */
  lengths: readonly number[];
  rule: (digits: string, label: string) => RuleId | null;
}

/**
 * Makes the search for identifiers by the labels beside them.
 * @param isOwnMsin whether digits are the last nine or ten of a known IMSI
 */
export function createLabelSearch(
  isOwnMsin: (digits: string) => boolean,
  found: OnLabelled,
): (text: string, fieldLabel: Label | null) => void {
  const numbers: Record<NumberLabel, NumberSearch> = {
    imsi: {
      lengths: [9, 10, 14, 15],
      rule: (digits, label) => {
        if (digits.length > 10) return 'labelled-imsi';
        return isOwnMsin(digits) ? 'own-msin' : /^msin/i.test(label) ? 'labelled-imsi' : null;
      },
    },
    iccid: { lengths: [18, 19, 20], rule: () => 'labelled-iccid' },
    imei: { lengths: [14, 15, 16], rule: () => 'labelled-imei' },
    meid: { lengths: [11, 14, 15, 18], rule: () => 'labelled-imei' },
    eid: { lengths: [32], rule: () => 'labelled-eid' },
    sim: {
      lengths: [15, 18, 19, 20],
      rule: (digits) => {
        if (digits.length === 15) return isPlmn(digits) ? 'labelled-imsi' : null;
        return digits.startsWith('89') ? 'labelled-iccid' : null;
      },
    },
    card: {
      lengths: [13, 14, 15, 16, 17, 18, 19],
      rule: (digits) => (cardScheme.test(digits) && passesLuhn(digitsOf(digits)) ? 'labelled-card' : null),
    },
  };

  const judge = (text: string, number: Place | null, label: NumberLabel, labelText: string) => {
    if (!number) return null;
    const hit = numbers[label].rule(text.slice(...number).replaceAll(/\D/g, ''), labelText);
    if (!hit) return null;
    found(hit, ...number);
    return number;
  };

  /**
   * What stands beside a label. The label of a field ends where its text begins.
   * @param next where the next label begins
   */
  const searchBeside = (text: string, label: Label, start: number, end: number, next: number) => {
    if (isValueLabel(label)) {
      let value = valueAfter(text, end, label);
      while (value) {
        found(`labelled-${label}`, ...value);
        value = value[1] < next || next < value[0] ? nextInList(text, value[1], label) : null;
      }
      return;
    }
    if (label === 'other') return;
    const { lengths } = numbers[label];
    const labelText = text.slice(start, end);
    let last = judge(text, numberAfter(text, end, lengths), label, labelText);
    if (!last) judge(text, numberBefore(text, start, lengths), label, labelText);
    while (last) {
      // Others of the kind may follow, as in `IMSI old … new …`.
      const other = numberAfter(text, last[1], lengths);
      last = other && other[0] < next ? judge(text, other, label, labelText) : null;
    }
  };

  return (text, fieldLabel) => {
    anyLabel.lastIndex = 0;
    let match = anyLabel.exec(text);
    if (fieldLabel) searchBeside(text, fieldLabel, 0, 0, match?.index ?? text.length);
    while (match) {
      const { index } = match;
      const end = anyLabel.lastIndex;
      const next = anyLabel.exec(text);
      searchBeside(text, labelOf(match), index, end, next?.index ?? text.length);
      match = next;
    }
  };
}
