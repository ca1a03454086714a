import { z } from 'zod';
import { Gate } from './terms.ts';

export const decisions = ['approved', 'changes-requested', 'rejected'] as const;

/** A person's decision at a gate. `digest` identifies the evidence that the person saw. */
export const SignOff = z.object({
  gate: Gate,
  decision: z.enum(decisions),
  by: z.email(),
  role: z.string().min(1),
  digest: z.string().min(8),
  comment: z.string().max(2_000).optional(),
});
export type SignOff = z.infer<typeof SignOff>;

/** A file in the documents folder. The digest is the SHA-256 of its bytes. */
export interface DocumentRef {
  name: string;
  path: string;
  digest: string;
}

/** What a person sees at a gate. The digest covers the documents and everything else that the decision depends on. */
export interface Evidence {
  gate: Gate;
  digest: string;
  /** One or two sentences with the figures. */
  summary: string;
  documents: DocumentRef[];
}

/** The answer to a sign-off: it counts, or it does not count and `why` says the reason. */
export type Verdict = { counted: true } | { counted: false; why: string };

/** A sign-off with its verdict. `at` is the time of the workflow, ISO 8601. */
export interface ReceivedSignOff {
  signOff: SignOff;
  verdict: Verdict;
  at: string;
}
