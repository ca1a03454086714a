import type { Json, JsonObject } from '../schemas/json.ts';
import { digitRuleOf } from './network-digits.ts';

/** A network identifier in a text: where it is, and which rule found it. */
export interface Found {
  start: number;
  end: number;
  rule: string;
}

export interface DetectorOptions {
  /** The operator's own networks as MCC and MNC digits, such as `00101`; a 15-digit number that starts so is an IMSI. */
  ownNetworks?: readonly string[];
}

/** Written where an identifier was. */
export const removed = '[network id removed]';

/** Names that say what a field holds, split into words and written with `_`. From the catalogue of telecom products. */
const names = new RegExp(
  `(^|_)(${[
    'imsi|suci|supi|msin|icc_?id|sim_?(no|num|number|serial)|eid|imei(_?sv)?|meid|esn',
    'ki|auth_?key|aka_?k|op|op_?c|amf|sqn|adm\\d?|puk\\d?|pin\\d?|kic|kid|psk|lpa|activation_?code',
    'apn|dnn|mac(_?addr(ess)?)?|calling_?station(_id)?|called_?station(_id)?|framed_?ip(_address)?',
    'nas_?(ip|id|port)|ip_?addr(ess)?|static_?ip|vlan(_id)?|eci|tac|cell_?id|mme|sgsn|ggsn|pgw|hss|hlr',
    'shared_?secret|radius|password|passwd|cleartext|secret|community|token',
  ].join('|')})($|_)`,
);

/** Whether a field's name alone says that it belongs to the network or is a secret. Takes camel, snake and kebab case. */
export function withheldName(fieldName: string): boolean {
  const words = fieldName
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z\d]+/g, '_')
    .toLowerCase();
  return names.test(words);
}

/** Cheap first look: only a text that passes it can hold an identifier. */
const suspect = new RegExp(
  [
    String.raw`\d(?:[\s.-]{0,2}\d){13}`,
    String.raw`(?:[\da-f]{4}[ :-]?){8}`,
    String.raw`[\w+/]{22}==`,
    String.raw`(?:[\da-f]{2}[:-]){5}`,
    String.raw`[\da-f]{4}\.[\da-f]{4}\.`,
    'imsi|su[cp]i|3gppnetwork|\\.gprs|\\.mcc\\d|lpa:|\\$\\d?[abxy\\d]|argon2|\\{[\\w-]*(?:sha|md5|crypt)',
    '(?:permit|deny) (?:in|out)|-----begin|charging-rule|subscription-id-data',
  ].join('|'),
  'i',
);

