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

/**
 * Judges a field by its name, in any spelling: camel case, dashes, blanks, numbered as in imsi1.
 * @returns `withhold` whatever the value is; `pin` for a PIN, which may be an Indian postcode
 */
function judge(name: string): 'withhold' | 'pin' | null {
  const phrases = phrasesOf(name);
  if (phrases.some((phrase) => aboutIt.test(phrase))) return null;
  const isWithheld = (phrase: string) =>
    phrase.split(' ').some((word) => withheldWords.has(word)) ||
    withheldPhrases.test(phrase) ||
    withheldParts.test(phrase.replaceAll(' ', ''));
  if (phrases.some(isWithheld)) return 'withhold';
  return phrases.some((phrase) => pin.test(phrase)) ? 'pin' : null;
}

const verdicts = new Map<string, ReturnType<typeof judge>>();
const mostVerdicts = 10_000;

/** Whether a field must not leave by its name. A PIN code of six digits is an Indian postcode and stays. */
export function isWithheldName(name: string, value: string): boolean {
  let verdict = verdicts.get(name);
  if (verdict === undefined) {
    verdict = judge(name);
    if (verdicts.size < mostVerdicts) verdicts.set(name, verdict);
  }
  return verdict === 'withhold' || (verdict === 'pin' && !/^\s*\d{3}\s?\d{3}\s*$/.test(value));
}
