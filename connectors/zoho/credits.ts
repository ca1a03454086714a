/** What determines the cost of a call. */
export interface CostedCall {
  kind: 'write' | 'delete' | 'read' | 'coql' | 'bulk-write' | 'bulk-read' | 'module';
  /** Number of records in a write, or the LIMIT of a COQL query. It does not affect the cost of other calls. */
  size: number;
}

/** The cost of a call in credits. docs: api-limits, v8 */
export function creditsOf({ kind, size }: CostedCall): number {
  if (kind === 'write') return Math.max(1, Math.ceil(size / 10));
  if (kind === 'coql') return size <= 200 ? 1 : size <= 1_000 ? 2 : 3;
  if (kind === 'bulk-write' || kind === 'module') return 500;
  if (kind === 'bulk-read') return 50;
  return 1;
}
