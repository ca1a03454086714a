/** Rows of the ledger with values of people. */
export interface StoredRows {
  what: string;
  rows: number;
}

/** What an engagement holds of people, or what of it was erased. */
export interface Erasure {
  engagement: string;
  /** Days from the last act of the engagement to the erasure. */
  days: number;
  /** ISO 8601. From when on it may be erased; null while the engagement runs, because its last act is still to come. */
  from: string | null;
  /** Why it may not be erased now; null if it may. */
  whyNot: string | null;
  /** ISO 8601; null if nothing was erased. */
  erasedAt: string | null;
  /** Files in staging. */
  files: number;
  bytes: number;
  rows: StoredRows[];
}
