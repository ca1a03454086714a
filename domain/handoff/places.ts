/** Kinds and sites of network elements on the cover. */
const mostRows = 200;

/** Counts network elements by kind and site. */
export function createPlaceCounts() {
  const counts = new Map<string, { kind: string; site: string; count: number }>();
  let rest = 0;
  return {
    add({ kind = '', site = '' }: Partial<Record<string, string>>): void {
      const key = JSON.stringify([kind, site]);
      const found = counts.get(key);
      if (found) found.count += 1;
      else if (counts.size < mostRows) counts.set(key, { kind, site, count: 1 });
      else rest += 1;
    },
    result: () => ({
      rows: [...counts.values()].sort((a, b) => a.kind.localeCompare(b.kind) || a.site.localeCompare(b.site)),
      rest,
    }),
  };
}
