import { z } from 'zod';
import { CutoverStepId } from './cutover.ts';
import { RateCard } from './estimate.ts';
import { PublicKey, canonicalEmail } from './sign-off.ts';
import { Slug } from './terms.ts';

/** A reference to a secret, `env:NAME` or `file:PATH`. The secret itself is never in the file. */
export const SecretReference = z
  .string()
  .regex(/^(env:[A-Z][A-Z0-9_]*|file:.+)$/, 'must be env:NAME or file:PATH; a secret must not be written in the file');

const Credentials = z.strictObject({
  clientId: SecretReference,
  clientSecret: SecretReference,
  refreshToken: SecretReference,
});

const Org = z.strictObject({
  orgId: z.string().regex(/^\d+$/, "must be the org's id (zgid), digits only"),
  ...Credentials.shape,
  /** These URLs replace the hosts of the data centre, for an emulator or a proxy. */
  accountsUrl: z.union([z.url({ protocol: /^https?$/ }), SecretReference]).optional(),
  apiUrl: z.union([z.url({ protocol: /^https?$/ }), SecretReference]).optional(),
  uploadUrl: z.union([z.url({ protocol: /^https?$/ }), SecretReference]).optional(),
});

const Person = z.strictObject({ name: z.string().min(1), email: z.email(), role: z.string().min(1) });
export type Person = z.infer<typeof Person>;

const Approver = Person.extend({
  /** Public halves of the keys that the person may sign with. A reference is resolved when the file is read. */
  keys: z.array(z.union([PublicKey, SecretReference])).default([]),
});
export type Approver = z.infer<typeof Approver>;

/** Encrypted, except on this machine. */
export const EncryptedUrl = z
  .url({ protocol: /^https?$/ })
  .regex(
    /^(https:|http:\/\/(127\.0\.0\.1|localhost|\[::1\])([:/]|$))/,
    'must begin with https:, except on the loopback address',
  );

