import { canonicalIpv4, canonicalIpv6, ipv4Source, ipv6Source } from './address.ts';
import type { OnLabelled } from './labels.ts';

interface Form {
  rule: Parameters<OnLabelled>[0];
  pattern: RegExp;
  confirm?: (match: RegExpMatchArray) => boolean;
}

const withEdges = (source: string) => `(?<![\\da-z])(?:${source})(?![\\da-z])`;
const hasLetter = ([text]: RegExpMatchArray) => /[a-f]/i.test(text);

/** Forms that nothing else has. Every repetition is bounded, so that no text makes a pattern slow. */
const forms: Form[] = [
  { rule: 'key-block', pattern: /-----BEGIN[^]{0,20000}?-----END[^\n]{0,80}|-----BEGIN[^]{0,20000}/g },
  { rule: 'subscriber-name', pattern: /(?<![a-z\d])(?:imsi|supi)-\d{5,15}(?!\d)|(?<![a-z\d])suci-\d[\w-]{8,200}/gi },
  { rule: 'realm', pattern: /(?<![\w.@-])[\w.@-]{0,250}(?:3gppnetwork\.org|\.gprs)(?![a-z\d])/gi },
  { rule: 'esim-code', pattern: /LPA:1\$\S{1,400}|(?<![\w$])1\$[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}\$[\w-]{4,200}/gi },
  {
    rule: 'password-hash',
    pattern:
      /\{(?:s?sha(?:256|512)?|s?md5|crypt|nt|lm|pbkdf2[\w-]{0,10})\}\S{8,200}|\$(?:2[aby]|[156]|y|argon2id?)\$\S{9,260}/gi,
  },
  { rule: 'url-password', pattern: /(?<=:\/\/[^\s/:@]{1,64}:)[^\s/@]{1,200}(?=@)/g },
  { rule: 'filter-rule', pattern: /permit (?:in|out|inout) (?:ip|tcp|udp|icmp|\d{1,3}) from [^\n]{1,200}/gi },
  { rule: 'mac', pattern: new RegExp(withEdges('[\\da-f]{2}(?::[\\da-f]{2}){5}'), 'gi') },
  {
    rule: 'mac',
    pattern: new RegExp(withEdges('[\\da-f]{2}(?:-[\\da-f]{2}){5}|[\\da-f]{4}\\.[\\da-f]{4}\\.[\\da-f]{4}'), 'gi'),
    // Phone numbers in pairs and numbers in fours have no letters.
    confirm: hasLetter,
  },
  {
    rule: 'mac',
    pattern: new RegExp(withEdges('(?<!:)[\\da-f]{1,2}(?::[\\da-f]{1,2}){5}(?!:)'), 'gi'),
    // Without leading zeros, as some systems print them; times and ratios have no letters.
    confirm: ([text]) => /[a-f]/i.test(text) && /\d/.test(text),
  },
  {
    rule: 'ip',
    pattern: new RegExp(`${ipv4Source}/(?:3[0-2]|[12]\\d|[89])(?![\\d/])`, 'gi'),
    confirm: ([, ...parts]) => canonicalIpv4(parts) !== null,
  },
  {
    rule: 'ip',
    pattern: new RegExp(ipv6Source, 'gi'),
    // Global unicast; four signs in the first group tell it from times and ratios.
    confirm: ([text]) => /^[23][\da-f]{3}:/i.test(text) && canonicalIpv6(text) !== null,
  },
];

/** Cheap test of whether any of the forms can be in a text. */
const anyForm =
  /(?:[\da-f]{1,2}[:-]){4}|[\da-f]{4}\.[\da-f]{4}\.|-----begin|(?:imsi|supi|suci)-\d|3gppnetwork|\.gprs|lpa:1|1\$[\w-]|\{[a-z\d-]{2,20}\}\S|\$\w{1,8}\$|permit (?:in|out)|:\/\/[^\s/]{1,200}@|\.\d{1,3}\/[123]?\d|[23][\da-f]{3}:[\da-f]{0,4}:/i;

/** Makes the search for identifiers by their form alone, in a folded text. */
export const createFormSearch =
  (found: OnLabelled): ((text: string) => void) =>
  (text) => {
    if (!anyForm.test(text)) return;
    for (const { rule, pattern, confirm } of forms) {
      for (const match of text.matchAll(pattern)) {
        if (!confirm || confirm(match)) found(rule, match.index, match.index + match[0].length);
      }
    }
  };
