import type { MatchReason } from '../../schemas/match.ts';

/** A match that a person chose, with what stands against a decision. */
export interface JudgedMatch {
  key: string;
  zohoId: string;
  isElsewhere: boolean;
  isTaken: boolean;
  /** A load may have written the source's record already. */
  isWritten: boolean;
  /** Another record of the source has adopted the record in Zoho. */
  isClaimed: boolean;
  /** The other records in Zoho that match the same record of the source. */
  others: string[];
}

/** A match whose state changes. */
export interface MatchChange {
  key: string;
  zohoId: string;
  decision: 'adopt' | 'apart';
  why: Extract<MatchReason, 'decided' | 'adopted'>;
}

/** What a decision changes, or why it can't be done. An adoption keeps the other matches of the record apart. */
export function judgeMatches(
  chosen: JudgedMatch[],
  decision: 'adopt' | 'apart',
): { changes: MatchChange[] } | { why: string } {
  if (chosen.length === 0) return { why: 'No match is like this, or none of them is open.' };
  const written = chosen.find((one) => one.isWritten);
  if (written) return { why: `${written.key} is loaded already. Roll the load back first.` };
  if (decision === 'adopt') {
    const why = chosen.map((one) => whyNotAdopted(one, chosen)).find((one) => one !== null);
    if (why !== undefined) return { why };
  }
  return {
    changes: chosen.flatMap(({ key, zohoId, others }): MatchChange[] => [
      { key, zohoId, decision, why: 'decided' },
      ...(decision === 'adopt'
        ? others.map((other) => ({ key, zohoId: other, decision: 'apart', why: 'adopted' }) as const)
        : []),
    ]),
  };
}

function whyNotAdopted({ key, zohoId, ...one }: JudgedMatch, chosen: JudgedMatch[]): string | null {
  if (one.isTaken)
    return `Record ${zohoId} in Zoho has the key of another record. It can only be kept apart from ${key}.`;
  if (one.isElsewhere)
    return `Record ${zohoId} in Zoho is in another module than ${key} gets. Convert it in Zoho, or keep them apart.`;
  if (one.isClaimed)
    return `Record ${zohoId} in Zoho is adopted for another record already. Keep it apart from ${key}.`;
  if (chosen.filter((other) => other.key === key).length > 1)
    return `Several records in Zoho match ${key}. Name one of them by its id.`;
  if (chosen.filter((other) => other.zohoId === zohoId).length > 1)
    return `Several records of the source match record ${zohoId} in Zoho. Name one of them by its key.`;
  return null;
}
