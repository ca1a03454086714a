import { z } from 'zod';
import { Slug, fixedGates } from './terms.ts';

/** A reference to a secret, `env:NAME` or `file:PATH`. The secret itself is never in the file. */
export const SecretReference = z
  .string()
  .regex(/^(env:[A-Z][A-Z0-9_]*|file:.+)$/, 'must be env:NAME or file:PATH; a secret must not be written in the file');

const Org = z.strictObject({
  orgId: z.string().regex(/^\d+$/, "must be the org's id (zgid), digits only"),
  clientId: SecretReference,
  clientSecret: SecretReference,
  refreshToken: SecretReference,
  /** These URLs replace the hosts of the data centre, for an emulator or a proxy. */
  accountsUrl: z.union([z.url({ protocol: /^https?$/ }), SecretReference]).optional(),
  apiUrl: z.union([z.url({ protocol: /^https?$/ }), SecretReference]).optional(),
  uploadUrl: z.union([z.url({ protocol: /^https?$/ }), SecretReference]).optional(),
});

const Person = z.strictObject({ name: z.string().min(1), email: z.email(), role: z.string().min(1) });
export type Person = z.infer<typeof Person>;

export const Limits = z.strictObject({
  /** Concurrent calls to one org. Every edition allows 10 for calls with more than 10 records. */
  lanes: z.int().min(1).max(10).default(10),
  /** Number of records that one lane activity writes before it returns its counts. */
  slice: z.int().min(100).max(100_000).default(20_000),
  /** Percentage of rejected records above which a phase stops and asks for a decision. */
  breakerPercent: z.number().min(0).max(100).default(5),
  /** Credits of the rolling window that are left for the live org. */
  creditFloor: z.int().min(0).default(1_000),
  /** Longest wait, in seconds, before the remaining credits are checked again. */
  creditRecheckSeconds: z.number().positive().default(900),
  /** Delta loads after the freeze before people decide whether to go on with a source that keeps changing. */
  deltaRounds: z.int().min(1).max(100).default(5),
});
export type Limits = z.infer<typeof Limits>;

/** Whose value a field gets that both the source and people in Zoho have changed. `ask`: people decide at a gate. */
export const ConflictRule = z.enum(['source', 'zoho', 'ask']);
export type ConflictRule = z.infer<typeof ConflictRule>;

/** `engagement.yml`: one customer's migration. Paths are relative to the file. */
export const EngagementFile = z.strictObject({
  slug: Slug,
  customer: z.string().min(1),
  source: z.string().min(1),
  mapping: z.string().min(1),
  owners: z.string().min(1),
  /** Folder to which documents are exported; also as a reference. */
  documents: z.string().min(1),
  operator: Person,
  destination: z.strictObject({
    dataCentre: z.enum(['us', 'eu', 'in', 'au', 'jp', 'ca', 'sa', 'cn']),
    edition: z.enum(['standard', 'professional', 'enterprise', 'ultimate']),
    sandbox: Org,
    production: Org,
  }),
  gates: z.strictObject({
    approvers: z.array(Person).min(1),
    /** Roles that may sign a gate; `exception` covers every exception gate. `rollback`: roles that may request a rollback. */
    roles: z.record(z.enum([...fixedGates, 'exception', 'rollback']), z.array(z.string()).min(1)),
    /** A sign-off without proof of identity (a bare signal) counts only where this is true. */
    allowUnproven: z.boolean().default(false),
  }),
  limits: Limits.prefault({}),
  conflicts: ConflictRule.default('ask'),
});
export type EngagementFile = z.infer<typeof EngagementFile>;

/** `owners.yml`: source user → e-mail of an active Zoho user. Records of all other source users go to `default`. */
export const OwnerMap = z.strictObject({
  default: z.email(),
  owners: z.record(z.string(), z.email()),
});
export type OwnerMap = z.infer<typeof OwnerMap>;
