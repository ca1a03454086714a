import type { Meaning, Reference, SemanticType } from '../../schemas/column-facts.ts';
import { meanings } from '../../schemas/column-facts.ts';
import type { ExtractedObject } from '../../schemas/terms.ts';
import type { Measured } from './measure.ts';
import { conceptsIn, type Concept } from './vocabulary.ts';

/** What a column is classified by. */
export interface Evidence {
  object: ExtractedObject;
  column: string;
  /** The profile names the column as the key of its object. */
  isDeclaredKey: boolean;
  /** Every row has a value of its own. */
  isKey: boolean;
  filled: number;
  distinct: number;
  measured: Measured;
  /** What the profile declares the values to be, by their format. */
  declared: 'date' | 'timestamp' | null;
  references: Reference[];
}

export interface Classified {
  semantic: SemanticType;
  score: number;
  runnerUp: { semantic: SemanticType; score: number } | null;
  meaning: Meaning | null;
}

/** Objects whose name is that of a person or a company. */
const parties: ReadonlySet<ExtractedObject> = new Set(['billing_accounts', 'subscribers', 'contacts']);

/** The most values that a status or a code has. */
const mostCodes = 30;

type Score = (evidence: Evidence & { says: (concept: Concept) => number }) => number;

const few: Score = ({ distinct, filled }) => Number(distinct <= mostCodes && filled >= 5 * distinct);

/** A score needs the values; where they fit several types, the name decides. In the order in which ties are decided. */
const scores: [SemanticType, Score][] = [
  ['id', ({ isDeclaredKey }) => Number(isDeclaredKey)],
  [
    'birth_date',
    ({ measured: { shares }, declared, says }) =>
      says('birth') * (declared === null ? 0.4 + 0.6 * (shares.date + shares.timestamp) : 1),
  ],
  ['timestamp', ({ measured, declared }) => Math.max(measured.shares.timestamp, Number(declared === 'timestamp'))],
  ['date', ({ measured, declared }) => Math.max(0.95 * measured.shares.date, Number(declared === 'date'))],
  [
    'network_identifier',
    ({ measured }) => (measured.shares.identifier >= 0.5 ? 0.6 + 0.4 * measured.shares.identifier : 0),
  ],
  ['reference', ({ references }) => (references.length > 0 ? 0.97 : 0)],
  ['email', ({ measured, says }) => 0.8 * measured.shares.email + 0.2 * says('email')],
  ['url', ({ measured }) => measured.shares.url],
  ['json', ({ measured }) => measured.shares.json],
  ['currency', ({ measured, says }) => 0.7 * measured.shares.currency + 0.3 * says('currency')],
  ['language', ({ measured, says }) => 0.6 * measured.shares.language + 0.4 * says('language')],
  ['country', ({ measured, says }) => 0.65 * measured.shares.country + 0.35 * says('country')],
  [
    'phone',
    ({ measured: { shares }, says }) =>
      Math.max(0.92 * shares.phone, says('phone') * (0.4 + 0.6 * (shares.phone + shares.digits))),
  ],
  ['flag', ({ measured, distinct, says }) => (distinct <= 3 && !says('status') ? 0.9 * measured.shares.boolean : 0)],
  ['day_of_month', ({ measured, says }) => says('day') * says('cycle') * measured.shares.dayOfMonth],
  [
    'percentage',
    ({ measured, says }) =>
      Math.max(measured.shares.percent, 0.5 * measured.shares.number * (1 + says('percent')) * says('percent')),
  ],
  ['quantity', ({ measured, says }) => says('quantity') * measured.shares.number],
  [
    'money',
    ({ measured: { shares }, says }) =>
      0.4 * shares.number +
      0.3 * shares.decimals +
      0.3 * speaksOfMoney(says) * Math.max(shares.number, shares.decimals),
  ],
  [
    'status',
    ({ says, ...evidence }) => {
      const { date, timestamp } = evidence.measured.shares;
      return 0.96 * says('status') * few({ ...evidence, says }) * (1 - Math.max(date, timestamp));
    },
  ],
  ['tax_number', ({ measured, says }) => says('taxpayer') * (0.5 + 0.5 * measured.shares.coded)],
  ['postcode', ({ measured, says }) => says('postcode') * (0.4 + 0.6 * measured.shares.postcode)],
  [
    'file_name',
    ({ measured: { shares }, says }) =>
      0.9 * Math.max(shares.file, says('file') * shares.dotted) * (1 - shares.email) + 0.1 * says('file'),
  ],
  ['company', ({ measured: { shares }, says }) => Math.max(0.95 * says('company'), shares.legalForm)],
  ['given_name', ({ measured: { shares }, says }) => says('given') * (0.4 + 0.6 * shares.letters)],
  ['family_name', ({ measured: { shares }, says }) => says('family') * (0.4 + 0.6 * shares.letters)],
  ['street', ({ measured: { shares }, says }) => says('street') * (0.6 + 0.4 * shares.numbered) * (1 - shares.email)],
  ['city', ({ measured: { shares }, says }) => says('city') * (0.6 + 0.4 * shares.letters)],
  ['person_name', ({ says, object }) => (parties.has(object) ? 0.8 * says('name') : 0)],
  ['title', ({ says, object }) => (parties.has(object) ? 0 : 0.8 * says('name'))],
  ['user', ({ measured: { shares }, says }) => says('user') * (0.9 - 0.5 * shares.sentence)],
  [
    'text',
    ({ measured: { shares }, says }) => Math.max(0.6, 0.85 * says('remark'), 0.9 * shares.sentence, shares.markup),
  ],
  ['number', ({ measured }) => 0.65 * measured.shares.number],
  // Amounts without decimals can all be different, too.
  ['id', ({ isKey, measured: { shares }, says }) => (isKey ? 0.75 * shares.coded * (1 - speaksOfMoney(says)) : 0)],
  ['code', (evidence) => 0.7 * few(evidence)],
];

