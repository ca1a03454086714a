import type { Ledger } from './database.ts';

/** What the ledger's server says of itself. */
export interface ServerFacts {
  now: Date;
  /** Such as 160004 for 16.4. */
  version: number;
  encoding: string;
  isReadOnly: boolean;
  maxConnections: number;
  usedConnections: number;
}

export async function readServerFacts(ledger: Ledger): Promise<ServerFacts> {
  const [facts] = await ledger.query<ServerFacts & Record<string, unknown>>(
    `select clock_timestamp() as now, current_setting('server_version_num')::int as version,
       current_setting('server_encoding') as encoding, pg_is_in_recovery() as "isReadOnly",
       current_setting('max_connections')::int as "maxConnections",
       (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as "usedConnections"`,
  );
  return facts!;
}
