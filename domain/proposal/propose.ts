import type { Condition, MoneyRule } from '../../schemas/mapping.ts';
import { standardModules, type LoadedObject, type Module } from '../../schemas/terms.ts';
import { traitsOf } from '../module-traits.ts';
import { cutRule } from './activities.ts';
import { completedName } from './completion.ts';
import { counted } from '../documents/markdown.ts';
import { CustomFields, customFor, transformsFor, type ProposedCustom } from './custom.ts';
import { dedupeFor } from './dedupe.ts';
import type { Column } from './features.ts';
import { addToLists, handedOff, type ProposedLists } from './handoff.ts';
import { productLookup, proposeLines, type ProposedLines } from './lines.ts';
import { chooseLookup, isIn, lookupGap } from './lookups.ts';
import { matchFor, type ProposedMatch } from './matches.ts';
import { moneyFor } from './money.ts';
import { earlierCustomName } from './opinions.ts';
import { planOf, type Plan } from './plan.ts';
import { routesOf } from './routes.ts';
import { mapFor, ruleFor, type ProposedRule } from './rules.ts';
import { withheldName } from '../withheld.ts';
import { isWithheldColumn } from './settled.ts';
import type { ProposalInput, SourceTable } from './source.ts';
import type { Decision } from './table.ts';
import type { Target } from './targets.ts';

interface ProposedSource {
  object: LoadedObject;
  route?: Condition;
  dedupe?: string[][];
  fields: Record<string, ProposedRule>;
  custom?: Record<string, ProposedRule>;
  lines?: ProposedLines;
  money?: MoneyRule;
  handoff?: ProposedLists;
  ignore?: Record<string, string>;
}

/** A mapping as it is written into `mapping.yml`: without what the schema adds. */
export interface ProposedMapping {
  version: 1;
  phoneRegion: string;
  currency: string;
  key: string;
  hashKeys?: LoadedObject[];
  withhold?: string[];
  modules: Partial<
    Record<Module, { custom?: Record<string, ProposedCustom>; match?: ProposedMatch[]; sources: ProposedSource[] }>
  >;
  maps: Record<string, Record<string, string | boolean | null>>;
}

/** A remark at a place of the mapping file, such as `['modules', 'Accounts', 'sources', 0]`. */
export interface Comment {
  at: (string | number)[];
  text: string;
}

export interface Proposal {
  mapping: ProposedMapping;
  decisions: Decision[];
  comments: Comment[];
  /** What people must know that is in no decision. It names no values. */
  remarks: string[];
}

/** A complete mapping for a source and an org. Every decision says what it rests on. */
export function proposeMapping(input: ProposalInput): Proposal {
  const remarks: string[] = [];
  const plans = input.tables.flatMap((table) => {
    const routes = routesOf(table);
    if (routes.length === 0) remarks.push(`${table.object} has no module: it stays in staging.`);
    return routes.flatMap((route) => {
      const planned = planOf(input, table, route, routes);
      if (typeof planned === 'string') remarks.push(`${table.object} is not loaded into ${route.module}: ${planned}.`);
      return typeof planned === 'string' ? [] : [planned];
    });
  });
  const draft: Draft = {
    input,
    isLoaded: (object) => plans.some(({ table }) => table.object === object),
    mapping: {
      ...{ version: 1, phoneRegion: input.phoneRegion, currency: input.currency, key: input.key },
      ...listed(
        'hashKeys',
        input.tables.filter((one) => one.hasSecretKeys).map((one) => one.object),
      ),
      ...listed('withhold', withheldOf(input.tables)),
      ...{ modules: {}, maps: {} },
    },
    decisions: [],
    comments: [],
    remarks,
  };
  for (const module of standardModules)
    addModule(
      draft,
      module,
      plans.filter(({ route }) => route.module === module),
    );
  const { mapping, decisions, comments } = draft;
  return { mapping, decisions, comments, remarks };
}

interface Draft {
  input: ProposalInput;
  isLoaded: (object: LoadedObject) => boolean;
  mapping: ProposedMapping;
  decisions: Decision[];
  comments: Comment[];
  remarks: string[];
}

