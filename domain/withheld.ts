import type { Mapping } from '../schemas/mapping.ts';

type Withholding = Pick<Mapping, 'withhold'>;

/** How the mapping names a field of one object that must never reach Zoho. */
export const withheldName = (object: string, field: string): string => `${object}.${field}`;

/** The fields of an object that must never reach Zoho: those named for it, and those named for every object. */
export function withheldIn({ withhold }: Withholding, object: string): Set<string> {
  const own = withheldName(object, '');
  return new Set(withhold.flatMap((name) => (name.startsWith(own) ? [name, name.slice(own.length)] : [name])));
}

/** The entry that withholds a field of an object. */
export const entryThatWithholds = ({ withhold }: Withholding, object: string, field: string): string =>
  withhold.includes(field) ? field : withheldName(object, field);
