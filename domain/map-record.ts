import type { Mapping } from '../schemas/mapping.ts';
import type { DecidedRecord, RecordKey, Remark, TransformedRow } from '../schemas/record.ts';
import type { LoadedObject } from '../schemas/terms.ts';
import { cleanRow, type Cleaning } from './clean-row.ts';
import { textIn, type SourceRow } from './condition.ts';
import { fillRecord } from './fill-record.ts';
import type { Guard } from './identifiers/guard.ts';
import { comparedBy, notCompared } from './duplicates.ts';
import { isInvisible, placeKey, repeatedId, type Identity } from './identity.ts';
import { identify, keysAndReferences, type KeyContext } from './keys.ts';
import { remember } from './remember.ts';
import { noRoute } from './route-counts.ts';
import { compileRoutes, type Route, type RouteContext } from './routes.ts';
import { parseRow, type ParsedRow } from './source-row.ts';
import { withheldIn } from './withheld.ts';
import { minorUnitOf } from './values/numbers.ts';

export interface RecordContext extends Omit<RouteContext, 'identify'>, KeyContext {
  guard: Pick<Guard, 'scanText' | 'scanValue' | 'clean'>;
  /** When the source was read, in milliseconds since 1970; absent where nothing depends on it. */
  takenAt?: number | null | undefined;
}

/** One row of a staged file, with what the other rows of the file say about it. */
export interface StagedRow {
  object: LoadedObject;
  /** Where the row is, such as `row 12`. It stands for the key of a row without a usable one. */
  place: string;
  row: SourceRow;
  /** Key of an earlier row that Zoho can't tell apart from this row's key. */
  earlier: RecordKey | null;
  /** Key of the record that this row is a duplicate of. */
  survivor: RecordKey | null;
  /** People said that they are one record. */
  byPeople?: boolean;
}

/** What a row is compared by with the other rows of its file; null where it is compared with none. */
export interface Comparison {
  /** The key; see `comparableKey`. */
  key: RecordKey | null;
  /** One value for each list of `dedupe`, in a fixed order. */
  duplicates: (string | null)[];
  /** Place of the row's route among those of its object; -1 if it takes none. */
  route: number;
}

/** A compiled mapping. Both functions decide by the same reading of a row. */
export interface RowMapper {
  compare(object: LoadedObject, row: SourceRow): Comparison;
  /** Turns a row into either a record for the write queue or an immediate outcome. */
  transform(staged: StagedRow): TransformedRow;
}

/** Compiles a mapping, so that its rules are read once for all rows. */
export function compileMapping(mapping: Mapping, context: RecordContext): RowMapper {
  const fieldContext = {
    ...context,
    identify: (object: LoadedObject, id: string) => identify(mapping, object, id, context),
  };
  const cleaning = compileCleaning(mapping, context);
  const routes = compileRoutes(mapping, fieldContext);
  const safeName = remember((name) => context.guard.clean('', name, 'mask').text);
  const identityOf = (object: LoadedObject, row: SourceRow): Identity =>
    identify(mapping, object, textIn(row, context.keyFields[object] ?? ''), context);

  return {
    compare(object, row) {
      const candidates = routes.get(object)!;
      const { fields, problem } = parseRow(row);
      const identity = identityOf(object, fields);
      const route = candidates.find((one) => one.takes(fields));
      const isCompared = !problem && !route?.excludes.some(({ test }) => test(fields));
      return {
        key: 'key' in identity ? identity.key : null,
        duplicates: candidates.flatMap((one, index) =>
          one.dedupe.map((list) => (one === route && isCompared ? comparedBy(list, index, fields) : null)),
        ),
        route: route ? candidates.indexOf(route) : -1,
      };
    },
    transform({ object, place, row, earlier, survivor, byPeople = false }) {
      const parsed = parseRow(row);
      const identity = identityOf(object, parsed.fields);
      const key = 'key' in identity ? identity.key : placeKey(context.system, object, place);
      const repeated = earlier === null ? null : repeatedId(key === earlier);
      const idProblem = 'problem' in identity ? identity.problem : repeated;
      const id = textIn(parsed.fields, context.keyFields[object] ?? '');
      const leaks = !mapping.hashKeys.includes(object) && isIdentifier(context.guard, id, context.keyFields[object]);
      const candidates = routes.get(object)!;
      const route = candidates.find((one) => one.takes(parsed.fields));
      const module = (route ?? candidates[0])?.module ?? 'Accounts';
      const clean = cleanRow(parsed, cleaning(object));
      // The key of an earlier row belongs to that row, and a network identifier must not be in a key.
      const shown = idProblem || leaks ? placeKey(context.system, object, place) : key;
      const remarks = clean.withheld.map((one): Remark => ({ key: shown, ...one }));
      if (route && !parsed.problem) remarks.push(...silently(route, clean.fields, parsed.fields, shown, safeName));
      const decision = decide({ parsed, route, idProblem, leaks, survivor, byPeople });
      if (decision) return { kind: 'decided', decided: { key: shown, module, ...decision }, remarks };
      return fillRecord(
        { keyField: mapping.key, places: minorUnitOf(mapping.currency), takenAt: context.takenAt ?? null },
        key,
        route!,
        { clean, raw: parsed },
        remarks,
      );
    },
  };
}

