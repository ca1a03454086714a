/** Limits of Zoho CRM's editions. docs: create-custom-field, api-limits, v8 */
export interface Edition {
  /** Custom fields of one module. */
  customFields: number;
  /** API credits in 24 hours: a base, some for each user, and a cap. */
  credits: { base: number; perUser: number; cap: number };
}

/** From the smallest to the largest. */
export const editions: Record<string, Edition> = {
  free: { customFields: 0, credits: { base: 5_000, perUser: 0, cap: 5_000 } },
  standard: { customFields: 10, credits: { base: 50_000, perUser: 250, cap: 100_000 } },
  professional: { customFields: 155, credits: { base: 50_000, perUser: 500, cap: 3_000_000 } },
  enterprise: { customFields: 300, credits: { base: 50_000, perUser: 1_000, cap: 5_000_000 } },
  ultimate: { customFields: 500, credits: { base: 50_000, perUser: 2_000, cap: Infinity } },
};

/** Editions that Portage migrates to. */
export const usableEditions = Object.keys(editions).slice(Object.keys(editions).indexOf('professional'));

/** Number of records above which a migration is scoped individually. */
export const usualRecords = 2_000_000;
