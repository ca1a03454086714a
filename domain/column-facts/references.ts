import type { Reference } from '../../schemas/column-facts.ts';
import type { LoadedObject } from '../../schemas/terms.ts';
import { conceptsIn, wordsOfName } from './vocabulary.ts';

/** How many sampled values of a column are ids of an object. */
export interface Containment {
  object: LoadedObject;
  /** The column that the profile names as the key of the object. */
  key: string;
  /** Shapes of the keys, the most frequent first. */
  keyShapes: string[];
  contained: number;
}

export interface Probed {
  column: string;
  filled: number;
  distinct: number;
  shapes: string[];
  containments: Containment[];
}

/** Small numbers are contained in every object that is numbered. Only the name can say that they refer to it. */
const isPlainNumber = (shape: string): boolean => /^(?:9{1,4}|9\+)$/.test(shape);

/** Fewer different values say nothing without the name, unless nearly all of them are ids: then these few are enough. */
const [leastDistinct, leastOfAll, leastTogether] = [20, 3, 0.95];
/** Words of columns whose few values are no ids, even where all happen to be some: a status, a currency. */
const lists = ['status', 'currency', 'country', 'language', 'percent', 'quantity'] as const;
/** Share of values that are ids, of one object or of several together. */
const [leastAlone, leastNamed, leastPart] = [0.9, 0.5, 0.02];

function agrees(column: string, { object, key }: Containment): boolean {
  const words = wordsOfName(column);
  const known = new Set([...wordsOfName(key), ...wordsOfName(object).map((word) => word.replace(/s$/, ''))]);
  return words.some((word) => !general.has(word) && known.has(word));
}

/** Words that are in the names of most keys. */
const general = new Set(['id', 'no', 'nr', 'num', 'number', 'code', 'key', 'name', 'ref']);

/** Objects whose ids the values of a column are, the most frequent first. A column of ids of several objects has them all. */
export function chooseReferences({ column, filled, distinct, shapes, containments }: Probed): Reference[] {
  if (filled === 0) return [];
  const concepts = conceptsIn(column);
  const isList = lists.some((concept) => concepts.has(concept));
  const candidates = containments
    .filter((one) => one.contained >= leastPart)
    .map((one) => ({
      ...one,
      isNamed: agrees(column, one),
      sharesShape: shapes.some((shape) => one.keyShapes.includes(shape) && !isPlainNumber(shape)),
    }));
  // Codes of plans and of articles are ids of two objects together.
  const together = candidates.reduce((sum, { sharesShape, contained }) => sum + (sharesShape ? contained : 0), 0);
  const enough = together >= leastTogether && !isList ? leastOfAll : leastDistinct;
  const likely = candidates.filter(({ isNamed, sharesShape }) => isNamed || (sharesShape && distinct >= enough));
  const whole = likely.reduce((sum, { contained }) => sum + contained, 0);
  const least = likely.some(({ isNamed }) => isNamed) ? leastNamed : leastAlone;
  if (whole < least) return [];
  return likely.toSorted((a, b) => b.contained - a.contained).map(({ object, contained }) => ({ object, contained }));
}