const listed = <Name extends string, One>(name: Name, list: One[]) =>
  (list.length > 0 ? { [name]: list } : {}) as Partial<Record<Name, One[]>>;

/** Named by object: another object may have a column of the same name that is needed. */
const withheldOf = (tables: SourceTable[]): string[] => [
  ...new Set(
    tables.flatMap(({ object, key, columns, lines }) =>
      [
        ...columns.filter((one) => isWithheldColumn(one, key)).map(({ facts }) => facts.column),
        ...(lines ?? []).filter((one) => isWithheldColumn(one, '')).map(({ facts }) => `lines.${facts.column}`),
      ].map((field) => withheldName(object, field)),
    ),
  ),
];

function addModule(draft: Draft, module: Module, plans: Plan[]): void {
  if (plans.length === 0) return;
  const { mapping, input, comments } = draft;
  const custom = new CustomFields(input.destination[module]!, input.key);
  const sources = plans.map((plan, index) => {
    const at = ['modules', module, 'sources', index];
    comments.push({ at, text: plan.route.reason });
    return sourceOf(draft, plan, custom, at);
  });
  const records = input.records[module] ?? 0;
  const match = matchFor(module, records, new Set(sources.flatMap(({ fields }) => Object.keys(fields))));
  if (match.length > 0)
    comments.push({
      at: ['modules', module, 'match'],
      text: `${counted(records, 'record')} in the org; check the rules`,
    });
  mapping.modules[module] = {
    ...(custom.fields.size > 0 ? { custom: Object.fromEntries(custom.fields) } : {}),
    ...(match.length > 0 ? { match } : {}),
    sources,
  };
}

/** What a field of records is looked up in; null for a field that is no lookup. */
const lookupIn = (column: Column, { field }: Target, isLoaded: Draft['isLoaded']) =>
  field.dataType === 'lookup' ? { found: chooseLookup(column, isIn(field.lookupModule, isLoaded)) } : null;

