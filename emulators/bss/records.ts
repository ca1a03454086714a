import type { IdentifierKind } from './network-identifiers.ts';

export type Cell = string | number | boolean | null;
export type Row = Record<string, Cell>;

/** A network identifier that is planted in a text. */
export interface PlantedIdentifier {
  kind: IdentifierKind;
  /** Name of the way in which it is written. */
  notation: string;
  /** `own`: the operator's network tables have it. `foreign`: only its label or its form shows what it is. */
  owner: 'own' | 'foreign';
  /** The whole identifiers in the text, bare: digits, hex digits in lower case, or an address. Nearly always one. */
  numbers: string[];
}

/** A planted defect, identifier or look-alike, with the outcome that a migration should reach. One entry of the answer key. */
export interface Defect {
  object: string;
  id: string;
  rule: string;
  /** A field of the row; `extensions.<name>` and `lines.<name>` for planted texts in custom fields and in the first line. */
  field?: string;
  /** `reported` and `kept` both leave the value unchanged; `reported` also informs people. */
  expected: 'rejected' | 'merged' | 'excluded' | 'blank' | 'repaired' | 'withheld' | 'reported' | 'kept';
  /** Id of the record that this one is merged into, or that it looks like. */
  into?: string;
  /** The correct value, for `repaired`. For a look-alike, the part of the value that must arrive unchanged. */
  right?: string;
  /** The identifier as it is written in the field. Tests search for it where it must not appear. */
  value?: string;
  identifier?: PlantedIdentifier;
  /** Kind of a look-alike. */
  lookAlike?: string;
}

/** One generated record with the defects in it. */
export interface GeneratedRecord {
  row: Row;
  defects: Defect[];
}
