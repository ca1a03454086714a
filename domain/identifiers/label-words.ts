/** Words that announce an identifier. A blank stands for a blank, an underscore, a dash or nothing. */
const words = {
  imsi: 'imsi, supi, suci, msin',
  iccid: 'icc id',
  imei: 'imei, imei sv',
  eid: 'eid, euicc',
  meid: 'meid, esn',
  sim: 'sim, sim card, esim, usim, uicc',
  pin: 'pin',
  puk: 'puk, puks, puc, adm1, adm2, adm key, adm code',
  key: 'ki, k, op, op c, kic, kid, psk, key',
  mac: 'mac, bssid, ethernet',
  ip: 'ip, ip v4, ip v6, ip addr, wan, lan, gateway, subnet',
  apn: 'apn, dnn',
  credential:
    'password, passwords, passwd, passphrase, passcode, pass, pwd, pw, secret, snmp community, community string, ' +
    'wpa key, wpa2 key, wpa3 key, wi fi key, wlan key, ' +
    'passwort, kennwort, mot de passe, contraseña, contrasena, clave, senha, wachtwoord',
  card: 'card, pan, visa, mastercard, maestro, amex, american express',
  /** Numbers of these may look like those of payment cards. */
  other: 'loyalty card, gift card, member card, membership card, club card, bonus card, phone card',
} as const;
export type Label = keyof typeof words;

/** These are nothing else, also inside a longer word; the others are words of their own. */
const stems: readonly Label[] = ['imsi', 'iccid', 'imei'];

const labels = new Map(
  Object.entries(words).flatMap(([label, list]) =>
    list.split(', ').map((word): [word: string, label: Label] => [word, label as Label]),
  ),
);
const labelByLetters = new Map([...labels].map(([word, label]) => [word.replaceAll(' ', ''), label]));

/** Words whose values may have no digit; a text must be searched where one of them is in it. */
export const credentialSource = words.credential.replaceAll(', ', '|').replaceAll(' ', '[ _-]?');

/** Longer ones first, because the first that matches is taken. */
const pattern = (isStem: boolean) =>
  [...labels]
    .filter(([, label]) => stems.includes(label) === isStem)
    .map(([word]) => word.replaceAll(' ', '[ _-]?'))
    .sort((a, b) => b.length - a.length)
    .join('|');

/** A label as its first group; a digit may number it, as in IMEI2. */
export const labelSource = `(${pattern(true)}|(?<![a-z\\d])(?:${pattern(false)})(?![a-z]))(?:[ _-]?[1-9](?![\\da-z]))?`;

/** The label that a match of `labelSource` is. */
export const labelOf = (match: RegExpExecArray): Label =>
  labelByLetters.get(match[1]!.toLowerCase().replaceAll(/[ _-]/g, ''))!;

const labelAtEnd = new RegExp(`${labelSource}(?:[ _-]?(?:no|nr|num|number|id|value|code))?$`, 'i');

/** The label that the name of a field ends with, as in `extensions.old_sim`. */
export function labelOfName(name: string): Label | null {
  const match = labelAtEnd.exec(name.replaceAll(/([a-z\d])([A-Z])/g, '$1 $2'));
  return match && labelOf(match);
}

/** Bits of `endings`. */
export const labelWithin = 1;
export const labelAtWordEnd = 2;
export const formAtWordEnd = 4;
export const dotAtWordEnd = 8;

const formWords = ['gprs', 'gppnetwork', 'lpa', 'permit', 'begin'];

/** Adds a letter to the last four of a word, which are held in 20 bits. */
export const nextLetters = (letters: number, code: number): number => ((letters << 5) | (code & 31)) & 0xfffff;

/** Place of four letters in `endings`. */
export const endingAt = (letters: number): number => Math.imul(letters, 0x9e3779b1) >>> 20;

/**
 * What the last four letters of a word may be the end of, so that most texts are not searched for labels at all. Other words
 * share some of the 4,096 places; that costs a search and changes no answer.
 */
export const endings = new Uint8Array(4_096);
const note = (word: string, bit: number) => {
  const letters = [...word].reduce((held, letter) => nextLetters(held, letter.charCodeAt(0)), 0);
  endings[endingAt(letters)]! |= bit;
};
for (const [word, label] of labels) {
  const letters = word.replaceAll(/\d/g, '');
  note(letters.slice(letters.lastIndexOf(' ') + 1), labelAtWordEnd);
  note(letters.replace(' ', ''), stems.includes(label) ? labelWithin | labelAtWordEnd : labelAtWordEnd);
}
for (const word of formWords) note(word, formAtWordEnd);
note('dot', dotAtWordEnd);
