import { tmpdir } from 'node:os';
import type { JsonObject } from '../../schemas/json.ts';
import type { Environment } from '../../schemas/words.ts';
import { ConnectorError } from '../error.ts';
import { authorise, type Credentials } from './auth.ts';
import { bulkReadCalls } from './bulk-read.ts';
import { bulkWriteCalls } from './bulk-write.ts';
import { uploadUrlOf } from './hosts.ts';
import { createHttp } from './http.ts';
import { metadataCalls } from './metadata.ts';
import type { TokenStore, Zoho } from './port.ts';
import { recordCalls } from './records.ts';

export interface ZohoOptions {
  /** The org that the engagement names, and the environment that it must be. */
  orgId: string;
  environment: Environment;
  /** Without a trailing slash. */
  accountsUrl: string;
  apiUrl: string;
  /** Where bulk files go; by default the upload host of the data centre of `apiUrl`, or `apiUrl` when it isn't Zoho's. */
  uploadUrl?: string | undefined;
  credentials: Credentials;
  tokens: TokenStore;
  /** The last scan of what is about to be sent; throws `leak` to stop it. */
  scan: (records: JsonObject[]) => void;
  /** Milliseconds that one call may take; 30,000 by default. */
  timeoutMs?: number;
  clock?: () => number;
  /** Where bulk files lie on their way, readable by this user only; the system's by default. */
  temporaryFolder?: string;
}

/** Orgs whose id and environment were seen to be right, by token store: a worker asks once and not once a lane. */
const checked = new WeakMap<object, Set<string>>();

/**
 * A client of one org of Zoho CRM v8. Calls and credits are counted per client. Before its first write the org's id and
 * environment are compared with what the engagement file says.
 */
export function createZoho(options: ZohoOptions): Zoho {
  const { orgId, environment, tokens, timeoutMs = 30_000, clock = Date.now, temporaryFolder = tmpdir() } = options;
  const authorisation = authorise({ ...options, timeoutMs, clock });
  const { apiUrl, uploadUrl = uploadUrlOf(apiUrl) } = options;
  const http = createHttp({ apiUrl, uploadUrl, authorisation, timeoutMs });
  const metadata = metadataCalls(http);

  async function checkOrg(): Promise<void> {
    const seen = checked.get(tokens) ?? new Set();
    if (seen.has(orgId)) return;
    const org = await metadata.org();
    if (org.orgId !== orgId || org.environment !== environment) {
      throw new ConnectorError(
        'configuration',
        `The credentials of ${environment} lead to org ${org.orgId} (${org.environment}), but the engagement file names ${orgId}. Nothing was written. Make the refresh token while that org is chosen.`,
      );
    }
    checked.set(tokens, seen.add(orgId));
  }

  const scan = (records: JsonObject[]) => {
    options.scan(records);
    http.scanned(records.length === 0 ? 0 : 1);
  };

  return {
    ...metadata,
    ...recordCalls(http, async (records) => {
      scan(records);
      await checkOrg();
    }),
    ...bulkWriteCalls(http, { orgId, folder: temporaryFolder, scan, checkOrg }),
    ...bulkReadCalls(http, temporaryFolder),
    usage: http.usage,
  };
}
