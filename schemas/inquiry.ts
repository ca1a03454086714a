import { z } from 'zod';
import { ExceptionKind } from './exceptions.ts';
import { Environment, Module, Slug } from './terms.ts';

/** A question, which changes nothing in an engagement, that the workflow `inquiry` passes to a worker. */
export const Inquiry = z.discriminatedUnion('about', [
  /** Checks an engagement file without opening an engagement. Answer: `PreflightReport`. */
  z.object({ about: z.literal('preflight'), file: z.string() }),
  /**
   * Writes a proposed mapping into a file, by default the one that the engagement file names. An existing file is replaced
   * only if `replace` says so. Answer: `ProposalReport`.
   */
  z.object({
    about: z.literal('propose'),
    file: z.string(),
    into: z.string().optional(),
    replace: z.boolean(),
    /** Decisions of other engagements are not used. */
    withoutEarlier: z.boolean().default(false),
  }),
  /** Answer: `StepProgress[]`. */
  z.object({ about: z.literal('progress'), engagement: Slug }),
  /** Answer: `Trace`. */
  z.object({ about: z.literal('trace'), engagement: Slug, key: z.string() }),
  /** Answer: `RollbackReport` as a preview. */
  z.object({ about: z.literal('rollback'), engagement: Slug, environment: Environment }),
  /** Writes the documents to the folder again; `xlsx`: as workbooks, too. Answer: `ExportedDocument[]`. */
  z.object({ about: z.literal('export-documents'), engagement: Slug, xlsx: z.boolean().default(false) }),
  /** Answer: `FinalReport` with the figures so far. */
  z.object({ about: z.literal('report'), engagement: Slug }),
  /**
   * The exceptions of a load, the newest one of the environment, or of all: counts by reason, and up to `most` records after the
   * key `after`. Answer: `ExceptionList`.
   */
  z.object({
    about: z.literal('exceptions'),
    engagement: Slug,
    environment: Environment.optional(),
    run: z.string().optional(),
    choice: z.object({
      module: Module.optional(),
      kind: ExceptionKind.optional(),
      reason: z.string().optional(),
    }),
    onlyOpen: z.boolean(),
    after: z.string(),
    most: z.int().min(0).max(200),
  }),
  /**
   * The matches with records in an environment of Zoho: counts by rule, and up to `most` records of the source after the key
   * `after`, without values. Answer: `MatchList`.
   */
  z.object({
    about: z.literal('matches'),
    engagement: Slug,
    environment: Environment,
    choice: z.object({ key: z.string().optional(), module: Module.optional(), rule: z.string().optional() }),
    onlyOpen: z.boolean(),
    after: z.string(),
    most: z.int().min(0).max(200),
  }),
  /** What an org lacks for the mapping, and what became of the changes made there. Zoho is read. Answer: `SchemaState`. */
  z.object({ about: z.literal('schema'), engagement: Slug, environment: Environment }),
  /** The records of the newest spot check, without values. Answer: `SpotCheckView`. */
  z.object({ about: z.literal('spot-check'), engagement: Slug }),
  /** The cutover as a runbook. Answer: `CutoverPlan`. */
  z.object({ about: z.literal('cutover'), engagement: Slug }),
  /** Credits used, and what Zoho last said about those left. Answer: `OrgCredits[]`. */
  z.object({ about: z.literal('credits'), engagement: Slug }),
  /**
   * Checks the audit and every sign-off again, and the files of an acceptance pack; `pack` is the absolute path of one of them.
   * Answer: `AuditReport`.
   */
  z.object({ about: z.literal('audit'), engagement: Slug, pack: z.string().max(4_096).optional() }),
  /** What support needs, without values of records and people. Answer: `SupportReport`. */
  z.object({ about: z.literal('support'), engagement: Slug }),
  /** What stays in Zoho if the engagement ends now. Answer: `StayingRecords[]`. */
  z.object({ about: z.literal('staying'), engagement: Slug }),
  /** What `portage purge` would erase, and from when on. Answer: `Erasure`. */
  z.object({ about: z.literal('erasure'), engagement: Slug }),
  /**
   * What the client needs to start the workflow `rollback` after the engagement has ended. Answer: `RollbackTarget`.
   */
  z.object({ about: z.literal('rollback-target'), engagement: Slug, environment: Environment }),
]);
export type Inquiry = z.infer<typeof Inquiry>;
/** A question as a client sends it. */
export type SentInquiry = z.input<typeof Inquiry>;
