/** Results that are kept at once. */
const most = 2_000;

/** A part of a large text keeps all of it in memory, as long as it is not copied. */
const ownCopy = (text: string): string => ` ${text}`.slice(1);

/**
 * Remembers what a function returns for a text, as long as most texts come again: in a column of names or ids they don't, and
 * then the function is called each time. The results must not be changed.
 */
export function remember<Result>(work: (text: string) => Result): (text: string) => Result {
  let results: Map<string, Result> | null = new Map<string, Result>();
  let found = 0;
  return (text) => {
    if (results === null) return work(text);
    const known = results.get(text);
    if (known !== undefined) {
      found += 1;
      return known;
    }
    if (results.size >= most) {
      results = found < most ? null : new Map<string, Result>();
      found = 0;
    }
    if (results === null) return work(text);
    const own = ownCopy(text);
    const result = work(own);
    results.set(own, result);
    return result;
  };
}
