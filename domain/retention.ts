/** What decides whether the personal data of an engagement may be erased. */
export interface RetentionFacts {
  /** Days that the engagement file names. */
  days: number;
  /** The last act in the audit chain. */
  last: Date;
  isRunning: boolean;
  now: Date;
}

/** From when on personal data may be erased, null while that is not known; and why not now, null if it may. */
export function judgeRetention({ days, last, isRunning, now }: RetentionFacts): {
  from: Date | null;
  whyNot: string | null;
} {
  const from = new Date(last.getTime() + days * 24 * 60 * 60 * 1_000);
  if (isRunning) return { from: null, whyNot: 'The engagement is still running.' };
  if (now >= from) return { from, whyNot: null };
  const day = from.toISOString().slice(0, 10);
  return { from, whyNot: `Personal data is kept for ${days} days after the last act of the engagement, until ${day}.` };
}