/** What happens to a row without a rule of the mapping that says so: values that are not migrated, or not compared. */
function silently(
  route: Route,
  clean: SourceRow,
  raw: SourceRow,
  key: RecordKey,
  safeName: (name: string) => string,
): Remark[] {
  const remarks = notCompared(route.dedupe, raw).map(({ field, problem }): Remark => ({
    key,
    field,
    rule: `not compared:${problem}`,
  }));
  for (const name in clean) {
    if (
      !name.startsWith('extensions.') ||
      route.extensions.has(name) ||
      route.extensions.has('extensions') ||
      isInvisible(clean[name]!)
    )
      continue;
    // A custom field can be named after an identifier.
    remarks.push({ key, field: safeName(name), rule: 'unmapped:no rule for this custom field' });
  }
  return remarks;
}

/** The outcome of a row that does not become a record, by the first of the reasons; null if it has none. */
function decide(about: {
  parsed: ParsedRow;
  route: Route | undefined;
  idProblem: string | null;
  leaks: boolean;
  survivor: RecordKey | null;
  byPeople: boolean;
}): Pick<DecidedRecord, 'outcome' | 'reason' | 'survivor'> | null {
  const { parsed, route, idProblem, leaks, survivor, byPeople } = about;
  if (leaks) return { outcome: 'rejected', reason: keyLeaks };
  if (idProblem) return { outcome: 'rejected', reason: idProblem };
  if (!route) return { outcome: 'excluded', reason: noRoute };
  const exclusion = route.excludes.find(({ test }) => test(parsed.fields));
  if (exclusion) return { outcome: 'excluded', reason: exclusion.reason };
  if (parsed.problem) return { outcome: 'rejected', reason: parsed.problem };
  if (survivor === null) return null;
  const reason = byPeople ? 'duplicate of another record, as people decided' : 'duplicate of another record';
  return { outcome: 'merged', reason, survivor };
}

/** A key can't be cleaned, so the id of such a record must be hashed. */
export const keyLeaks = 'the source id is a network identifier; list the object under hashKeys in mapping.yml';

/** Whether an id is a network identifier. The name of its field is a label, so that a foreign IMSI in `imsi` is found too. */
export const isIdentifier = (guard: Pick<Guard, 'scanText'>, id: string, field: string | undefined): boolean =>
  guard.scanText(id, field).some(({ action }) => action === 'withhold');

/** How the rows of each object are cleaned. */
function compileCleaning(mapping: Mapping, context: RecordContext): (object: LoadedObject) => Cleaning {
  const compiled = new Map<LoadedObject, Cleaning>();
  return (object) => {
    const cleaning = compiled.get(object) ?? {
      guard: context.guard,
      withhold: withheldIn(mapping, object),
      exempt: keysAndReferences(mapping, object, context),
      scans: new Map<string, (text: string) => boolean>(),
    };
    compiled.set(object, cleaning);
    return cleaning;
  };
}
