/** What a column of lists holds: the sign between the items of a text, and all items. */
export interface ValueList {
  separator: string;
  items: string[];
}

const separators = [',', ';', '|'];
/** More items are no list that people choose from. */
const mostItems = 50;
/** Longer parts, or parts of more words, are a sentence or an address. */
const [longestItem, mostWords] = [60, 4];
/** Items that are in one text only can be parts of anything, such as the districts of a city. */
const leastRepeated = 0.5;

const isItem = (part: string): boolean =>
  part.length <= longestItem && part.split(/\s+/).length <= mostWords && !/^\d+$/.test(part);

/**
 * The items of texts such as `TV,Internet`, if they are lists of a few items that come again in other texts.
 * @param texts the different texts of a column
 */
export function listIn(texts: readonly string[]): ValueList | null {
  for (const separator of separators) {
    if (!texts.some((text) => text.includes(separator))) continue;
    const counts = new Map<string, number>();
    for (const text of texts) {
      const parts = text.split(separator).map((part) => part.trim());
      for (const part of new Set(parts.filter(Boolean))) counts.set(part, (counts.get(part) ?? 0) + 1);
    }
    const items = [...counts.keys()];
    const repeated = [...counts.values()].filter((count) => count > 1).length;
    if (
      items.length > 1 &&
      items.length <= mostItems &&
      items.every(isItem) &&
      repeated / items.length >= leastRepeated
    )
      return { separator, items };
  }
  return null;
}