const moneyConcepts = ['amount', 'total', 'balance', 'price', 'discount', 'tax', 'limit'] as const;
const speaksOfMoney = (says: (concept: Concept) => number): number => Math.max(...moneyConcepts.map(says));
const amounts: ReadonlySet<SemanticType> = new Set(['money', 'percentage', 'quantity', 'number']);
const times: ReadonlySet<SemanticType> = new Set(['date', 'timestamp', 'birth_date']);
const ofAmounts: ReadonlySet<Meaning> = new Set(['total', 'balance', 'price', 'discount', 'tax', 'limit']);

/** The semantic type of a column, by its values, its name, and the ids that it refers to. */
export function classify(evidence: Evidence): Classified {
  if (evidence.measured.values === 0) return { semantic: 'empty', score: 1, runnerUp: null, meaning: null };
  const concepts = conceptsIn(evidence.column);
  const says = (concept: Concept) => Number(concepts.has(concept));
  const [best, second] = scores
    .map(([semantic, score]) => ({ semantic, score: Math.min(1, score({ ...evidence, says })) }))
    .toSorted((a, b) => b.score - a.score);
  // `text` always has a score.
  const { semantic, score } = best!;
  return { semantic, score, runnerUp: second!.score > 0 ? second! : null, meaning: meaningOf(semantic, concepts) };
}

function meaningOf(semantic: SemanticType, concepts: ReadonlySet<Concept>): Meaning | null {
  const isAmount = amounts.has(semantic);
  if (!isAmount && !times.has(semantic)) return null;
  return meanings.find((meaning) => concepts.has(meaning) && ofAmounts.has(meaning) === isAmount) ?? null;
}

/**
 * The columns of a table, seen together: beside a surname, and without another given name, a name is the given name (Spanish
 * `nombre`, `apellidos`).
 */
export function settleNames<Fact extends Pick<Classified, 'semantic'>>(facts: readonly Fact[]): Fact[] {
  const of = (wanted: SemanticType) => facts.filter(({ semantic }) => semantic === wanted);
  const [name, ...others] = of('person_name');
  if (!name || others.length > 0 || of('family_name').length !== 1 || of('given_name').length > 0) return [...facts];
  return facts.map((one) => (one === name ? { ...one, semantic: 'given_name' } : one));
}
