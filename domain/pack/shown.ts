const moment = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const digest = /^[0-9a-f]{64}$/;
/** Figures with at most this many signs are shown. Network identifiers are longer. */
const longestFigure = 12;
const figure = /^-?[\d.,]+$/;

/**
 * A value of a pack as a difference may show it: figures, times and the beginning of digests. Whoever changed a pack may have
 * written anything into it, and a difference goes through Temporal and into terminals.
 */
export function shownValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an entry';
  const text = String(value);
  if (moment.test(text)) return text;
  if (digest.test(text)) return `${text.slice(0, 12)}…`;
  if (figure.test(text) && text.length <= longestFigure) return text;
  return typeof value === 'number' ? 'another number' : 'another text';
}

/** The sentence of a difference between a value of a pack and that of the ledger. */
export const differs = (pack: unknown, ledger: unknown, from = 'the ledger'): string =>
  `the pack has ${shownValue(pack)}, ${from} ${shownValue(ledger)}`;
