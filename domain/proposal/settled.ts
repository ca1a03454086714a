import type { SemanticType } from '../../schemas/column-facts.ts';
import type { Tier } from '../../schemas/proposal.ts';
import type { Module } from '../../schemas/terms.ts';
import { createNameJudge } from '../identifiers/field-names.ts';
import type { Label } from '../identifiers/label-words.ts';
import { folded, type Column } from './features.ts';
import { isBareAmount } from './money.ts';
import { speaksOf } from './names.ts';
import { isWithheldEarlier } from './opinions.ts';

/** A decision that does not depend on how well names and types fit. */
export interface Settled {
  into: 'withheld' | 'ignore';
  reason: string;
  /** `certain` without it. */
  tier?: Tier;
}

/** What is known of the table that a column is in. */
export interface TableContext {
  module: Module;
  key: string;
  /** The ids are network identifiers. */
  hasSecretKeys: boolean;
  /** The field by which the source selects changed rows. */
  updated: string | null;
  /** Only companies are loaded: what is about a person has no place. */
  isBusiness: boolean;
  columns: readonly Column[];
}

type Rule = (column: Column, table: TableContext) => Settled | null;

const taxReason = 'tax set-up never moves; it is in the tax handoff';
const pricingReason = 'conditional prices are in the pricing-rule inventory';
const bundleReason = 'what a product consists of is in the inventory of bundles';
/** The lists of the handoff that columns go into, by the reason why they are left out. */
export const listOfReason: Readonly<Record<string, 'taxes' | 'pricing_rules' | 'bundles'>> = {
  [taxReason]: 'taxes',
  [pricingReason]: 'pricing_rules',
  [bundleReason]: 'bundles',
};

const ignore = (reason: string): Settled => ({ into: 'ignore', reason });

const judgeName = createNameJudge();
/** Labels that name nothing but an identifier or a credential. `key` and `card` are in ordinary names, too. */
const withheldLabels: ReadonlySet<Label | null> = new Set<Label>([
  'imsi',
  'iccid',
  'imei',
  'eid',
  'meid',
  'puk',
  'pin',
  'mac',
  'apn',
  'credential',
]);

/** Words beside `key` and `password` that name a secret in other languages, as a part of a longer word. */
const secret = new RegExp(
  [
    'kennwort|passwort|contrasen|mot ?de ?passe|zugangs?code|geheimfrage|pswd|simkart|sim ?card',
    '(?:^| )(?:clave(?: (?:de )?acceso)?|mdp|totp|salt|session(?: (?:id|key|token|secret))?|remote addr(?:ess)?)$',
    '(?:^| )pw ?reset|(?:^| )(?:api|ssh|private|webservices?|access|secret) key$|(?:security|secret) (?:code|answer|question)',
    'codigo (?:de )?seguridad|respuesta secreta',
  ].join('|'),
);

/** The most characters of a column of identifiers, on average. */
const longestIdentifier = 40;

/** Whether a column is withheld, by its name, its values or earlier decisions. A declared key is hashed instead. */
export const isWithheldColumn = (column: Column, key: string): boolean =>
  column.facts.column !== key && (isSecret(column) || isWithheldEarlier(column.opinions));

function isSecret({ facts }: Column): boolean {
  // In a longer text, the guard masks the identifiers and keeps the rest.
  if (facts.semantic === 'network_identifier') return facts.length.mean <= longestIdentifier;
  const { verdict, label } = judgeName(facts.column);
  return (
    verdict === 'withhold' ||
    (withheldLabels.has(label) && facts.semantic !== 'postcode') ||
    secret.test(folded(facts.column))
  );
}

const personal: ReadonlySet<SemanticType> = new Set(['given_name', 'family_name', 'person_name', 'birth_date']);
/** A name with other words may be the total of something else. */
const ofTotals: ReadonlySet<string> = new Set('total subtotal tax amount with without price invoice order'.split(' '));
const computed = ignore('Zoho computes it from the lines');
const taxOfDocument = ignore('Zoho has the taxes that are mapped to its lines, and none of a whole document');
const inventory: ReadonlySet<Module> = new Set(['Sales_Orders', 'Invoices', 'Purchase_Orders']);

/** A code whose label is in another column: `status_code` beside `status`. */
const isCodeOfLabel: Rule = ({ facts, words }, { columns }) => {
  const label = facts.decides.find((name) =>
    columns.some(
      (one) => one.facts.column === name && speaksOf(one.words, ...words.flatMap(({ concepts }) => concepts)),
    ),
  );
  return label !== undefined && speaksOf(words, 'code', 'id') && facts.column.length > label.length
    ? ignore(`its label ${label} is mapped`)
    : null;
};

/** JSON, or ids with commas between them. A flag or a name of a bundle is none. */
const isListOfComponents = ({ facts, words }: Column): boolean =>
  speaksOf(words, 'component') && ['json', 'reference', 'code'].includes(facts.semantic);

const rules: Rule[] = [
  (column, { key }) =>
    column.facts.column !== key && isSecret(column)
      ? { into: 'withheld', reason: 'network identifiers and credentials never reach the CRM' }
      : null,
  (column, { key }) =>
    isWithheldColumn(column, key)
      ? { into: 'withheld', reason: 'people withheld a column of this name before', tier: 'likely' }
      : null,
  ({ facts }, { updated }) => (facts.column === updated ? ignore('used for deltas only') : null),
  ({ facts }, { key }) => (facts.semantic === 'empty' && facts.column !== key ? ignore('no row has a value') : null),
  ({ facts }, { key, hasSecretKeys }) =>
    facts.column === key && hasSecretKeys ? ignore('its ids are network identifiers; Zoho gets a hash of them') : null,
  isCodeOfLabel,
  ({ facts, words }, { module }) =>
    inventory.has(module) &&
    facts.semantic === 'money' &&
    ((module === 'Invoices' && isBareAmount(words, 'invoice')) || speaksOf(words, 'total', 'subtotal', 'tax')) &&
    !speaksOf(words, 'balance', 'credit')
      ? {
          ...(speaksOf(words, 'tax') && !speaksOf(words, 'total', 'subtotal') ? taxOfDocument : computed),
          ...(words.every(({ concepts }) => concepts.some((one) => ofTotals.has(one)))
            ? {}
            : { tier: 'likely' as const }),
        }
      : null,
  ({ facts, words }, { module }) =>
    module !== 'Products' && !['tax_number', 'currency'].includes(facts.semantic) && speaksOf(words, 'tax', 'exempt')
      ? ignore(taxReason)
      : null,
  ({ words }, { module }) =>
    module === 'Products' && speaksOf(words, 'rule', 'discount') ? ignore(pricingReason) : null,
  // A list of the handoff has one column of components.
  (column, { module, columns }) =>
    module === 'Products' && columns.find(isListOfComponents)?.facts.column === column.facts.column
      ? ignore(bundleReason)
      : null,
  ({ facts, words }, { module }) =>
    inventory.has(module) && facts.semantic === 'json' && speaksOf(words, 'payment')
      ? ignore('the open balance shows them')
      : null,
  ({ facts, words }, { isBusiness }) =>
    isBusiness &&
    !speaksOf(words, 'owner') &&
    (personal.has(facts.semantic) || speaksOf(words, 'salutation', 'gender', 'login'))
      ? { ...ignore('it is about a person, and these records are companies'), tier: 'likely' }
      : null,
];

/** The decision about a column that a rule settles; null if names and types decide. */
export function settle(column: Column, table: TableContext): Settled | null {
  for (const rule of rules) {
    const settled = rule(column, table);
    if (settled) return settled;
  }
  return null;
}
