import { z } from 'zod';
import { RunRef } from './refs.ts';
import { Email, Proof, Role } from './sign-off.ts';
import { isStorable, notStorable } from './storable.ts';
import { Environment, Module } from './terms.ts';

/** Kinds of records without a good end. */
export const exceptionKinds = ['rejected', 'custom fields rejected', 'conflict'] as const;
export const ExceptionKind = z.enum(exceptionKinds);
export type ExceptionKind = z.infer<typeof ExceptionKind>;

export const exceptionDecisions = ['fix-source', 'change-mapping', 'accept', 'drop', 'hand-over'] as const;
export type ExceptionDecision = (typeof exceptionDecisions)[number];

export const plainText = (most: number) => z.string().max(most).refine(isStorable, notStorable);
const Key = plainText(300).min(1);

/** Exceptions that are handled together. They have every part that is given; without keys, they have one reason. */
export const ExceptionChoice = z
  .strictObject({
    keys: z.array(Key).min(1).max(100).optional(),
    module: Module.optional(),
    kind: ExceptionKind.optional(),
    reason: plainText(2_000).optional(),
  })
  .refine(({ keys, reason }) => keys !== undefined || reason !== undefined, 'needs keys of records or a reason');
export type ExceptionChoice = z.infer<typeof ExceptionChoice>;

/** What is decided. `due` is a day. An empty `decision`: the exceptions are only assigned. */
export const ExceptionFields = z.strictObject({
  owner: plainText(100).trim(),
  due: z.union([z.iso.date(), z.literal('')]),
  decision: z.union([z.enum(exceptionDecisions), z.literal('')]),
  note: plainText(500)
    .transform((note) => note.normalize('NFC').replace(/\r\n?/g, '\n'))
    .pipe(z.string().trim()),
});
export type ExceptionFields = z.infer<typeof ExceptionFields>;

/** A person's decision about exceptions of the newest load of an environment. `again`: also about those with a decision. */
export const DecideExceptions = z.strictObject({
  environment: Environment,
  choice: ExceptionChoice,
  ...ExceptionFields.shape,
  again: z.boolean().default(false),
  by: Email,
  role: Role,
  proof: Proof.optional(),
});
export type DecideExceptions = z.infer<typeof DecideExceptions>;

/** A request of the operator or an approver to load the chosen exceptions of the newest load of an environment again. */
export const RetryExceptions = z.strictObject({ environment: Environment, choice: ExceptionChoice, by: Email });
export type RetryExceptions = z.infer<typeof RetryExceptions>;

/** What is loaded again, and where. `choice` has the keys as the ledger has them. */
export const Retry = z.object({ ref: RunRef, choice: ExceptionChoice, modules: z.array(Module) });
export type Retry = z.infer<typeof Retry>;

/**
 * The answer to a request to load exceptions again. `count`: how many are; `left`: how many of the chosen ones are not, because
 * only another source or mapping, or a decision at a gate, helps them.
 */
export type RetryVerdict =
  { counted: true; count: number; left: number; retry: Retry } | { counted: false; why: string };

/** The answer to what a person did with exceptions or with a spot check. `count`: how many records it was about. */
export type ActVerdict = { counted: true; count: number } | { counted: false; why: string };

/** The exceptions of a load: how many, and how many have no decision. */
export interface ExceptionSum {
  total: number;
  open: number;
  /** By decision. */
  decided: Partial<Record<ExceptionDecision, number>>;
}

/** Exceptions with the same module, kind and reason. */
export interface ExceptionGroup {
  module: Module;
  kind: ExceptionKind;
  /** Names fields and rules, never values. */
  reason: string;
  count: number;
  open: number;
}

/** A record without a good end, and what people decided about it. */
export interface RecordException {
  key: string;
  module: Module;
  kind: ExceptionKind;
  reason: string;
  owner: string | null;
  due: string | null;
  decision: ExceptionDecision | null;
  decidedBy: string | null;
}

/** The answer to a question about exceptions. `next`: the key after which the records go on; null at the end. */
export interface ExceptionList extends ExceptionSum {
  environment: Environment;
  run: string;
  reasons: ExceptionGroup[];
  records: RecordException[];
  next: string | null;
}
