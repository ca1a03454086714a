import type { LoadsRecords } from '../../connectors/zoho/port.ts';
import type { LaneInput } from '../../schemas/engagement.ts';
import type { RecordOutcome, ClaimedRecord } from '../../schemas/record.ts';

/** The connector and setting that sending a batch needs. */
export interface SendPorts {
  zoho: LoadsRecords;
  /** API name of the unique external field that holds our key. */
  keyField: string;
}

/** Sends one batch. `lookUpFirst`: an earlier attempt may have sent it already. */
export type SendBatch = (
  ports: SendPorts,
  input: LaneInput,
  records: ClaimedRecord[],
  lookUpFirst: boolean,
) => Promise<RecordOutcome[]>;
