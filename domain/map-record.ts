import type { JsonObject } from '../schemas/json.ts';
import type { FieldRule, Mapping, SourceRule } from '../schemas/mapping.ts';
import type { DecidedRecord, RecordKey, Remark, TransformedRow } from '../schemas/record.ts';
import { modules, type LoadedObject, type Module } from '../schemas/terms.ts';
import { cleanRow, type CleanRow, type Cleaning } from './clean-row.ts';
import { compileCondition, type SourceRow } from './condition.ts';
import type { Guard } from './identifiers/guard.ts';
import { idOf, keysAndReferences, type KeyContext } from './keys.ts';
import { compileField, isLookup, type MapContext, type Mapped } from './map-field.ts';

export interface RecordContext extends MapContext, KeyContext {
  guard: Pick<Guard, 'scanText' | 'scanValue' | 'clean'>;
  /** Digest of plain JSON. */
  digest(value: unknown): string;
}

/** One row of a staged file, with the results of the duplicate search. */
export interface StagedRow {
  object: LoadedObject;
  sourceId: string;
  row: SourceRow;
  /** Id of the record that this row is an exact duplicate of. */
  survivor: string | null;
  /** Set when the row has no id, or the id of an earlier row. */
  idProblem: 'missing source id' | 'duplicate source id' | null;
}

type CompiledField = [name: string, map: (row: SourceRow) => Mapped, rule: FieldRule];

interface Route {
  module: Module;
  takes: (row: SourceRow) => boolean;
  excludes: { test: (row: SourceRow) => boolean; reason: string }[];
  base: CompiledField[];
  custom: CompiledField[];
  lines: { into: string; fields: CompiledField[] } | null;
}

/**
 * Compiles a mapping into a function that turns each source row into either a record for the write queue or an
 * immediate outcome.
 */
export function compileMapping(mapping: Mapping, context: RecordContext): (staged: StagedRow) => TransformedRow {
  const cleaning = compileCleaning(mapping, context);
  const routes = new Map<LoadedObject, Route[]>();
  for (const module of modules) {
    for (const source of mapping.modules[module]?.sources ?? []) {
      routes.set(source.object, [...(routes.get(source.object) ?? []), compileRoute(mapping, module, source, context)]);
    }
  }
  // A route without a condition comes last, because it takes every row.
  for (const list of routes.values()) list.sort((a, b) => Number(a.takes === matchAll) - Number(b.takes === matchAll));

  return ({ object, sourceId, row, survivor, idProblem }) => {
    const identify = (id: string): RecordKey => `${object}:${idOf(mapping, object, id, context)}`;
    const leaks =
      !mapping.hashKeys.includes(object) && isIdentifier(context.guard, sourceId, context.keyFields[object]);
    // The place of a key that must not leave stands for it, so that the row is still counted.
    const key: RecordKey = leaks ? `${object}:#${context.hashId(sourceId)}` : identify(sourceId);
    const candidates = routes.get(object) ?? [];
    const clean = cleanRow(row, cleaning(object));
    const remarks: Remark[] = clean.withheld.map((one) => ({ key, ...one }));
    const route = candidates.find((one) => one.takes(clean.fields));
    const module = (route ?? candidates[0])?.module ?? 'Accounts';
    const decide = (outcome: DecidedRecord['outcome'], reason: string, merged?: RecordKey): TransformedRow => ({
      kind: 'decided',
      decided: { key, module, outcome, reason, ...(merged ? { survivor: merged } : {}) },
      remarks,
    });
    if (leaks) return decide('rejected', keyLeaks);
    if (idProblem) return decide('rejected', idProblem);
    if (!route) return decide('excluded', 'no route of the mapping matches');
    const exclusion = route.excludes.find(({ test }) => test(clean.fields));
    if (exclusion) return decide('excluded', exclusion.reason);
    if (survivor !== null) return decide('merged', 'exact duplicate', identify(survivor));
    return mapRecord(mapping.key, key, route, clean, remarks, context);
  };
}

