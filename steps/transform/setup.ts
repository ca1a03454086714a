import { idHasher } from '../../connectors/fingerprints/key.ts';
import { compileMapping, type RowMapper } from '../../domain/map-record.ts';
import { columnDates } from '../../domain/values/date-formats.ts';
import type { SourceProfile } from '../../schemas/profile.ts';
import type { DateForm } from '../../schemas/profile-fields.ts';
import type { Mapping } from '../../schemas/mapping.ts';
import type { LoadedObject } from '../../schemas/terms.ts';
import { guardOf, type GuardParts } from '../guard.ts';
import { formatIn, type NumberFormats } from '../number-formats.ts';
import type { OwnerIds } from './owners.ts';

/** Everything that decides what a row becomes, as plain data, so that it can be given to a thread. */
export interface Setup {
  /** Digest of all the rest. */
  plan: string;
  /** Digest of what the result depends on except the rows. */
  rules: string;
  mapping: Mapping;
  system: string;
  /** Whose ids are hashed, and with what. */
  slug: string;
  fingerprintSecret: string | null;
  keyFields: Partial<Record<LoadedObject, string>>;
  /** IANA time zone of timestamps without a zone. */
  timeZone: string;
  sentinels: string[];
  dates: DateForms;
  numberFormats: NumberFormats;
  owners: OwnerIds;
  guard: GuardParts;
  /** When the source was read, in milliseconds since 1970; null if nothing is loaded from it. */
  takenAt: number | null;
}

/** How fields write their dates, by `<object>.<field>`. */
export type DateForms = Record<string, DateForm>;

export const dateFormsOf = ({ objects }: SourceProfile): DateForms =>
  Object.fromEntries(
    Object.entries<{ dates?: DateForms | undefined }>(objects).flatMap(([object, { dates }]) =>
      Object.entries({ ...dates }).map(([field, form]) => [`${object}.${field}`, form] as const),
    ),
  );

let compiled: { plan: string; mapper: RowMapper } | null = null;

/** The compiled mapping of a setup. The last one is kept. */
export function mapperOf(setup: Setup): RowMapper {
  if (compiled?.plan === setup.plan) return compiled.mapper;
  const { plan, mapping, system, slug, fingerprintSecret, keyFields, timeZone, numberFormats, owners, guard, takenAt } =
    setup;
  const forms = Object.entries(setup.dates);
  const named = new Map(owners.named);
  const mapper = compileMapping(mapping, {
    system,
    keyFields,
    hashId: idHasher(fingerprintSecret, slug),
    timeZone,
    numberFormat: formatIn(numberFormats),
    phoneRegion: mapping.phoneRegion,
    currency: mapping.currency,
    sentinels: new Set(setup.sentinels),
    dates: new Map(forms.map(([field, form]) => [field, columnDates(form)])),
    ownerOf: (sourceUser) => named.get(sourceUser) ?? null,
    defaultOwner: owners.fallback,
    inactiveOwners: new Set(owners.inactive),
    guard: guardOf(guard),
    takenAt,
  });
  compiled = { plan, mapper };
  return mapper;
}
