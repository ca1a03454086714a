import canonicalize from 'canonicalize';
import type { DecideDuplicates } from '../schemas/duplicates.ts';
import type { DecideExceptions } from '../schemas/exceptions.ts';
import type { DecideMatches } from '../schemas/match.ts';
import type { FinishSpotCheck, JudgeRecord } from '../schemas/spot-check.ts';
import type {
  CancelRequest,
  MappingChange,
  Occasion,
  Proof,
  Revocation,
  RollbackRequest,
  SignOff,
} from '../schemas/sign-off.ts';

/** What a person may prove, by the kind of the message. */
export interface Provable {
  'sign-off': SignOff;
  revocation: Revocation;
  rollback: RollbackRequest;
  exceptions: DecideExceptions;
  matches: DecideMatches;
  'spot-check record': JudgeRecord;
  'spot check': FinishSpotCheck;
  cancellation: CancelRequest;
  mapping: MappingChange;
  duplicates: DecideDuplicates;
}
export type Purpose = keyof Provable;

/**
 * The text that a proof covers: the message, the engagement, the time and the random bits, as canonical JSON (RFC 8785). The
 * nonce of an ID token is the SHA-256 of its UTF-8 bytes in base64url, without padding.
 *
 * The digest in the message stands for the evidence, with its environment, run, mapping, code and start of the engagement.
 *
 * @param message as its schema returns it: with the canonical e-mail address and comment. Its own proof is left out
 */
export function canonicalSignOff<Kind extends Purpose>(
  purpose: Kind,
  engagement: string,
  message: Provable[Kind],
  { asked, random }: Occasion,
): string {
  const { proof: _, ...stated } = message as Provable[Kind] & { proof?: Proof };
  return canonicalize({ version: 1, purpose, engagement, asked, random, ...stated }) as string;
}

/**
 * The text that a key signs, as UTF-8. The prefix keeps the signature from being valid for anything else that the key may
 * sign.
 */
export const signedText = (canonical: string): string => `portage-sign-off-v1\0${canonical}`;
