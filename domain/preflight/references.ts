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
interface References {
  byKey: Map<string, Counted>;
  /** It is written when the record is created, so a reference that leads to no record rejects its record. */
  rejects: boolean;
}

export function createReferenceTrial(): ReferenceTrial {
  const known = new Set<RecordKey>();
  const byObject = new Map<LoadedObject, Map<string, References>>();
  const add = (object: LoadedObject, field: string, value: Json | undefined, rejects: boolean): void => {
    if (Array.isArray(value)) {
      for (const line of value.filter(isObject))
        for (const [name, one] of Object.entries(line)) add(object, `${field}.${name}`, one, rejects);
      return;
    }
    if (!isObject(value) || value['$key'] === undefined) return;
    const fields = byObject.get(object) ?? new Map<string, References>();
    const references: References = fields.get(field) ?? { byKey: new Map<string, Counted>(), rejects };
    const keys = keysIn(value);
    const one = references.byKey.get(keys.join()) ?? { keys, count: 0 };
    one.count += 1;
    references.byKey.set(keys.join(), one);
    byObject.set(object, fields.set(field, references));
  };
  const all = () => [...byObject.values()].flatMap((fields) => [...fields.values()]);
  return {
    addKey: (key) => void known.add(key),
    addRecord(object, { base, custom }) {
      for (const [field, value] of Object.entries(base)) add(object, field, value, true);
      for (const [field, value] of Object.entries(custom)) add(object, field, value, false);
    },
    targets: () => [
      ...new Set(all().flatMap(({ byKey }) => [...byKey.values()].flatMap(({ keys }) => keys.map(objectOf)))),
    ],
    checks: (unread) =>
      [...byObject].map(([object, fields]) =>
        checkOf(
          object,
          [...fields].map(([field, references]) => sumUp(field, references, known, unread)),
        ),
      ),
  };
}

interface FieldSum extends Pick<References, 'rejects'> {
  field: string;
  tried: number;
  lost: number;
  ambiguous: number;
}

/** A reference to an object that was not read to its end is counted only if its record was found. */
function sumUp(
  field: string,
  { byKey, rejects }: References,
  known: ReadonlySet<RecordKey>,
  unread: ReadonlySet<LoadedObject>,
): FieldSum {
  const sum = { field, rejects, tried: 0, lost: 0, ambiguous: 0 };
  for (const { keys, count } of byKey.values()) {
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
    fix: `Look at these lookups in the mapping: the values may be ids of another object, or of several. ${effectsOf(gaps)}`,
  };
}

/** What a load does with records whose references lead to no record. */
function effectsOf(gaps: FieldSum[]): string {
  const named = (rejects: boolean) => gaps.filter((one) => one.rejects === rejects).map(({ field }) => field);
  const [rejecting, blank] = [named(true), named(false)];
  return [
    rejecting.length > 0 && `A load rejects the records with such a reference in ${rejecting.join(', ')}.`,
    blank.length > 0 &&
      `The field stays blank for such a reference in ${blank.join(', ')}, which the second pass writes.`,
  ]
    .filter((text) => text !== false)
    .join(' ');
}
