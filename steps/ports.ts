import type { Source } from '../connectors/bss/port.ts';
import type { Ledger } from '../connectors/ledger/database.ts';
import type { Config, StoredEngagement } from '../connectors/ledger/engagements.ts';
import type { StagingStore } from '../connectors/staging/port.ts';
import type { Zoho } from '../connectors/zoho/port.ts';
import type { Environment } from '../schemas/words.ts';

/** What the steps get from the composition root. */
export interface Ports {
  ledger: Ledger;
  staging: StagingStore;
  /** Reads and checks the engagement file and all that it names. */
  readConfig(file: string): Promise<Config>;
  openSource(config: Config): Source;
  /** A client of one org, with its own count of calls and credits. */
  openZoho(config: Config, environment: Environment): Zoho;
}

export type { Config, StoredEngagement };
