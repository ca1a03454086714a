import { labelOfName, type Label } from './label-words.ts';

/** Words that name an identifier or a credential wherever they stand in a name. */
const withheldWords = new Set(
  (
    'imsi imsis suci supi msin iccid iccids icc eid euicc imei imeis imeisv meid esn ki opc amf sqn adm puk puc kic kid psk ' +
    'lpa apn dnn mac bssid vlan eci tac mme sgsn ggsn pgw hss hlr password passwd passphrase passcode pwd cleartext secret ' +
    'token nai ipaddr ipaddress cvv cvc smdp'
  ).split(' '),
);

/** Words that do so only together. */
const withheldPhrases = new RegExp(
  `(?:^| )(?:${[
    '[eu]?sim(?: card)? (?:no|nr|num|number|serial|id)',
    'icc id|op c|aka k|(?:auth|authentication|transport|master) key',
    '(?:activation|confirmation|matching) (?:code|id)',
    '(?:calling|called) station|nas (?:id|port)|cell id',
    'ip$|(?:framed|static|public|nas|wan|lan) ip|ip (?:addr|address|range|block|pool|prefix)',
    '(?:sim|card|user) pin|pin (?:no|number)',
    'snmp community|community string|^radius$|radius (?:user|login|name|client)',
    '(?:credit|debit|payment|bank) card (?:no|num|number)',
  ].join('|')})(?: |$)`,
);

/** Parts of names that are written in one word. */
const withheldParts =
  /imsi|iccid|imei|passw(?:or)?d|passphrase|pukcode|simserial|sim(?:card)?(?:no|number)$|macaddr|ipaddr|cleartext/;

/** What says something about an identifier and does not hold it: when it was changed, whether there is one. */
const aboutIt =
  /(?:^| )(?:at|on|date|time|count|status|state|type|flag|enabled|required|changed|expiry|expires|expired|policy|attempts|reset|size|format|model|brand|vendor)$/;

const pin = /(?:^| )pin(?: ?code)?(?: |$)/;

/** The words of a name, with and without acronyms parted from what follows, as in PUKCode and OPc; numbers left out. */
function phrasesOf(name: string): string[] {
  const plain = name
    .normalize('NFKC')
    .replaceAll(/ipv[46]/gi, ' ip ')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2');
  return [plain, plain.replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')].map((text) =>
    text
      .toLowerCase()
      .replaceAll(/\d+/g, ' ')
      .replaceAll(/[^a-z]+/g, ' ')
      .trim(),
  );
}

/** What a field's name says about its value. */
export interface NameFacts {
  /** `withhold` whatever the value is; `pin` for a PIN, which may be an Indian postcode. */
  verdict: 'withhold' | 'pin' | null;
  /** The label that the name ends with; it stands before the value as in a text. */
  label: Label | null;
}

function verdictOf(name: string): NameFacts['verdict'] {
  const phrases = phrasesOf(name);
  if (phrases.some((phrase) => aboutIt.test(phrase))) return null;
  const isWithheld = (phrase: string) =>
    phrase.split(' ').some((word) => withheldWords.has(word)) ||
    withheldPhrases.test(phrase) ||
    withheldParts.test(phrase.replaceAll(' ', ''));
  if (phrases.some(isWithheld)) return 'withhold';
  return phrases.some((phrase) => pin.test(phrase)) ? 'pin' : null;
}

/** Judges fields by their last name, in any spelling: camel case, dashes, blanks, numbered as in imsi1. */
export function createNameJudge(): (field: string) => NameFacts {
  const judged = new Map<string, NameFacts>();
  return (field) => {
    const known = judged.get(field);
    if (known) return known;
    const name = field.slice(field.lastIndexOf('.') + 1);
    const facts = { verdict: verdictOf(name), label: labelOfName(name) };
    if (judged.size < mostNames) judged.set(field, facts);
    return facts;
  };
}

const mostNames = 10_000;

/** Whether a value must not leave by the name of its field. A PIN code of six digits is an Indian postcode and stays. */
export const isWithheld = ({ verdict }: NameFacts, value: string): boolean =>
  verdict === 'withhold' || (verdict === 'pin' && !/^\s*\d{3}\s?\d{3}\s*$/.test(value));