/** Forms that a pattern alone gives away, in the order in which they are tried. */
const forms: readonly (readonly [rule: string, pattern: RegExp])[] = [
  ['key-block', /-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g],
  ['subscription', /(?<![a-z])(?:imsi|suci|supi)[\s:=#_-]{0,3}\d(?:[\s.-]?\d){4,31}/gi],
  ['realm', /\S*(?:3gppnetwork\.org|\bmnc\d{2,3}\.mcc\d{3}|\.gprs\b)\S*/gi],
  ['activation-code', /LPA:\d?\$\S+/gi],
  ['password-hash', /\{(?:S?SHA\d*|S?MD5|(?:X-)?CRYPT|PBKDF2[\w-]*)\}\S+|\$(?:2[abxy]?|[156y]|argon2\w*)\$[^\s$]+\$?\S+/gi],
  ['filter-rule', /\b(?:permit|deny) (?:in|out) (?:ip|\d+) from\b[^\n;]*/gi],
  ['policy-dump', /\b(?:Charging-Rule-(?:Install|Definition|Name|Base-Name)|Subscription-Id-Data)\b[^\n;]*/gi],
  ['key', /(?<![A-Za-z\d+/=])[A-Za-z\d+/]{21}[AQgw]==/g],
  ['key', /(?<![\da-z])(?:0x)?[\da-f]{32}(?![\da-z])|(?<![\da-z])(?:[\da-f]{4} ){7}[\da-f]{4}(?![\da-z])/gi],
  ['mac', /(?<![\da-f:-])[\da-f]{2}([:-])(?:[\da-f]{2}\1){4}[\da-f]{2}(?![\da-f:-]{2})/gi],
  ['mac', /(?<![\da-z.])[\da-f]{4}\.[\da-f]{4}\.[\da-f]{4}(?![\da-z.])/gi],
];

const uuid = /(?<![\da-f-])[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?![\da-f-])/gi;
const groups = /\d+/g;
const gap = /^[\s.-]{1,2}$/;
/** More groups than any way of writing an identifier has. */
const mostGroups = 16;

/** Digits in groups: every row of neighbouring groups is tried as one number, the longest first. */
function digitIdentifiers(text: string, options: DetectorOptions): Found[] {
  const found: Found[] = [];
  const parts = [...text.matchAll(groups)].map((match) => ({ digits: match[0], start: match.index }));
  for (let first = 0; first < parts.length; first += 1) {
    const { start } = parts[first]!;
    let digits = '';
    let best: { last: number; found: Found } | undefined;
    let end = start;
    for (let last = first; last < Math.min(parts.length, first + mostGroups); last += 1) {
      const part = parts[last]!;
      if (last > first && !gap.test(text.slice(end, part.start))) break;
      digits += part.digits;
      end = part.start + part.digits.length;
      if (digits.length > 32) break;
      const rule = digitRuleOf(digits, text.slice(start, end), text[start - 1] === '+', options.ownNetworks ?? []);
      if (rule) best = { last, found: { start, end: /^F(?![a-z\d])/i.test(text.slice(end)) ? end + 1 : end, rule } };
    }
    if (!best) continue;
    found.push(best.found);
    first = best.last;
  }
  return found;
}

/** Finds network identifiers in a raw text, in the order of their place, without overlap. */
export function findIdentifiers(text: string, options: DetectorOptions = {}): Found[] {
  if (text.length < 7 || !suspect.test(text)) return [];
  const found: Found[] = [];
  // What is found is blanked out, so that a later rule neither finds it again nor reads across it.
  const blank = (start: number, end: number) => (rest = rest.slice(0, start) + '_'.repeat(end - start) + rest.slice(end));
  let rest = text;
  for (const match of text.matchAll(uuid)) blank(match.index, match.index + match[0].length);
  for (const [rule, pattern] of forms) {
    for (const match of rest.matchAll(pattern)) {
      const [start, end] = [match.index, match.index + match[0].length];
      found.push({ start, end, rule });
      blank(start, end);
    }
  }
  return [...found, ...digitIdentifiers(rest, options)].sort((one, other) => one.start - other.start);
}

/** Puts a mark in the place of every identifier, and tells what was there so that a salted hash can be kept. */
export function redact(
  text: string,
  options: DetectorOptions = {},
): { text: string; found: { rule: string; value: string }[] } {
  const found = findIdentifiers(text, options);
  if (found.length === 0) return { text, found: [] };
  let result = '';
  let from = 0;
  for (const { start, end } of found) {
    result += text.slice(from, start) + removed;
    from = end;
  }
  return {
    text: result + text.slice(from),
    found: found.map(({ start, end, rule }) => ({ rule, value: text.slice(start, end) })),
  };
}

function scan(value: Json, path: string, options: DetectorOptions): { path: string; rule: string } | null {
  if (typeof value === 'string' || typeof value === 'number') {
    const found = findIdentifiers(String(value), options)[0];
    return found ? { path, rule: found.rule } : null;
  }
  if (value === null || typeof value === 'boolean') return null;
  for (const [name, member] of Object.entries(value)) {
    // Ids of Zoho are long digit strings of their own; they are no values of ours.
    if (name === 'id' && !Array.isArray(value)) continue;
    const hit = scan(member, Array.isArray(value) ? `${path}[${name}]` : `${path}.${name}`, options);
    if (hit) return hit;
  }
  return null;
}

/**
 * Last look at records that are about to leave. Returns the place and rule of the first identifier, never the value;
 * members named `id` hold ids of Zoho and are passed over.
 */
export function scanBody(records: JsonObject[], options: DetectorOptions = {}): { path: string; rule: string } | null {
  return scan(records, 'data', options);
}
