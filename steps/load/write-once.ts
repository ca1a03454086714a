import type { RecordOutcome, ClaimedRecord } from '../../schemas/record.ts';
import { ConnectorError } from '../../connectors/error.ts';
import { rejected } from './outcomes.ts';

/** How often one attempt sends a batch when responses are lost. After that, Temporal repeats the attempt later. */
const maxSends = 4;

type Step = (records: ClaimedRecord[]) => Promise<RecordOutcome[]>;

interface Steps {
  lookUp: Step;
  send: Step;
}

/**
 * Sends records so that each is written exactly once: after a lost response, the records are looked up, and only
 * missing records are sent again. A batch that fails in Zoho each time is sent record by record, so that one bad record
 * stops neither the others nor the lane.
 * @param lookUp returns the outcomes of the records that are written already
 * @throws ConnectorError `rate-limited` or `credits` only if nothing was written; `server-error` when Zoho fails whatever
 *   is sent
 */
export async function writeOnce(
  records: ClaimedRecord[],
  lookUpFirst: boolean,
  lookUp: Step,
  send: Step,
): Promise<RecordOutcome[]> {
  try {
    return await writeTogether(records, lookUpFirst, { lookUp, send });
  } catch (error) {
    if (!isServerError(error)) throw error;
    return await writeAlone(records, { lookUp, send });
  }
}

async function writeTogether(
  records: ClaimedRecord[],
  lookUpFirst: boolean,
  { lookUp, send }: Steps,
): Promise<RecordOutcome[]> {
  const booked: RecordOutcome[] = [];
  let open = records;
  let unsure = lookUpFirst;
  for (let sending = 1; open.length > 0; sending += 1) {
    try {
      if (unsure) {
        booked.push(...(await lookUp(open)));
        open = missing(open, booked);
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

/** So many failures before the first success mean that Zoho has failed, and not the records. */
const maxFailedFirst = 5;

async function writeAlone(records: ClaimedRecord[], { lookUp, send }: Steps): Promise<RecordOutcome[]> {
  const booked = await lookUp(records);
  const open = missing(records, booked);
  const failed: RecordOutcome[] = [];
  let written = 0;
  for (const record of open) {
    try {
      booked.push(...(await send([record])));
      written += 1;
    } catch (error) {
      if (isUnsent(error)) throw new ConnectorError('unknown-outcome', error.message, error);
      if (!isServerError(error)) throw error;
      const found = await lookUp([record]);
      if (found.length > 0) booked.push(...found);
      else failed.push(rejected(record, `Zoho answered with status ${error.status}, in a batch and alone`));
      if (written === 0 && failed.length === Math.min(maxFailedFirst, open.length)) throw lastingError(error);
    }
  }
  return [...booked, ...failed];
}

const missing = (records: ClaimedRecord[], booked: RecordOutcome[]): ClaimedRecord[] => {
  const known = new Set(booked.map((one) => one.key));
  return records.filter((record) => !known.has(record.key));
};

/** Whether a call was refused, so that nothing was done. */
export const isUnsent = (error: unknown): error is ConnectorError =>
  error instanceof ConnectorError && (error.kind === 'rate-limited' || error.kind === 'credits');

/** A part of the batch is written already, so a refused call does not mean that nothing was done. */
export const afterWrite = <T>(call: Promise<T>): Promise<T> =>
  call.catch((error: unknown) => {
    throw isUnsent(error) ? new ConnectorError('unknown-outcome', error.message, error) : error;
  });

/** Zoho, or a server before it, failed to process the call: not because it was too much at the time, which is a 503. */
const isServerError = (error: unknown): error is ConnectorError =>
  error instanceof ConnectorError && error.kind === 'unknown-outcome' && [500, 502, 504].includes(error.status ?? 0);

/** A 500 is mostly permanent, so that its repetitions must end; 502 and 504 come from a gateway and pass. */
const lastingError = (error: ConnectorError): ConnectorError =>
  error.status === 500
    ? new ConnectorError(
        'server-error',
        `Zoho answers every write with status 500, also for single records. They stay pending. ${error.message}`,
        error,
      )
    : error;
