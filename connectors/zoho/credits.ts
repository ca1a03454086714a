/** A call as the cost table sees it. */
export interface CostedCall {
  kind: 'write' | 'delete' | 'read' | 'coql' | 'bulk-write' | 'bulk-read';
  /** Records in a write, or the LIMIT of a COQL query; the start of a bulk job costs the same for any number. */
  size: number;
}

/** Credits that a call costs. docs: api-limits, v8 */
export function creditsOf({ kind, size }: CostedCall): number {
  if (kind === 'write') return Math.max(1, Math.ceil(size / 10));
  if (kind === 'coql') return size <= 200 ? 1 : size <= 1_000 ? 2 : 3;
  if (kind === 'bulk-write') return 500;
  if (kind === 'bulk-read') return 50;
  return 1;
}
