import type { ConflictRule } from './engagement-file.ts';
import type { JsonObject } from './json.ts';
import type { ExtractedObject, Module } from './terms.ts';

/**
 * `<system>:<source object>:<source id>`: our key of a record. The external field in Zoho holds it. `keyOf` in
 * `domain/identity.ts` makes it.
 */
export type RecordKey = `${string}:${ExtractedObject}:${string}`;

/** A record in the write queue. */
export interface QueuedRecord {
  key: RecordKey;
  module: Module;
  /**
   * Standard fields, lines and the external key. A lookup is `{ $key }` until a lane replaces it with the id, with `$or` for
   * the other keys that its record can have. With `$module: true` it can lead to several modules, and becomes the id with its
   * module.
   */
  base: JsonObject;
  /** Custom fields and lookups within the module. Empty when the second pass has nothing to write. */
  custom: JsonObject;
  /** Keys that `base` and `custom` refer to, without duplicates. */
  refs: RecordKey[];
}

/** A record whose outcome the transformation decides. */
export interface DecidedRecord {
  key: RecordKey;
  module: Module;
  outcome: 'merged' | 'excluded' | 'rejected';
  /** Short, without keys or personal data, so that reasons can be counted: `lookup-missing Account_Name`. */
  reason: string;
  /** For a merged record: the record that its children refer to instead. */
  survivor?: RecordKey;
}

/** A value that was withheld, left blank, changed or assumed. The record itself is migrated. */
export interface Remark {
  key: RecordKey;
  field: string;
  /** What was done and why: `withheld:<detector>`, `blank:<reason>`, `repaired:<transform>`, `default:<reason>` … */
  rule: string;
}

/** The result of transforming one source row. */
export type TransformedRow = (
  { kind: 'queued'; record: QueuedRecord } | { kind: 'decided'; decided: DecidedRecord }
) & {
  remarks: Remark[];
};

/** A record that a lane has claimed. References are resolved; the id is known if the record is in Zoho already. */
export interface ClaimedRecord {
  /** Its number among the values of the environment. */
  no: number;
  key: RecordKey;
  values: JsonObject;
  /** Id in Zoho. Null for a record that this run creates. */
  zohoId: string | null;
  /** References to records that are not in Zoho. */
  unresolved: RecordKey[];
  /** References whose id belongs to several records, because the mapping looks it up in several objects. */
  ambiguous?: RecordKey[];
  /** For an adopted record: fields whose present values must be stored before they are overwritten. */
  unimaged: string[];
  /**
   * What Zoho acknowledged last for the fields of `values`, and Zoho's time of that. Null if nothing of this pass was
   * acknowledged.
   */
  last: { values: JsonObject; modifiedAt: string | null } | null;
  /** Fields that have people's value since an earlier conflict, each with the decision about it; null if it is open. */
  held: Record<string, ConflictRule | null>;
  /** What matches with records in Zoho say about it; undefined if there are none. */
  match?: ClaimedMatch | undefined;
}

/** The matches of a record that has been claimed. */
export interface ClaimedMatch {
  /** Ids of the records in Zoho that may be this one, and about which nobody has decided. */
  open: string[];
  /** For a record that a match has adopted: its values from before our first write, as far as they are stored; else null. */
  image: JsonObject | null;
  /** The fields of `values` that refer to other records, with their keys. */
  references: Record<string, RecordKey[]>;
}

/** A field that was changed in Zoho since our last write, and in the source as well. Values are never stored. */
export interface Conflict {
  no: number;
  key: RecordKey;
  field: string;
  rule: ConflictRule;
  /** `overwritten`: Zoho gets the source's value. `left` and `open`: Zoho keeps its value. */
  state: 'overwritten' | 'left' | 'open';
  editedAt: string | null;
  /** Zoho's id of the user. */
  editedBy: string | null;
}

/** The outcome of one record of a batch. */
export interface RecordOutcome {
  no: number;
  key: RecordKey;
  outcome: 'created' | 'updated' | 'rejected';
  zohoId: string | null;
  /** Zoho's time of the modification, in ISO 8601, if it is known. */
  modifiedAt: string | null;
  reason: string | null;
  /** The record that caused the reason, such as a parent that is not in Zoho. */
  reference: RecordKey | null;
  /** Id in Zoho of the record that a note, a file or an e-mail was put on; null if it stayed where it was. */
  parentId: string | null;
}
