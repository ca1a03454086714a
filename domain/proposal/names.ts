import { abbreviationsOf, compoundsOf, containers } from '../column-facts/compounds.ts';
import { wordsOfName } from '../column-facts/vocabulary.ts';
import { vocabulary } from './vocabulary.ts';

/** A word of a name, with the concepts that it stands for. A word that is in no list stands for itself. */
export interface Word {
  text: string;
  concepts: readonly string[];
}

const conceptsOf = new Map<string, string[]>();
/** Words of the other languages: the beginnings of English ones are too often words of their own, such as `main` and `sign`. */
const foreign = new Map<string, string[]>();
for (const line of vocabulary.trim().split('\n')) {
  const [concept, english, ...others] = line.split('|') as [string, string, ...string[]];
  const add = (words: Map<string, string[]>, languages: string[]) => {
    for (const word of new Set(languages.join(' ').split(' ').filter(Boolean)))
      words.set(word, [...(words.get(word) ?? []), concept]);
  };
  add(conceptsOf, [english, ...others]);
  add(foreign, others);
}
const abbreviated = abbreviationsOf(foreign);

/** Words that say nothing about the value. */
const fillers = new Set(
  'of the de del la las los el le les du d l in for or und and y et am zum is fk by 1'.split(' '),
);

/** Words that mean one thing together, or where the other one would mislead. */
const phrases: [RegExp, string][] = [
  [/\be mail\b|\bcorreo electronico\b|\b(?:direccion|adresse) (?:de )?(?:correo|mail|electronique)\b/g, 'email'],
  [/\buser name\b/g, 'username'],
  [/\bopt(?:ed)? (out|in)\b/g, 'opt$1'],
  [/\bpurchase order\b/g, 'purchaseorder'],
  [/\bunit of measure\b|\bunidad de medida\b|\bunite de mesure\b/g, 'unitofmeasure'],
  [/\bentidad federativa\b/g, 'entidadfederativa'],
  [/\b(?:pagina|sitio|page|site) (?:web|internet)\b/g, 'website'],
  [/\b(email|mail|web|internet) (?:address|adresse)\b/g, '$1'],
  [/\b(?:postal|post|zip) code\b|\b(?:codigo|cod|code) postal\b/g, 'postcode'],
  [/\b(?:tax|vat) (?:id|no|nr|num|number|reg|registration)(?: (?:no|nr|num|number))?\b/g, 'taxid'],
  [
    /\b(?:ust|mwst|umsatzsteuer|mehrwertsteuer|steuer) (?:id ?(?:no|nr|nummer)?|ident ?(?:nr|nummer)|nr|nummer)\b/g,
    'taxid',
  ],
  [/\b(?:umsatz|mehrwert)?steuer(?:id|idnr|nr|ident(?:ifikations)?(?:nr|nummer))\b|\bust(?:nr|idnummer)\b/g, 'taxid'],
  [/\b(?:numero|num|nro|no|n|id|identificacion|identifiant) (?:de |d )?(?:tva|iva|impuesto)\b/g, 'taxid'],
  [/\b(?:tva|iva) (?:intracom\w*|numero|num|no|id)\b/g, 'taxid'],
  [/\b(phone|tel|telephone|mobile|fax|telefono|movil)(?: phone)? (?:number|no|nr|num)\b/g, '$1'],
  [/\b(?:raz(?:on)? soc(?:ial)?|rais(?:on)? soc(?:iale)?|legal name|nom(?:bre)? fiscal)\b/g, 'company'],
  // The name by which a company trades stands beside its own.
  [/\b(?:nom(?:bre)? com(?:m?ercial)?|trade name)\b/g, 'company other'],
  [/\b(?:account|sales) (?:manager|rep|person)\b/g, 'owner'],
  [/\blast (?=modified|updated?|changed?|login|reminder|status|activity)|\bultima? (?=modif)/g, ''],
  [/\b(?:fec|fecha) ult modif\b|\bletzte aenderung\b/g, 'modified'],
  [/\bstate or province\b/g, 'state'],
  // Containers in the paths of nested values.
  [/\b(?:contact )?contact medium\b|\bvalid for\b|\brelated party\b|\bcharacteristic value\b|\bengaged party\b/g, ''],
  [/\bproduct offering price (?=\w)|\bproduct specification (?=\w)|\bparty or party role\b/g, ''],
  [/(?<=[a-z] )(?:amount )?value$/g, ''],
];

const { withEnding, without } = compoundsOf((word) => conceptsOf.has(word));
const { partsOf } = compoundsOf((word) => conceptsOf.has(word) || containers.has(word));

/** Endings of the plural. */
const plurals = ['s', 'es', 'e', 'n', 'en'];

function readWord(text: string): Word[] {
  const known = conceptsOf.get(text);
  if (known) return [{ text, concepts: known }];
  if (containers.has(text)) return [{ text, concepts: [`=${text}`] }];
  const [, letters = text, digits] = /^([a-z]+)(\d+)$/.exec(text) ?? [];
  if (digits !== undefined && (conceptsOf.has(letters) || abbreviated(letters)))
    return [...readWord(letters), ...(Number(digits) > 1 ? [{ text: digits, concepts: ['other'] }] : [])];
  if (/^[2-9]$/.test(text)) return [{ text, concepts: ['other'] }];
  const singular = without(text, plurals);
  if (singular !== undefined) return readWord(singular);
  const parts = partsOf(text) ?? withEnding(text);
  const concepts = parts ? null : abbreviated(text);
  if (concepts) return [{ text, concepts }];
  return parts ? parts.flatMap(readWord) : [{ text, concepts: [`=${text}`] }];
}

/** The words of the name of a column or a field, in any spelling: camel case, underscores, run together. */
export function readName(name: string): Word[] {
  let text = wordsOfName(name).join(' ');
  for (const [pattern, replacement] of phrases) text = text.replace(pattern, replacement);
  const words = text
    .split(' ')
    .filter((word) => word !== '' && !fillers.has(word))
    .flatMap(readWord);
  // `startDateTime` speaks of one date.
  return words.filter((word, place) => words.findIndex((one) => sameConcepts(one, word)) === place);
}

const sameConcepts = (one: Word, other: Word) => one.concepts.join() === other.concepts.join();

/** Whether a name has a word that stands for one of the concepts. */
export const speaksOf = (words: readonly Word[], ...concepts: string[]): boolean =>
  words.some((word) => word.concepts.some((one) => concepts.includes(one)));
