export type Cell = string | number | boolean | null;
export type Row = Record<string, Cell>;

/** A planted defect, with the outcome that a migration should reach. One entry of the answer key. */
export interface Defect {
  object: string;
  id: string;
  rule: string;
  field?: string;
  /** `reported` and `kept` both leave the value unchanged; `reported` also informs people. */
  expected: 'rejected' | 'merged' | 'excluded' | 'blank' | 'repaired' | 'withheld' | 'reported' | 'kept';
  /** Id of the record that this one is merged into, or that it looks like. */
  into?: string;
  /** The correct value, for `repaired`. */
  right?: string;
  /** The hidden identifier. Tests search for it where it must not appear. */
  value?: string;
}

/** One generated record with the defects in it. */
export interface GeneratedRecord {
  row: Row;
  defects: Defect[];
}
