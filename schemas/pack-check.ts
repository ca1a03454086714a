/** Something in which a pack differs from the ledger. It names places and figures, and no texts of the pack. */
export interface PackDifference {
  where: string;
  what: string;
}

/** The result of comparing the files of a pack with the ledger. */
export interface PackCheck {
  /** The files that were compared; `isLedgers`: byte for byte as the ledger has it. */
  files: { name: string; digest: string; isLedgers: boolean }[];
  differences: PackDifference[];
  /** Differences beyond those in the list. */
  unlisted: number;
}
