import { createIdentifier, identifierKinds, type Identifier } from './identifiers.ts';
import type { Random } from './random.ts';
import type { Scale } from './scale.ts';

/** Tables with free text. Their rows are numbered through in this order. */
const tables = ['accounts', 'subscribers', 'orders', 'extensions'] as const;

/** The identifier to hide in the free text of a row, or null. The rows with one are spread evenly over all tables. */
export function hiddenIdentifier(
  scale: Scale,
  table: (typeof tables)[number],
  number: number,
  random: Random,
): Identifier | null {
  const sizes = {
    accounts: scale.accounts,
    subscribers: scale.subscribers,
    orders: scale.orders,
    extensions: scale.subscribers,
  };
  const all = tables.reduce((sum, name) => sum + sizes[name], 0);
  const before = tables.slice(0, tables.indexOf(table)).reduce((sum, name) => sum + sizes[name], 0);
  const slot = before + number - 1;
  const planted = Math.min(scale.plantedIdentifiers, all);
  if (Math.floor(((slot + 1) * planted) / all) === Math.floor((slot * planted) / all)) return null;
  const kind = identifierKinds[slot % identifierKinds.length] ?? 'imsi';
  return { kind, value: createIdentifier[kind](random) };
}
