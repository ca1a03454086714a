import { z } from 'zod';
import { plainText } from './exceptions.ts';
import type { OverwriteRule } from './mapping.ts';
import { Email, Proof, Role } from './sign-off.ts';
import { Environment, Module } from './terms.ts';

/** `ask`: nobody has decided yet, and the source's record is held back. */
export const MatchState = z.enum(['adopt', 'apart', 'ask']);
export type MatchState = z.infer<typeof MatchState>;

/** Why a match is adopted, kept apart or asked about. */
export const matchReasons = {
  rule: 'the rule says so',
  decided: 'a person decided it',
  taken: 'it has a key of another record',
  adopted: 'another record in Zoho is adopted for it',
  otherModule: 'it is in another module',
  severalInZoho: 'several records in Zoho match',
  severalInSource: 'several records of the source match it',
  claimed: 'another record of the source has adopted it',
  late: 'it was found after the mapping was approved',
} as const;
export const MatchReason = z.enum(Object.keys(matchReasons) as [keyof typeof matchReasons]);
export type MatchReason = z.infer<typeof MatchReason>;

/** A record of the source and a record in Zoho that a rule holds for the same. It has no values. */
export interface Match {
  key: string;
  module: Module;
  zohoId: string;
  /** Module of the record in Zoho. */
  zohoModule: Module;
  /** Name of the rule. */
  rule: string;
  /** How similar the values are, 0–1; null for equal ones. */
  score: number | null;
  state: MatchState;
  why: MatchReason;
}

/** A match with what people decided about it. */
export interface ListedMatch extends Match {
  decidedBy: string | null;
  decidedAt: string | null;
}

const Key = plainText(300).min(1);

/** A field of two records that may be one, as texts: what the source's record would get, and what Zoho has. */
export type ComparedField = [field: string, source: string, zoho: string];

/** Matches that are decided together: those of a record, or all open ones of a rule. */
export const MatchChoice = z
  .strictObject({
    key: Key.optional(),
    zohoId: z
      .string()
      .regex(/^\d{1,19}$/, 'must be the id of a record in Zoho')
      .optional(),
    module: Module.optional(),
    rule: plainText(60).optional(),
  })
  .refine(({ key, rule }) => key !== undefined || rule !== undefined, 'needs the key of a record or a rule');
export type MatchChoice = z.infer<typeof MatchChoice>;

/** A person's decision about matches with records in Zoho. */
export const DecideMatches = z.strictObject({
  environment: Environment,
  choice: MatchChoice,
  decision: z.enum(['adopt', 'apart']),
  by: Email,
  role: Role,
  proof: Proof.optional(),
});
export type DecideMatches = z.infer<typeof DecideMatches>;

/** Matches of one rule of a module. */
export interface MatchGroup {
  module: Module;
  rule: string;
  adopt: number;
  apart: number;
  ask: number;
}

/** The answer to a question about matches. `next`: the key after which they go on; null at the end. */
export interface MatchList {
  environment: Environment;
  groups: MatchGroup[];
  matches: ListedMatch[];
  next: string | null;
}

/** What an adoption does to a field. `same`: both sides have the same value. `left`: Zoho keeps its value. */
export const fieldEffects = ['overwritten', 'filled', 'left', 'same'] as const;
export type FieldEffect = (typeof fieldEffects)[number];

/** What the adoptions of a module do to a field: the number of records by effect. */
export interface FieldPlan extends Record<FieldEffect, number> {
  module: Module;
  field: string;
  rule: OverwriteRule;
}

/** The records of a module that hang on records with an open match. */
export interface DependantCount {
  module: Module;
  /** They can't be written before a person has decided. */
  waiting: number;
  /** They are written, and a lookup stays blank until then. */
  withoutLookup: number;
}

/** What the matching with an environment found: the document that people see at the gate `mapping`. */
export interface MatchPlan {
  environment: Environment;
  groups: MatchGroup[];
  fields: FieldPlan[];
  /** Records that were read in Zoho, by module. */
  read: { module: Module; records: number }[];
  /** Rules that could not be used, or compared less than they should, each with the reason. */
  remarks: string[];
  /** The open matches by reason. */
  open: { why: MatchReason; count: number }[];
  dependants: DependantCount[];
}
