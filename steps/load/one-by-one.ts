import type { FileOwner } from '../../connectors/zoho/port.ts';
import type { ClaimedRecord, RecordOutcome } from '../../schemas/record.ts';
import type { Module } from '../../schemas/terms.ts';
import { afterWrite } from './write-once.ts';

/** The record that a file or an e-mail hangs on. Its reference is resolved. */
export function ownerOf({ values }: ClaimedRecord): FileOwner {
  const { id, module } = values['Parent_Id'] as { id: string; module: { api_name: Module } };
  return { module: module.api_name, id };
}

/** Sends records by one call for each. After the first one, a refused call does not mean that nothing was done. */
export const sendEach =
  (send: (record: ClaimedRecord) => Promise<RecordOutcome>) =>
  async (records: ClaimedRecord[]): Promise<RecordOutcome[]> => {
    const booked: RecordOutcome[] = [];
    for (const record of records) booked.push(await (booked.length > 0 ? afterWrite(send(record)) : send(record)));
    return booked;
  };
