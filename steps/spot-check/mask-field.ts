import type { Guard } from '../../domain/identifiers/guard.ts';
import type { Json } from '../../schemas/json.ts';
import type { SpotField } from '../../schemas/spot-check.ts';

/** A field as it may be stored: the staged source and Zoho can hold identifiers that must not leave. */
export function maskField(guard: Pick<Guard, 'clean'>, field: SpotField): SpotField {
  const mask = (name: string, value: Json): Json => {
    if (typeof value === 'string') return guard.clean(name, value, 'mask').text;
    if (Array.isArray(value)) return value.map((item) => mask(name, item));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([member, one]) => [member, mask(member, one)]));
  };
  return {
    ...field,
    source: field.source.map(({ column, value }) => ({ column, value: guard.clean(column, value, 'mask').text })),
    written: mask(field.field, field.written),
    now: mask(field.field, field.now),
  };
}
