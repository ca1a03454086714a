/** Keys that an earlier reading staged. Several rows may have the same key. */
export interface StagedKeys {
  isEmpty: boolean;
  /** Whether a row with this key is staged. Each staged row answers true once. */
  takes(key: string): boolean;
}

export async function countKeys(keys: AsyncIterable<string>): Promise<StagedKeys> {
  const counts = new Map<string, number>();
  for await (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return {
    isEmpty: counts.size === 0,
    takes(key) {
      const left = counts.get(key) ?? 0;
      if (left > 0) counts.set(key, left - 1);
      return left > 0;
    },
  };
}

export async function* noKeys(): AsyncGenerator<string> {
  // Nothing was staged before.
}
