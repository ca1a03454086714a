/** A call as the cost table sees it. */
export interface CostedCall {
  kind: 'write' | 'delete' | 'read' | 'coql';
  /** Records in a write, or the LIMIT of a COQL query. */
  size: number;
}

/** Credits that a call costs. docs: api-limits, v8 */
export function creditsOf({ kind, size }: CostedCall): number {
  if (kind === 'write') return Math.max(1, Math.ceil(size / 10));
  if (kind === 'coql') return size <= 200 ? 1 : size <= 1_000 ? 2 : 3;
  return 1;
}
