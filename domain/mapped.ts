import type { Json } from '../schemas/json.ts';

/**
 * The value of a field. `remark` says what was changed or assumed. If the source value is unusable, `reason` says why,
 * without repeating the value. With `rejects`, it rejects the record also where the field is not required: the mapping asks
 * for it, or the value was damaged before, and blank would hide it.
 */
export type Mapped = { value: Json; remark?: string } | { value: undefined; reason?: string; rejects?: boolean };
