import type { RecordOutcome, ClaimedRecord } from '../../schemas/record.ts';
import { ConnectorError } from '../../connectors/error.ts';

/** How often a batch is sent within one attempt when answers get lost; then Temporal tries again later. */
const sendings = 4;

type Step = (records: ClaimedRecord[]) => Promise<RecordOutcome[]>;

/**
 * Sends records so that each is written once: a call whose answer was lost is looked up before what is missing is sent
 * again.
 * @param lookUp outcomes of those records that are in Zoho already
 * @throws ConnectorError `rate-limited` only when surely nothing was carried out
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
      if (unsure && error.kind === 'rate-limited') {
        throw new ConnectorError('unknown-outcome', error.message, error);
      }
      if (!lost || sending === sendings) throw error;
      unsure = true;
    }
  }
  return booked;
}