function sourceOf(draft: Draft, plan: Plan, custom: CustomFields, at: Comment['at']): ProposedSource {
  const { table, route } = plan;
  const columnNamed = (name: string) => table.columns.find(({ facts }) => facts.column === name)!;
  const parts = { fields: {} as Record<string, ProposedRule>, custom: {} as Record<string, ProposedRule> };
  const ignore: Record<string, string> = {};
  const handoff: ProposedLists = {};
  const mapped = new Set<string>();
  const names = new Set<string>();
  const kept = new Set(plan.decisions.filter(({ into }) => into === 'custom').map(({ column }) => column));
  const toCustom = (decision: Decision) => {
    const column = columnNamed(decision.column);
    const field = customFor(column, earlierCustomName(column.opinions, route.module));
    const name = custom.add(field, names);
    parts.custom[name] = { from: decision.column, transforms: transformsFor(column, field) };
    note(draft, [...at, 'custom', name], decision);
  };
  for (const [name, { rule, map, tier, evidence }] of Object.entries(plan.settled)) {
    parts.fields[name] = map ? { ...rule, map: nameMap(draft, `${table.object}_${name}`, map) } : rule;
    draft.comments.push({ at: [...at, 'fields', name], text: `${tier}: ${evidence}` });
  }
  for (const decision of plan.decisions) {
    const { into, target, column } = decision;
    // The key is kept whether a field shows it or not.
    if (into === 'ignore' && column === table.key) continue;
    draft.decisions.push(decision);
    const listed = handedOff(columnNamed(column), decision);
    if (listed) addToLists(handoff, listed, column);
    else if (into === 'ignore') {
      ignore[column] = decision.evidence[0]!;
      if (decision.evidence.length > 1) note(draft, [...at, 'ignore', column], decision);
    }
    if (into === 'custom') toCustom(decision);
    if (into === 'custom' || target !== null) mapped.add(column);
    if (target === null || parts.fields[into]) continue;
    const group = plan.decisions.filter((one) => one.into === into).map((one) => columnNamed(one.column));
    const map = mapFor(group[0]!, target);
    const isUnusable = map !== null && Object.keys(map.entries).length === 0;
    const lookup = lookupIn(group[0]!, target, draft.isLoaded);
    if (isUnusable || (lookup && !lookup.found)) {
      const why = isUnusable ? `no value has a counterpart in ${into}` : 'the records that it refers to are not loaded';
      const changed: Decision = {
        ...{ ...decision, into: 'custom', target: null, tier: 'likely' },
        ...{ evidence: [why], runnerUp: null },
      };
      draft.decisions[draft.decisions.length - 1] = changed;
      toCustom(changed);
      continue;
    }
    const name = map && nameMap(draft, `${table.object}_${column}`, map);
    const { rule, evidence: completion } = completedName(
      ruleFor(group, target, name, draft.isLoaded),
      { module: route.module, field: into },
      group,
      table,
      kept,
    );
    const more = (lookup?.found && lookupGap(lookup.found)) ?? completion;
    if (more) draft.decisions[draft.decisions.length - 1] = { ...decision, evidence: [...decision.evidence, more] };
    parts.fields[into] = traitsOf(route.module).about ? cutRule(rule, target) : rule;
    note(draft, [...at, 'fields', into], draft.decisions.at(-1)!);
  }
  const dedupe = dedupeFor(plan.route.module, plan.decisions, table.columns);
  const money = moneyFor(table, mapped);
  const lines = linesOf(draft, plan, at);
  return {
    object: table.object,
    ...(route.route ? { route: route.route } : {}),
    ...(dedupe.length > 0 ? { dedupe } : {}),
    fields: parts.fields,
    ...(Object.keys(parts.custom).length > 0 ? { custom: parts.custom } : {}),
    ...(lines ? { lines } : {}),
    ...(money ? { money } : {}),
    ...(Object.keys(handoff).length > 0 ? { handoff } : {}),
    ...(Object.keys(ignore).length > 0 ? { ignore } : {}),
  };
}

/** From this share of lines without a product, people must know it before they read the file. */
const mostLost = 0.05;

/** The lines of a plan. What their lookup does not find rejects whole records, so it is said beside the rule. */
function linesOf(
  { isLoaded, comments, remarks }: Draft,
  { table, route, lines }: Plan,
  at: Comment['at'],
): ProposedLines | null {
  if (!lines) return null;
  // Where no product is loaded, the checks of the mapping say so.
  const isUsed = proposeLines(route.module, lines, isLoaded) ? isLoaded : () => true;
  const found = productLookup(lines, isUsed)!;
  const gap = lookupGap(found);
  if (gap !== null) {
    const text = `${gap}: a load rejects their records`;
    comments.push({ at: [...at, 'lines', 'fields', 'Product_Name'], text });
    if (found.lost + found.ambiguous >= found.rows * mostLost)
      remarks.push(`The products of the lines of ${table.object}: ${text}.`);
  }
  return proposeLines(route.module, lines, isUsed);
}

const per = (share: number) => `${Math.round(100 * share)} %`;

/** Writes beside a rule what it rests on. */
function note({ comments }: Draft, at: Comment['at'], { score, tier, evidence, runnerUp }: Decision): void {
  const next = runnerUp ? `; next ${runnerUp.into} ${per(runnerUp.score)}: ${runnerUp.whyNot}` : '';
  comments.push({ at, text: `${per(score)} ${tier}: ${evidence.join(', ')}${next}` });
}

function nameMap(
  { mapping, comments }: Draft,
  column: string,
  { entries, open }: NonNullable<ReturnType<typeof mapFor>>,
): string {
  const name = column.replaceAll(/[^A-Za-z0-9]+/g, '_');
  mapping.maps[name] = entries;
  if (open.length > 0)
    comments.push({
      at: ['maps', name],
      text: `without a counterpart, so the field stays blank: ${open.map((one) => JSON.stringify(one)).join(', ')}`,
    });
  return name;
}
