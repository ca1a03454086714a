import { z } from 'zod';
import type { Json } from './json.ts';
import type { RunRef } from './refs.ts';
import { Email, Proof, Role } from './sign-off.ts';
import { isStorable, notStorable } from './storable.ts';
import type { LoadedObject, Module } from './terms.ts';

/** One field of a record in a spot check. It holds values of a record, so it never leaves the ledger and its pages. */
export interface SpotField {
  field: string;
  /** What the source row has in the columns that the field is made from. */
  source: { column: string; value: string }[];
  written: Json;
  /** What Zoho holds. */
  now: Json;
  differs: boolean;
}

/** A record of a spot check. */
export interface SpotRecord {
  /** Its place in the spot check, from 1. */
  no: number;
  key: string;
  module: Module;
  object: LoadedObject;
  outcome: string;
  /** Null: it is not in Zoho. */
  zohoId: string | null;
  /** It was drawn at random, so it counts for the statement of confidence. */
  isRandom: boolean;
  /** Why it was chosen, or what it has that is unusual. */
  traits: string[];
  /** Why it was merged, excluded or rejected. */
  reason: string | null;
  fields: SpotField[];
}

export const SpotVerdict = z.enum(['right', 'wrong']);
export type SpotVerdict = z.infer<typeof SpotVerdict>;

/** A person's judgement of one record. */
export const SpotMark = z.strictObject({
  no: z.coerce.number().int().min(1).max(200),
  verdict: SpotVerdict,
  note: z
    .string()
    .max(500)
    .refine(isStorable, notStorable)
    .transform((text) => text.normalize('NFC').replace(/\r\n?/g, '\n').trim()),
});
export type SpotMark = z.infer<typeof SpotMark>;

/** Name of the load whose spot check a person saw. Another rehearsal draws other records under the same numbers. */
const SeenRun = z.string().min(1).max(100).refine(isStorable, notStorable);

/** A judgement in a form of the console. */
export const SentMark = z.strictObject({ run: SeenRun, ...SpotMark.shape });
export const SentFinish = z.strictObject({ run: SeenRun });

/** A judgement that comes as a message. */
export const JudgeRecord = z.strictObject({
  ...SentMark.shape,
  by: Email,
  role: Role,
  proof: Proof.optional(),
});
export type JudgeRecord = z.infer<typeof JudgeRecord>;

/** A person's message that all records are judged. */
export const FinishSpotCheck = z.strictObject({ run: SeenRun, by: Email, role: Role, proof: Proof.optional() });
export type FinishSpotCheck = z.infer<typeof FinishSpotCheck>;

/** The records of a spot check without their values, as the command line shows them. */
export interface SpotCheckView {
  run: string;
  population: number;
  finishedBy: string | null;
  records: {
    no: number;
    key: string;
    module: Module;
    outcome: string;
    isRandom: boolean;
    differingFields: string[];
    verdict: SpotVerdict | null;
    judgedBy: string | null;
  }[];
}

/** The finished sheet: evidence without values of records. */
export interface SpotCheckSheet extends RunRef {
  seed: string;
  /** Records of the run that are in Zoho, from which the random part was drawn. */
  population: number;
  finishedAt: string;
  finishedBy: string;
  random: { right: number; wrong: number };
  chosen: { right: number; wrong: number };
  records: {
    no: number;
    key: string;
    module: Module;
    outcome: string;
    isRandom: boolean;
    traits: string[];
    verdict: SpotVerdict;
    note: string;
    judgedBy: string;
    differingFields: string[];
  }[];
}
