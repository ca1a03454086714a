import type { RecordOutcome, ClaimedRecord } from '../../schemas/record.ts';
import { ConnectorError } from '../../connectors/error.ts';

/** How often one attempt sends a batch when responses are lost. After that, Temporal repeats the attempt later. */
const maxSends = 4;

type Step = (records: ClaimedRecord[]) => Promise<RecordOutcome[]>;

/** Whether a call was refused, so that nothing was done. */
export const isUnsent = (error: unknown): error is ConnectorError =>
  error instanceof ConnectorError && error.kind === 'rate-limited';

/**
 * Sends records so that each is written exactly once: after a lost response, the records are looked up, and only
 * missing records are sent again.
 * @param lookUp returns the outcomes of the records that are written already
 * @throws ConnectorError `rate-limited` only if nothing was written
 */
export async function writeOnce(
  records: ClaimedRecord[],
  lookUpFirst: boolean,
  lookUp: Step,
  send: Step,
): Promise<RecordOutcome[]> {
  const booked: RecordOutcome[] = [];
  let open = records;
  let unsure = lookUpFirst;
  for (let sending = 1; open.length > 0; sending += 1) {
    try {
      if (unsure) {
        booked.push(...(await lookUp(open)));
        const known = new Set(booked.map((one) => one.key));
        open = open.filter((record) => !known.has(record.key));
      }
      if (open.length > 0) booked.push(...(await send(open)));
      return booked;
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      const lost = error.kind === 'unknown-outcome';
      if (unsure && isUnsent(error)) throw new ConnectorError('unknown-outcome', error.message, error);
      if (!lost || sending === maxSends) throw error;
      unsure = true;
    }
  }
  return booked;
}