const keyLeaks = 'the source id is a network identifier; list the object under hashKeys in mapping.yml';

/** The name of the key's field is a label, so that a foreign IMSI in a field `imsi` is found too. */
const isIdentifier = (guard: RecordContext['guard'], id: string, field: string | undefined): boolean =>
  guard.scanText(id, field).some(({ action }) => action === 'withhold');

/** How the rows of each object are cleaned. */
function compileCleaning(mapping: Mapping, context: RecordContext): (object: LoadedObject) => Cleaning {
  const withhold = new Set(mapping.withhold);
  const compiled = new Map<LoadedObject, Cleaning>();
  return (object) => {
    const cleaning = compiled.get(object) ?? {
      guard: context.guard,
      withhold,
      exempt: keysAndReferences(mapping, object, context),
    };
    compiled.set(object, cleaning);
    return cleaning;
  };
}

const matchAll = () => true;

function compileRoute(mapping: Mapping, module: Module, source: SourceRule, context: MapContext): Route {
  const compile = (rules: Record<string, FieldRule>): CompiledField[] =>
    Object.entries(rules).map(([name, rule]) => [name, compileField(rule, mapping.maps, context), rule]);
  const own = new Set(mapping.modules[module]?.sources.map((one) => one.object));
  const fields = compile(source.fields);
  // The second pass writes lookups within the module: no loading order of its records could resolve them all.
  const isOwnLookup = ([, , rule]: CompiledField) => rule.lookup !== undefined && own.has(rule.lookup);
  return {
    module,
    takes: source.route ? compileCondition(source.route) : matchAll,
    excludes: source.exclude.map(({ when, reason }) => ({ test: compileCondition(when), reason })),
    base: fields.filter((field) => !isOwnLookup(field)),
    custom: [...compile(source.custom), ...fields.filter(isOwnLookup)],
    lines: source.lines ? { into: source.lines.into, fields: compile(source.lines.fields) } : null,
  };
}

function mapRecord(
  keyField: string,
  key: RecordKey,
  route: Route,
  clean: CleanRow,
  remarks: Remark[],
  context: RecordContext,
): TransformedRow {
  const { module } = route;
  const refs = new Set<RecordKey>();
  const reject = (reason: string): TransformedRow => ({
    kind: 'decided',
    decided: { key, module, outcome: 'rejected', reason },
    remarks,
  });
  const fill = (fields: CompiledField[], row: SourceRow, prefix: string): JsonObject | string => {
    const values: JsonObject = {};
    for (const [name, map, rule] of fields) {
      const mapped = map(row);
      if (mapped.value !== undefined) {
        values[name] = mapped.value;
        if (isLookup(rule)) refs.add((mapped.value as { $key: RecordKey }).$key);
        if ('repaired' in mapped && mapped.repaired)
          remarks.push({ key, field: prefix + name, rule: `repaired:${mapped.repaired}` });
        continue;
      }
      const reason = 'reason' in mapped ? mapped.reason : undefined;
      if (rule.required) return `${prefix}${name}: ${reason ?? 'missing'}`;
      if (reason !== undefined) remarks.push({ key, field: prefix + name, rule: `blank:${reason}` });
    }
    return values;
  };

  const base = fill(route.base, clean.fields, '');
  if (typeof base === 'string') return reject(base);
  const custom = fill(route.custom, clean.fields, '');
  if (typeof custom === 'string') return reject(custom);
  if (route.lines) {
    const rows: JsonObject[] = [];
    for (const line of clean.lines) {
      const row = fill(route.lines.fields, line, `${route.lines.into}.`);
      if (typeof row === 'string') return reject(row);
      rows.push(row);
    }
    if (rows.length === 0) return reject(`${route.lines.into}: no lines`);
    base[route.lines.into] = rows;
  }
  base[keyField] = key;
  const record = { key, module, base, custom, refs: [...refs], digest: context.digest([base, custom]) };
  return { kind: 'queued', record, remarks };
}
