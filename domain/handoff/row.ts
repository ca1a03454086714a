import type { LoadedObject } from '../../schemas/terms.ts';
import type { SourceRow } from '../condition.ts';

/** A row of a list: texts by column. `kind` is what the rows of a list are counted by. */
export type ListRow = Record<string, string> & Record<'object' | 'id' | 'kind', string>;

/** A staged record that a list is made from. */
export interface ListedRecord {
  object: LoadedObject;
  /** Its id in the source, or the hash of it that Zoho has. */
  id: string;
  /** Its fields; custom fields as `extensions.<name>`. */
  row: SourceRow;
  /** The name of a component; empty if it is not known. */
  nameOf(id: string): string;
}
