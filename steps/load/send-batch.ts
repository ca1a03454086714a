import type { LoadsRecords } from '../../connectors/zoho/port.ts';
import type { LaneInput } from '../../schemas/engagement.ts';
import type { RecordOutcome, ClaimedRecord } from '../../schemas/record.ts';

/** The connector and setting that sending a batch needs. */
export interface SendPorts {
  zoho: LoadsRecords;
  /** API name of the mapping's field for keys. */
  keyField: string;
  /** Waits until a request whose answer was lost can't arrive any more. */
  settle(): Promise<void>;
}

/** Sends one batch. `lookUpFirst`: an earlier attempt may have sent it already. */
export type SendBatch = (
  ports: SendPorts,
  input: LaneInput,
  records: ClaimedRecord[],
  lookUpFirst: boolean,
) => Promise<RecordOutcome[]>;
