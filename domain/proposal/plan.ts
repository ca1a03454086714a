import { lineFields } from '../line-items.ts';
import { linesAdvice } from '../missing-lines.ts';
import { isFile, isMarked, traitsOf } from '../module-traits.ts';
import { activityFields, activityTargets } from './activities.ts';
import type { Column } from './features.ts';
import { proposeLines } from './lines.ts';
import type { SettledField } from './settled-field.ts';
import { isWithheldColumn } from './settled.ts';
import type { ProposalInput, ProposedRoute, SourceTable } from './source.ts';
import { proposeTable, type Decision } from './table.ts';
import { targetsOf } from './targets.ts';

/** An object and the module that its rows go to, with the decisions about its columns. */
export interface Plan {
  table: SourceTable;
  route: ProposedRoute;
  decisions: Decision[];
  /** The columns of its lines that may be used; null for records without lines. */
  lines: Column[] | null;
  /** Fields that rules fill. */
  settled: Record<string, SettledField>;
}

/** The decisions about an object for one module, or why its records can't be loaded there. */
export function planOf(
  input: ProposalInput,
  table: SourceTable,
  route: ProposedRoute,
  routes: ProposedRoute[],
): Plan | string {
  const { module, isBusiness } = route;
  const fields = input.destination[module];
  if (!fields) return 'the org has no such module';
  const isActivity = traitsOf(module).about !== null;
  const usable = { ...table, columns: table.columns.filter((one) => !isWithheldColumn(one, table.key)) };
  const known = new Set(fields.map(({ apiName }) => apiName));
  const settled = isActivity ? activityFields(module, usable, known) : {};
  if (typeof settled === 'string') return settled;
  const lines = lineFields[module] ? (table.lines ?? []).filter((one) => !isWithheldColumn(one, '')) : null;
  if (lines && table.lines === null) return `Zoho requires lines. ${linesAdvice.replace(/\.$/, '')}`;
  if (lines && !proposeLines(module, lines, () => true)) return 'Zoho requires lines, and no line names a product';
  const all = targetsOf(module, fields);
  const targets = isActivity ? activityTargets(module, all, settled) : all;
  const condition = routes[0]!.route;
  // A company that decides is the name of the account, too.
  const decider = condition && 'in' in condition ? condition.field : '';
  const taken = new Set([decider, ...Object.values(settled).flatMap(({ columns }) => columns)]);
  const others = table.columns.filter(({ facts }) => !taken.has(facts.column));
  const proposed = proposeTable({ ...table, module, isBusiness }, others, targets);
  const decisions = table.columns.map(({ facts: { object, column, semantic } }): Decision => {
    const found = proposed.find((one) => one.column === column);
    const decided = { object, module, column, score: 1, tier: 'certain', target: null, runnerUp: null } as const;
    const [into, field] = Object.entries(settled).find((one) => one[1].columns.includes(column)) ?? [];
    if (into !== undefined) return { ...decided, into, tier: field!.tier, evidence: [field!.evidence] };
    // Columns that part companies from persons need no field of their own.
    if (!found) return { ...decided, into: route.route ? 'route' : 'ignore', evidence: ['it decides the route'] };
    if (condition && route.route === null && semantic === 'company')
      return { ...decided, into: 'ignore', evidence: ['companies become accounts'] };
    if (condition && route.route === null && condition.field === column)
      return { ...decided, into: 'ignore', evidence: ['it decides the route'] };
    return found.into === 'custom' && isMarked(module)
      ? {
          ...decided,
          into: 'ignore',
          evidence: [isFile(module) ? 'a file has no other fields' : 'Zoho takes no custom field here'],
        }
      : found;
  });
  const filled = new Set([...decisions.map(({ into }) => into), ...Object.keys(settled)]);
  const missing = all.find(({ field }) => field.mandatory && !filled.has(field.apiName));
  return missing
    ? `Zoho requires ${missing.field.apiName}, and no column fits`
    : { table, route, decisions, lines, settled };
}
