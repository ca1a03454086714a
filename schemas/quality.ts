import { z } from 'zod';
import { DuplicateCluster } from './duplicates.ts';
import { ExtractedObject, LoadedObject } from './terms.ts';

/**
 * `blocks`: the records are not loaded. `warns`: they are loaded as they are, or with a blank field; not if the mapping
 * requires that field. `fixed`: the transformation corrects the value.
 */
export const Severity = z.enum(['blocks', 'warns', 'fixed']);
export type Severity = z.infer<typeof Severity>;

/** Records of one object in which a rule found something. */
export const Finding = z.object({
  object: ExtractedObject,
  /** A field of the record; `lines.<name>` for one of its lines; null for the record itself. */
  field: z.string().nullable(),
  /** What was found, where the rule has several cases. */
  detail: z.string().nullable(),
  rows: z.int(),
  /** Ids of a few of them. */
  samples: z.array(z.string()),
});
export type Finding = z.infer<typeof Finding>;

/** What a rule of data quality found in the survey. */
export const RuleResult = z.object({
  /** `DQ01` … `DQ42`. */
  id: z.string(),
  /** What is wrong, for a reader who knows the business. */
  sentence: z.string(),
  severity: Severity,
  /** What happens to such records in the load. */
  treatment: z.string(),
  /** Why it was not checked; null if it was. */
  notChecked: z.string().nullable(),
  /** What the rule could not check, such as columns of which no value can be read; null if it checked all. Absent in earlier reports. */
  unread: z.string().nullable().optional(),
  /** Different records. */
  rows: z.int(),
  /** Those of them that this keeps from the load. Absent in earlier reports. */
  blocked: z.int().optional(),
  findings: z.array(Finding),
  /** Records that are loaded if this alone is corrected, with the records that refer to them. */
  adds: z.array(z.object({ object: ExtractedObject, rows: z.int() })),
});
export type RuleResult = z.infer<typeof RuleResult>;

/** Records of one object that may be of the same person or firm, beside those that are equal. */
export const SimilarRecords = z.object({
  object: LoadedObject,
  /** Records with a name and an id, which were compared. */
  records: z.int(),
  /** Clusters by tier, and the records in them. */
  clusters: z.object({ certain: z.int(), likely: z.int(), unsure: z.int() }),
  inClusters: z.int(),
  /** Records that the mapping makes one record with another anyway. They are in no cluster. */
  merged: z.int(),
  /** Suggestions that are in no cluster, because their records are in others. */
  left: z.int(),
  /** Whether the weights were learned from these records. */
  isLearned: z.boolean(),
  /** A few clusters, the most certain first. */
  samples: z.array(DuplicateCluster),
});
export type SimilarRecords = z.infer<typeof SimilarRecords>;

/** Data quality of the survey. */
export const QualityReport = z.object({
  engagement: z.string(),
  customer: z.string(),
  takenAt: z.string(),
  rules: z.array(RuleResult),
  /** What no rule looked at. Absent in reports of earlier versions. */
  limits: z.array(z.string()).optional(),
  /** Similar duplicates, by object. Absent in reports of earlier versions. */
  duplicates: z.array(SimilarRecords).optional(),
  /** Objects whose records are loaded. */
  objects: z.array(
    z.object({
      object: ExtractedObject,
      rows: z.int(),
      /** Records that no rule lets through as they are. */
      blocked: z.int(),
      /** Records that refer to blocked ones, and are not loaded without them. */
      dependants: z.int(),
    }),
  ),
});
export type QualityReport = z.infer<typeof QualityReport>;
