import type { JsonObject } from './json.ts';
import type { LoadedObject, Module } from './words.ts';

/** `<source object>:<source id>`: our key of a record, and the value of the external field in Zoho. */
export type RecordKey = `${LoadedObject}:${string}`;

/** One record as it waits in the write queue. */
export interface QueuedRecord {
  key: RecordKey;
  module: Module;
  /** Standard fields, lines and the external key. A lookup is `{ $key }` until a lane puts the id in. */
  base: JsonObject;
  /** Custom fields and lookups within the module; empty when the second pass has nothing to do. */
  custom: JsonObject;
  /** Keys that `base` and `custom` refer to, each once. */
  refs: RecordKey[];
  /** SHA-256 of `base` and `custom`: two runs that agree on it need no write. */
  digest: string;
}

/** An outcome that the transformation decides. */
export interface DecidedRecord {
  key: RecordKey;
  module: Module;
  outcome: 'merged' | 'excluded' | 'rejected';
  /** Short and free of keys and personal data, so that reasons can be counted: `lookup-missing Account_Name`. */
  reason: string;
  /** The survivor that a merged record's children follow. */
  survivor?: RecordKey;
}

/** A value that was left blank or withheld on the way; the record itself goes on. */
export interface Remark {
  key: RecordKey;
  field: string;
  /** `withheld:<detector>`, `blank:<transform>`, `repaired:<transform>`. */
  rule: string;
  /** Salted hash of a withheld value, never the value. */
  hash?: string;
}

/** What becomes of one source row. */
export type TransformedRow = (
  { kind: 'queued'; record: QueuedRecord } | { kind: 'decided'; decided: DecidedRecord }
) & {
  remarks: Remark[];
};

/** A record as a lane claims it: the references are resolved, and its id is known if it is in Zoho already. */
export interface ClaimedRecord {
  seq: number;
  key: RecordKey;
  values: JsonObject;
  /** Id in Zoho by the identity map. */
  zohoId: string | null;
  /** It was in Zoho before this run, so a write is an update. */
  existed: boolean;
  /** References without a record in Zoho. */
  unresolved: RecordKey[];
}

/** The outcome of one record of a batch. */
export interface RecordOutcome {
  key: RecordKey;
  outcome: 'created' | 'updated' | 'rejected';
  zohoId: string | null;
  reason: string | null;
  /** The record that the reason is about, such as a parent that is not in Zoho. */
  reference: RecordKey | null;
}
