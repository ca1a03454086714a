import type { Source } from '../connectors/bss/port.ts';
import type { EngagementFiles } from '../connectors/engagement-files.ts';
import type { Ledger } from '../connectors/ledger/database.ts';
import type { Config, StoredEngagement } from '../connectors/ledger/engagements.ts';
import type { StagingStore } from '../connectors/staging/port.ts';
import type { Zoho } from '../connectors/zoho/port.ts';
import type { Guard } from '../domain/identifiers/guard.ts';
import type { WorkerSettings } from '../schemas/support.ts';
import type { Environment } from '../schemas/terms.ts';

/** Users of the engagement file with credentials: the one that loads, and the one that tries changes of locked records. */
export type ZohoCaller = 'load' | 'check_user';

/** The connectors that the composition root passes to the steps. */
export interface Ports {
  ledger: Ledger;
  staging: StagingStore;
  /** Reads and checks the engagement file and the files that it refers to. */
  readConfig(file: string): Promise<EngagementFiles>;
  /** Reads the same files except the mapping, in whose place is an empty one. */
  readSetup(file: string): Promise<Config>;
  openSource(config: Config): Source;
  /**
   * Opens a client of one org. Each client counts its own calls and credits. The guard scans what it sends.
   * @param user whose credentials it uses; those of the load, if nothing is said
   */
  openZoho(config: Config, environment: Environment, guard: Guard, user?: ZohoCaller): Zoho;
  /** Milliseconds after which a call to Zoho has ended. */
  requestTimeoutMs: number;
  /** Digest of the worker's own code. */
  codeVersion: string;
  /** What the worker says of itself for support. */
  settings: WorkerSettings;
  /** The worker's secret for fingerprints of network identifiers; null when it has none. */
  fingerprintSecret: string | null;
}

export type { Config, EngagementFiles, StoredEngagement };
