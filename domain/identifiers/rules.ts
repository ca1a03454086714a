import type { IdentifierKind } from '../../schemas/terms.ts';

export type HitKind = IdentifierKind | 'pin' | 'puk' | 'card' | 'file' | 'unknown';

/** `withhold`: the part, or the whole value, must not leave. `report`: a finding for people. `off`: not looked for. */
export type Action = 'withhold' | 'report' | 'off';

interface Rule {
  kind: HitKind;
  action: Action;
  /** What makes it an identifier and not any other number. */
  confirmedBy: string;
}

const ownKinds = ['imsi', 'iccid', 'imei', 'eid', 'key', 'mac', 'ip', 'apn', 'credential'] as const;
const labelledKinds = [...ownKinds, 'pin', 'puk', 'card'] as const;

const own = Object.fromEntries(
  ownKinds.map((kind) => [`own-${kind}`, { kind, action: 'withhold', confirmedBy: 'its fingerprint' }]),
) as Record<`own-${(typeof ownKinds)[number]}`, Rule>;

const beside: Partial<Record<HitKind, string>> = {
  imsi: 'its label and 14 or 15 digits; beside SIM only with a known network code; beside MSIN 9 or 10 digits',
  iccid: 'its label and 18 to 20 digits; beside SIM only from 89 on',
  imei: 'its label and 14 to 16 digits',
  eid: 'its label and 32 digits',
  key: 'its label and 32 or 64 hex digits, or 16 bytes of base64',
  mac: 'its label and 12 hex digits',
  ip: 'its label and an address',
  apn: 'its label and a name with a dot or a digit',
  credential: 'its label and a word with a digit or sign, any word after =, or a mixed word of eight and more',
  pin: 'its label and 4, 5, 7 or 8 digits',
  puk: 'its label and 8 digits',
  card: 'its label, the prefix of a card scheme and the Luhn check',
};
const labelled = Object.fromEntries(
  labelledKinds.map((kind) => [`labelled-${kind}`, { kind, action: 'withhold', confirmedBy: beside[kind]! }]),
) as Record<`labelled-${(typeof labelledKinds)[number]}`, Rule>;

/** Every rule, what it finds and what confirms it. docs/identifier-rules.md has what each was measured to do. */
export const rules = {
  'field-name': { kind: 'unknown', action: 'withhold', confirmedBy: 'the name of the field' },
  ...own,
  'own-msin': {
    kind: 'imsi',
    action: 'withhold',
    confirmedBy: 'a label and, after one of the own network codes, its fingerprint',
  },
  'own-block': {
    kind: 'imsi',
    action: 'withhold',
    confirmedBy: 'a block of 100,000 IMSIs of which at least 1 in 100 is known',
  },
  'own-tac': { kind: 'imei', action: 'withhold', confirmedBy: 'a known device type and the Luhn check' },
  'own-iin': {
    kind: 'iccid',
    action: 'withhold',
    confirmedBy: 'the first six digits of known cards and the Luhn check',
  },
  'own-plmn': { kind: 'imsi', action: 'report', confirmedBy: 'the network code alone' },
  ...labelled,
  'subscriber-name': { kind: 'imsi', action: 'withhold', confirmedBy: 'its form, imsi-… or suci-…' },
  realm: { kind: 'imsi', action: 'withhold', confirmedBy: 'its form, …3gppnetwork.org or ….gprs' },
  'esim-code': { kind: 'eid', action: 'withhold', confirmedBy: 'its form, LPA:1$… or 1$host$…' },
  eid: { kind: 'eid', action: 'withhold', confirmedBy: '32 digits from 89 on and the modulo 97 check' },
  mac: {
    kind: 'mac',
    action: 'withhold',
    confirmedBy:
      'six pairs or three groups of four hex digits with separators, with colons also without zeros in front',
  },
  ip: { kind: 'ip', action: 'withhold', confirmedBy: 'a network mask behind it, or the form of a global IPv6 address' },
  'password-hash': { kind: 'credential', action: 'withhold', confirmedBy: 'its form, {SSHA}… or $6$…' },
  'url-password': { kind: 'credential', action: 'withhold', confirmedBy: 'its place in a link, ://user:…@' },
  'key-block': { kind: 'key', action: 'withhold', confirmedBy: 'its form, -----BEGIN …' },
  'filter-rule': { kind: 'ip', action: 'withhold', confirmedBy: 'its form, permit out … from' },
  card: {
    kind: 'card',
    action: 'withhold',
    confirmedBy: 'groups as on a card, the prefix of a card scheme and the Luhn check',
  },
  'card-run': { kind: 'card', action: 'report', confirmedBy: 'the prefix of a card scheme and the Luhn check' },
  'too-long': { kind: 'unknown', action: 'withhold', confirmedBy: 'more text than can be scanned' },
} satisfies Record<string, Rule>;

export type RuleId = keyof typeof rules;