/** An OpenID Connect provider whose ID tokens prove who signed. */
export const Issuer = z.strictObject({
  /** Exactly as in the provider's tokens. A reference is resolved when the file is read. */
  issuer: z.union([EncryptedUrl, SecretReference]),
  clientId: z.string().min(1),
  clientSecret: SecretReference.optional(),
  /** Accepted signature algorithms of tokens. */
  algorithms: z
    .array(
      z.enum(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']),
    )
    .min(1)
    .default(['RS256']),
  /** Accepted values of `acr`, the strength of the sign-in. Empty: any, also none. */
  acr: z.array(z.string().min(1)).default([]),
  /** Whether the token must say that the person signed in for this sign-off (`auth_time`). */
  authTime: z.boolean().default(true),
  /** The claim with the person's e-mail address. */
  emailClaim: z.string().min(1).default('email'),
  /** Whether `email_verified` must be true. Entra ID never sends it for work accounts: use `subjects` there. */
  verifiedEmail: z.boolean().default(true),
  /** The person's `sub` at this provider, by e-mail address. A person without one is bound to the first that signs. */
  subjects: z.record(z.string().transform(canonicalEmail).pipe(z.email()), z.string().min(1)).default({}),
});
export type Issuer = z.infer<typeof Issuer>;

/** A number of exceptions, or any. */
const OpenExceptions = z.union([z.int().min(0), z.literal('any')]);
export type OpenExceptions = z.infer<typeof OpenExceptions>;

/** Who must sign a gate, and what a sign-off needs to count. */
export const GatePolicy = z.strictObject({
  /** Roles that may sign. */
  roles: z.array(z.string().min(1)).min(1),
  /** How many different people must approve. One person is enough for every other decision. */
  people: z.int().min(1).max(5).default(1),
  /** Greatest age of the evidence, in hours since its newest document was written. An older one can't be approved. */
  evidenceHours: z.number().positive().optional(),
  /** Whether a sign-off needs a proof. Without it, `allowUnproven` decides. */
  proof: z.boolean().optional(),
  /** Most exceptions without a decision with which the gate can be approved. Without it, `gates.openExceptions` decides. */
  openExceptions: OpenExceptions.optional(),
});
export type GatePolicy = z.infer<typeof GatePolicy>;

/** A list of roles is short for a policy with only roles. */
const RolesOrPolicy = z.union([
  z
    .array(z.string().min(1))
    .min(1)
    .transform((roles): GatePolicy => ({ roles, people: 1 })),
  GatePolicy,
]);

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

/** How the source is watched between the sign-off of the gate freeze and the deltas, and who does what in the cutover. */
export const Cutover = z.strictObject({
  /** Minutes without a write before the deltas begin. 0: two readings, one after the other, are compared once. */
  quietMinutes: z.number().min(0).max(1_440).default(0),
  /** Who does a step of the cutover plan, where it is not who may sign the gate, or Portage. */
  owners: z.partialRecord(CutoverStepId, z.string().min(1)).default({}),
  /** Name of the profile that an administrator gives the user of the load in Zoho at the switch. Without it, it is not checked. */
  profileAfterSwitch: z.string().min(1).optional(),
});

/** Whose value a field gets that both the source and people in Zoho have changed. `ask`: people decide at a gate. */
export const ConflictRule = z.enum(['source', 'zoho', 'ask']);
export type ConflictRule = z.infer<typeof ConflictRule>;

/** How people learn that a gate waits for them. */
const Notices = z.strictObject({
  /** Address of the console, for the links. */
  console: EncryptedUrl,
  /** `server`: `smtps://user:password@host:port`, or `smtp:` for STARTTLS. */
  mail: z.strictObject({ server: SecretReference, from: z.email() }).optional(),
  /** Receivers of signed events (Standard Webhooks). `secret`: `whsec_` and a key in base64. */
  webhooks: z.array(z.strictObject({ url: EncryptedUrl, secret: SecretReference })).default([]),
  /** Who learns of the switch to Zoho beside the owners of records and the approvers, such as the service desk. */
  contacts: z.array(z.email()).default([]),
});

/** What `portage propose` may use beside the source and the org. */
const ProposalSettings = z.strictObject({
  /** Whether decisions of other engagements of this ledger are used, and those of this one are kept for others. */
  earlier: z.boolean().default(true),
  /** A server that speaks the protocol of OpenAI's chat completions. It gets names, types and shapes. Without it, none is asked. */
  languageModel: z
    .strictObject({
      /** The address before `/chat/completions`: `https://host/v1`. */
      url: z.union([EncryptedUrl, SecretReference]),
      model: z.string().min(1),
      apiKey: SecretReference.optional(),
      /** Whether it also gets the values of short lists, such as states and codes. */
      values: z.boolean().default(false),
      timeoutSeconds: z.number().positive().max(600).default(60),
    })
    .optional(),
});
export type LanguageModelSettings = NonNullable<z.infer<typeof ProposalSettings>['languageModel']>;

/** What the teams get that go on after the migration. */
const HandoffSettings = z.strictObject({
  /**
   * The network team's public key of `age`. Credentials of subscribers are encrypted for it; without it, they are only counted.
   * A reference is resolved when the file is read.
   */
  network_key: z
    .union([
      z.string().regex(/^age1[02-9ac-hj-np-z]{50,}$/, 'must be a public key of age, which begins with age1'),
      SecretReference,
    ])
    .optional(),
});

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
    /**
     * A user of the production org whose profile no lock excludes. As this user, Portage tries a change of locked records, which
     * Zoho must refuse.
     */
    check_user: Credentials.optional(),
  }),
  gates: z.strictObject({
    approvers: z.array(Approver).min(1),
    issuers: z.array(Issuer).default([]),
    /**
     * Who may sign a gate; `exception` covers every exception gate. `rollback` and `cancel`: who may request a rollback, and
     * the end of the engagement. Without `cancel`, those of `rollback` may. Without `go-live`, those of `freeze` and `acceptance`
     * decide; it always needs two different people.
     */
    roles: z.strictObject({
      scope: RolesOrPolicy,
      mapping: RolesOrPolicy,
      rehearsal: RolesOrPolicy,
      production: RolesOrPolicy,
      freeze: RolesOrPolicy,
      'go-live': RolesOrPolicy.exactOptional(),
      acceptance: RolesOrPolicy,
      exception: RolesOrPolicy,
      rollback: RolesOrPolicy,
      cancel: RolesOrPolicy.exactOptional(),
    }),
    /** Whether sign-offs without a proof (bare signals) count at gates whose policy does not say it. */
    allowUnproven: z.boolean().default(false),
    /** Most exceptions without a decision with which a gate about a load can be approved, if its policy does not say it. */
    openExceptions: OpenExceptions.default(0),
  }),
  notices: Notices.optional(),
  /** For the price in the scope document. */
  rates: RateCard.optional(),
  proposal: ProposalSettings.optional(),
  handoff: HandoffSettings.optional(),
  limits: Limits.prefault({}),
  cutover: Cutover.prefault({}),
  conflicts: ConflictRule.default('ask'),
  /** Days from the last act of the engagement to the day on which `portage purge` may erase personal data. */
  retentionDays: z.int().min(0).max(36_500).default(90),
});
export type EngagementFile = z.infer<typeof EngagementFile>;

/**
 * `owners.yml`: source user → e-mail of a user in Zoho, who must be active and confirmed. Two rules assign other records:
 * `default` those of source users that are not listed, `inactive` those whose listed user is not active or not confirmed.
 * Without its rule, such a record is rejected, and preflight fails for its user.
 */
export const OwnerMap = z.strictObject({
  default: z.email().optional(),
  inactive: z.email().optional(),
  owners: z.record(z.string(), z.email()),
});
export type OwnerMap = z.infer<typeof OwnerMap>;
