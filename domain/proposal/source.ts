import type { Condition } from '../../schemas/mapping.ts';
import type { LoadedObject, Module } from '../../schemas/terms.ts';
import type { Column } from './features.ts';
import type { TargetField } from './targets.ts';

/** An object of the source, as the survey found it. */
export interface SourceTable {
  object: LoadedObject;
  /** The field that identifies its records. */
  key: string;
  /** The ids are network identifiers. */
  hasSecretKeys: boolean;
  /** The field by which the source selects changed rows. */
  updated: string | null;
  columns: Column[];
  /** The columns of the lines in its records; null for an object without lines. */
  lines: Column[] | null;
  /** Share of the rows with a company that have no surname; null if there are none. */
  companiesWithoutPerson: number | null;
  /** How often the total of a record is that of its lines, alone or with the tax; null if it was not compared. */
  totals: { alone: number; withTax: number } | null;
}

/** What a proposal is made from: the source, and the fields of Zoho. */
export interface ProposalInput {
  tables: SourceTable[];
  /** The fields of each module that the org has. */
  destination: Partial<Record<Module, TargetField[]>>;
  /** How many records of each module the org has. */
  records: Partial<Record<Module, number>>;
  /** ISO 4217 code of the amounts. */
  currency: string;
  /** ISO 3166 code of the region of phone numbers without a country code. */
  phoneRegion: string;
  key: string;
}

/** Which rows of an object become records of which module. */
export interface ProposedRoute {
  module: Module;
  isBusiness: boolean;
  route: Condition | null;
  reason: string;
}
