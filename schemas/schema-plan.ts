import type { Environment, Module } from './terms.ts';

/** One change of an org that the schema step makes. */
export interface SchemaStep {
  /** The same for the same change: `Catalogue_Items`, `Accounts.Segment`, `Accounts.Segment.values`, or `Accounts.section`. */
  id: string;
  kind: 'module' | 'field' | 'values' | 'layout';
  module: Module;
  /** API name of the field; empty for a module and a section. */
  field: string;
  what: string;
  why: string;
  undo: string;
}

/** What the customer's administrator does, because Zoho's API can't or Portage should not. */
export interface ManualStep {
  id: string;
  module: Module;
  what: string;
  why: string;
  /** How it is seen that it was done. */
  check: string;
}

/** What stands between the mapping and the org, and stops the schema step. */
export interface SchemaConflict {
  module: Module;
  what: string;
  fix: string;
}

/** What an org lacks for a mapping, as it is now. */
export interface SchemaPlan {
  environment: Environment;
  edition: string;
  steps: SchemaStep[];
  manual: ManualStep[];
  conflicts: SchemaConflict[];
  /** Fields that the mapping wants and the org has as they are wanted. */
  present: number;
}

/** Something that the engagement created or added and that the org no longer has as it was. */
export interface LostChange {
  module: Module;
  what: string;
}

/** A plan for an org, and what became of the changes that the engagement has made there. */
export interface SchemaState extends SchemaPlan {
  /** Fields and values that the engagement has added and the org has. */
  added: number;
  lost: LostChange[];
}

/** What a schema step did. */
export interface AppliedSchema {
  /** Fields that it created. */
  created: number;
  /** Values that Zoho did not take into the list of a standard field. Records can have them all the same. */
  refused: { module: Module; field: string; values: string[] }[];
}
