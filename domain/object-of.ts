import type { RecordKey } from '../schemas/record.ts';
import { LoadedObject } from '../schemas/terms.ts';

/** The source object that a record's key names. */
export const objectOf = (key: RecordKey): LoadedObject => LoadedObject.parse(key.slice(0, key.indexOf(':')));
