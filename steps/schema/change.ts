import type { Run } from '../../connectors/ledger/runs.ts';
import type { Zoho } from '../../connectors/zoho/port.ts';
import type { EnvironmentRef } from '../../schemas/refs.ts';

/** Who changes which org. `run`: null if the change belongs to no run. */
export interface Change {
  ref: EnvironmentRef;
  run: Run | null;
  zoho: Zoho;
}
