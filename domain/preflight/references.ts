import type { Json } from '../../schemas/json.ts';
import type { QueuedRecord, RecordKey } from '../../schemas/record.ts';
import type { Check } from '../../schemas/report.ts';
import type { LoadedObject } from '../../schemas/terms.ts';
import { isObject } from '../compare-record.ts';
import { objectOf } from '../identity.ts';
import { keysIn } from '../resolve-references.ts';

/** Where the references of records lead, tried on the first rows of a source. */
export interface ReferenceTrial {
  /** A record that references can lead to. */
  addKey(key: RecordKey): void;
  /** The references of a record that a row of the object became. */
  addRecord(object: LoadedObject, record: Pick<QueuedRecord, 'base' | 'custom'>): void;
  /** The objects that they lead to. */
  targets(): LoadedObject[];
  /**
   * One check for each object with references.
   * @param unread objects that were not read to their end: a reference to them may lead to a later row
   */
  checks(unread: ReadonlySet<LoadedObject>): Check[];
}

/** From this share of references without one record, people must look at the lookup. */
const mostLost = 0.05;

/** A reference by the keys that its record can have, and how often it occurs. */
interface Counted {
  keys: RecordKey[];
  count: number;
}
/** The references of one field. */
type References = Map<string, Counted>;

export function createReferenceTrial(): ReferenceTrial {
  const known = new Set<RecordKey>();
  const byObject = new Map<LoadedObject, Map<string, References>>();
  const add = (object: LoadedObject, field: string, value: Json | undefined): void => {
    if (Array.isArray(value)) {
      for (const line of value.filter(isObject))
        for (const [name, one] of Object.entries(line)) add(object, `${field}.${name}`, one);
      return;
    }
    if (!isObject(value) || value['$key'] === undefined) return;
    const fields = byObject.get(object) ?? new Map<string, References>();
    const references: References = fields.get(field) ?? new Map<string, Counted>();
    const keys = keysIn(value);
    const one = references.get(keys.join()) ?? { keys, count: 0 };
    one.count += 1;
    references.set(keys.join(), one);
    byObject.set(object, fields.set(field, references));
  };
  const all = () => [...byObject.values()].flatMap((fields) => [...fields.values()]);
  return {
    addKey: (key) => void known.add(key),
    addRecord(object, { base, custom }) {
      for (const [field, value] of Object.entries({ ...base, ...custom })) add(object, field, value);
    },
    targets: () => [...new Set(all().flatMap((one) => [...one.values()].flatMap(({ keys }) => keys.map(objectOf))))],
    checks: (unread) =>
      [...byObject].map(([object, fields]) =>
        checkOf(
          object,
          [...fields].map(([field, references]) => sumUp(field, [...references.values()], known, unread)),
        ),
      ),
  };
}

interface FieldSum {
  field: string;
  tried: number;
  lost: number;
  ambiguous: number;
}

/** A reference to an object that was not read to its end is counted only if its record was found. */
function sumUp(
  field: string,
  references: Counted[],
  known: ReadonlySet<RecordKey>,
  unread: ReadonlySet<LoadedObject>,
): FieldSum {
  const sum = { field, tried: 0, lost: 0, ambiguous: 0 };
  for (const { keys, count } of references) {
    const found = keys.filter((key) => known.has(key)).length;
    if (found === 0 && keys.some((key) => unread.has(objectOf(key)))) continue;
    sum.tried += count;
    if (found === 0) sum.lost += count;
    if (found > 1) sum.ambiguous += count;
  }
  return sum;
}

function checkOf(object: LoadedObject, sums: FieldSum[]): Check {
  const id = `references.${object}`;
  const gaps = sums.filter(
    ({ tried, lost, ambiguous }) => lost + ambiguous > 0 && lost + ambiguous >= mostLost * tried,
  );
  const number = (count: number) => count.toLocaleString('en-GB');
  const tried = sums.reduce((total, one) => total + one.tried, 0);
  if (gaps.length === 0)
    return {
      ...{ id, state: 'pass', affected: 0, fix: null },
      what: `Of ${number(tried)} references in the first rows of ${object}, ${number(sums.reduce((total, one) => total + one.lost, 0))} lead to no record.`,
    };
  const texts = gaps.flatMap(({ field, tried: of, lost, ambiguous }) => [
    ...(lost > 0 ? [`${number(lost)} of ${number(of)} references in ${field} lead to no record of the source`] : []),
    ...(ambiguous > 0 ? [`${number(ambiguous)} of ${number(of)} references in ${field} lead to several records`] : []),
  ]);
  return {
    ...{ id, state: 'warn', affected: gaps.reduce((total, { lost, ambiguous }) => total + lost + ambiguous, 0) },
    what: `In the first rows of ${object}, ${texts.join('; ')}.`,
    fix: 'Look at these lookups in the mapping: the values may be ids of another object, or of several. A load rejects a record whose parent is missing; in custom fields, the field stays blank.',
  };
}
