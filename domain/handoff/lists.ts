import type { HandoffLists, Mapping, SourceRule } from '../../schemas/mapping.ts';
import type { LoadedObject } from '../../schemas/terms.ts';
import { compileCondition, type SourceRow } from '../condition.ts';
import { balanceColumns, balanceRows, receivableColumns, receivableRows } from './balances.ts';
import { bundleColumns, bundleRows } from './bundles.ts';
import { dunningColumns, dunningRows } from './dunning.ts';
import { pricingColumns, pricingRows } from './pricing-rules.ts';
import type { ListedRecord, ListRow } from './row.ts';
import { taxColumns, taxRows } from './taxes.ts';
import { allSources } from '../modules-of.ts';

/** The lists of the handoff that are made from staged rows. */
export type HandoffList = keyof NonNullable<HandoffLists>;

/** The columns of each list's file. */
export const listColumns: Record<HandoffList, readonly string[]> = {
  pricing_rules: pricingColumns,
  taxes: taxColumns,
  balances: balanceColumns,
  dunning: dunningColumns,
  receivables: receivableColumns,
  bundles: bundleColumns,
};

/** In the order in which the handoff shows them. */
export const handoffLists = [
  'receivables',
  'taxes',
  'balances',
  'dunning',
  'pricing_rules',
  'bundles',
] as const satisfies readonly HandoffList[];

/** What one source of the mapping gives to a list. */
export interface ListSource {
  list: HandoffList;
  object: LoadedObject;
  /** Whether a staged row is one of this source. */
  takes: (row: SourceRow) => boolean;
  /** The source field with the name of a record. */
  name: string | undefined;
  /** The source field with the amount of a row. */
  amount?: string | undefined;
  rowsOf: (record: ListedRecord) => ListRow[];
}

/** Every list that the mapping names, in the order of the modules. */
export function listSources(mapping: Mapping): ListSource[] {
  const sources = allSources(mapping);
  return sources.flatMap((source) => {
    const { object, handoff = {} } = source;
    const { pricing_rules: prices, taxes, balances, dunning, receivables, bundles } = handoff;
    const about = { object, takes: takenBy(source, sources) };
    const noName = { ...about, name: undefined };
    return [
      ...(prices ? [{ ...about, list: 'pricing_rules' as const, name: prices.name, rowsOf: pricingRows(prices) }] : []),
      ...(taxes ? [{ ...noName, list: 'taxes' as const, rowsOf: taxRows(taxes) }] : []),
      ...(balances
        ? [{ ...noName, list: 'balances' as const, amount: balances.balance, rowsOf: balanceRows(balances) }]
        : []),
      ...(dunning ? [{ ...noName, list: 'dunning' as const, rowsOf: dunningRows(dunning) }] : []),
      ...(receivables ? [{ ...noName, list: 'receivables' as const, rowsOf: receivableRows(receivables) }] : []),
      ...(bundles ? [{ ...about, list: 'bundles' as const, name: bundles.name, rowsOf: bundleRows(bundles) }] : []),
    ];
  });
}

/** A source without a route takes the rows that no other source of its object takes. */
function takenBy(source: SourceRule, all: SourceRule[]): (row: SourceRow) => boolean {
  if (source.route) return compileCondition(source.route);
  const others = all.flatMap(({ object, route }) =>
    object === source.object && route ? [compileCondition(route)] : [],
  );
  return (row) => !others.some((takes) => takes(row));
}
