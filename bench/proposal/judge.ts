import { columnOf } from '../../domain/proposal/features.ts';
import { proposeMapping } from '../../domain/proposal/propose.ts';
import type { SourceTable } from '../../domain/proposal/source.ts';
import type { Decision } from '../../domain/proposal/table.ts';
import { lineFields } from '../../domain/line-items.ts';
import type { Condition } from '../../schemas/mapping.ts';
import { standardModules, type Module } from '../../schemas/terms.ts';
import { hasLayouts } from '../../domain/module-traits.ts';
import { fieldsOf, type GoldTable } from './gold.ts';

/** A decision of the proposal beside that of the gold schema. */
export interface Judged {
  table: GoldTable;
  module: Module;
  /** `(route)` for the decision which rows go to which module. */
  column: string;
  wanted: string;
  into: string;
  score: number;
  tier: Decision['tier'];
  evidence: string[];
  runnerUp: Decision['runnerUp'];
  isRight: boolean;
}

/** The modules that Portage proposes, as the emulator has them. */
const destination = Object.fromEntries(standardModules.filter(hasLayouts).map((module) => [module, fieldsOf(module)]));

/** What the discovery would find in a table. Orders and invoices have a line with a product. */
function surveyed({ object, modules: [module], key, route, columns }: GoldTable, all: GoldTable[]): SourceTable {
  const products = all.find((one) => one.modules.includes('Products'))?.object ?? 'service_plans';
  const product = columnOf(
    {
      ...columns[0]!.facts,
      ...{ within: 'lines', column: 'product_id', semantic: 'reference', isKey: false },
      references: [{ object: products, contained: 0.99 }],
    },
    null,
  );
  return {
    ...{ object, key, hasSecretKeys: false, updated: null, totals: null },
    columns: columns.map(({ facts, values }) => columnOf(facts, values)),
    lines: lineFields[module!] ? [product] : null,
    companiesWithoutPerson: route && 'empty' in route ? 0.97 : null,
  };
}

const textOf = (route: Condition | null | undefined): string => {
  if (!route) return 'all rows';
  return 'in' in route ? `${route.field}=${route.in.toSorted().join(',')}` : `${route.field} has a value`;
};

/** Proposes a mapping for each schema, and compares each field, lookup, owner and route with what people would decide. */
export function judge(tables: GoldTable[]): Judged[] {
  return [...new Set(tables.map(({ schema }) => schema))].flatMap((schema) => {
    const own = tables.filter((one) => one.schema === schema);
    const { mapping, decisions } = proposeMapping({
      ...{
        tables: own.map((one) => surveyed(one, own)),
        destination,
        records: {},
        currency: 'EUR',
        phoneRegion: 'DE',
        key: 'Key',
      },
    });
    return own.flatMap((table) => {
      const { object, key } = table;
      const columns = table.modules.flatMap((module, place) =>
        table.columns.flatMap(({ facts: { column }, wanted: all }): Judged[] => {
          const wanted = all[place]!;
          // The key of a record is kept by Portage: if no field has to show it, there is nothing to decide.
          if (column === key && wanted === 'ignore') return [];
          const found = decisions.find(
            (one) => one.object === object && one.module === module && one.column === column,
          );
          const into = found?.into ?? (column === key ? 'ignore' : 'nothing');
          return [
            {
              ...{ table, module, column, wanted, into, isRight: into === wanted },
              ...{ score: found?.score ?? 0, tier: found?.tier ?? 'unsure', runnerUp: found?.runnerUp ?? null },
              evidence: found?.evidence ?? [],
            },
          ];
        }),
      );
      if (object !== 'subscribers') return columns;
      const routed = table.modules.map((module) =>
        mapping.modules[module]?.sources.find((one) => one.object === object),
      );
      const [into, wanted] = [textOf(routed[0]?.route), textOf(table.route)];
      return [
        ...columns,
        {
          ...{ table, module: table.modules[0]!, column: '(route)', wanted, into, isRight: into === wanted },
          ...({ score: 1, tier: 'likely', runnerUp: null, evidence: [] } as {
            score: 1;
            tier: 'likely';
            runnerUp: null;
            evidence: string[];
          }),
        },
      ];
    });
  });
}

/** A secret of the source that a proposal would move. */
export const isLeak = ({ wanted, into }: Judged): boolean =>
  wanted === 'withheld' && into !== 'withheld' && into !== 'ignore' && into !== 'nothing';

/** An ordinary column that a proposal holds back. */
export const isHeldBack = ({ wanted, into }: Judged): boolean => wanted !== 'withheld' && into === 'withheld';
