import { withoutLeft, type RuleOfField } from '../../domain/match/overwrite.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { ClaimedRecord, RecordKey, RecordOutcome } from '../../schemas/record.ts';
import { rejected } from './outcomes.ts';

/**
 * What matches with records in Zoho say about a batch. A record that may be in Zoho already is held back until a person decides,
 * so that it is neither doubled nor written over another one. A record that was adopted gets only the fields that its module's
 * rules give to the source.
 *
 * @param images before-images that were stored for this batch
 */
export function applyMatches(
  records: ClaimedRecord[],
  images: ReadonlyMap<RecordKey, JsonObject>,
  ruleOf: RuleOfField = () => 'fill_blanks',
): { ready: ClaimedRecord[]; heldBack: RecordOutcome[] } {
  const ready: ClaimedRecord[] = [];
  const heldBack: RecordOutcome[] = [];
  for (const record of records) {
    const { key, match, zohoId, unimaged } = record;
    if (!match) ready.push(record);
    else if (zohoId === null) heldBack.push(rejected(record, undecidedText(match.open)));
    else if (unimaged.length > 0 && !images.has(key)) heldBack.push(rejected(record, goneText(zohoId)));
    else ready.push(withoutLeft(record, { ...images.get(key), ...match.image }, ruleOf));
  }
  return { ready, heldBack };
}

/** Exceptions with the same reason but for the id are counted together. */
const undecidedText = ([id, ...others]: string[]): string =>
  others.length === 0
    ? `it may be record ${id} in Zoho, and nobody has decided about this match`
    : `it may be record ${id} in Zoho or another one, and nobody has decided about these matches`;

const goneText = (id: string): string => `record ${id}, which a match adopts, is no longer in Zoho or can't be read`;
