/** Reads words that are made of others, or inflected, by the words that are known. */
export interface Compounds {
  /** The fewest known words that make up a word, as in `rechnungsdatum`; null for a word that is not made of them. */
  partsOf(word: string): string[] | null;
  /** What stands before the longest known word that a word ends with, and that word, as in `einzelpreis`; null without one. */
  withEnding(word: string): [string, string] | null;
  /** The known word that a word is without one of the endings. */
  without(word: string, endings: readonly string[]): string | undefined;
}

/**
 * Last parts of compound words that say how a value is kept, and nothing about it: `rabattliste` is about discounts. As words of
 * their own they are as good as unknown.
 */
export const containers: ReadonlySet<string> = new Set(
  'liste list tabelle feld daten angabe angaben eintrag uebersicht verzeichnis aufstellung sammlung'.split(' '),
);

/** What links the parts of a German word. */
const links = ['', 's', 'n', 'en', 'es', 'er'];
/** Shorter words are in too many others, except at the end. */
const shortestPart = 3;
const shortEndings = new Set(['nr', 'id', 'kz']);
/** Shorter endings are by chance in too many words. */
const shortestEnding = 5;
/** Shorter words end with the letters of an ending by chance. */
const shortestStem = 4;

/** Shorter abbreviations stand for too many words. */
const shortestAbbreviation = 5;
/** An ending that is cut off makes another form of a word, and no abbreviation. */
const leastLeftOut = 4;

/**
 * What a word abbreviates: all longer words that it begins, cut after a consonant, such as `apell` for `apellidos`. Null if
 * they are about nothing in common.
 * @param words what each word is about
 */
export function abbreviationsOf<Concept>(
  words: ReadonlyMap<string, readonly Concept[]>,
): (word: string) => readonly Concept[] | null {
  const all = [...words];
  return (word) => {
    if (word.length < shortestAbbreviation || !/[b-df-hj-np-tv-xz]$/.test(word)) return null;
    const longer = all.filter(([one]) => one.startsWith(word));
    if (!longer.some(([one]) => one.length >= word.length + leastLeftOut)) return null;
    const [, common] = longer.reduce(([, before], [one, concepts]) => [
      one,
      before.filter((concept) => concepts.includes(concept)),
    ]);
    return common.length > 0 ? common : null;
  };
}

export function compoundsOf(isKnown: (word: string) => boolean): Compounds {
  /** The known word that a piece of a longer word is, without what links it to the next one. */
  const knownPart = (piece: string, isLast: boolean): string | undefined =>
    isLast && shortEndings.has(piece)
      ? piece
      : links
          .filter((link) => piece.endsWith(link))
          .map((link) => piece.slice(0, piece.length - link.length))
          .find((part) => part.length >= shortestPart && isKnown(part));
  return {
    partsOf(word) {
      const best: (string[] | null)[] = [[]];
      for (let end = 1; end <= word.length; end += 1) {
        const found = best.flatMap((before, start) => {
          const part = before && knownPart(word.slice(start, end), end === word.length);
          return part ? [[...before, part]] : [];
        });
        best.push(found.toSorted((a, b) => a.length - b.length)[0] ?? null);
      }
      return best.at(-1)!;
    },
    withEnding(word) {
      for (let start = shortestPart; start + shortestEnding <= word.length; start += 1)
        if (isKnown(word.slice(start))) return [word.slice(0, start), word.slice(start)];
      return null;
    },
    without: (word, endings) =>
      endings
        .filter((ending) => word.endsWith(ending))
        .map((ending) => word.slice(0, -ending.length))
        .find((stem) => stem.length >= shortestStem && isKnown(stem)),
  };
}
