import { tmpdir } from 'node:os';
import type { JsonObject } from '../../schemas/json.ts';
import type { Environment } from '../../schemas/terms.ts';
import { ConnectorError } from '../error.ts';
import { attachmentCalls } from './attachments.ts';
import { authorise, type Credentials } from './auth.ts';
import { bulkReadCalls } from './bulk-read.ts';
import { bulkWriteCalls } from './bulk-write.ts';
import { uploadUrlOf } from './hosts.ts';
import { createHttp } from './http.ts';
import { automationCalls } from './automations.ts';
import { lockCalls } from './locks.ts';
import { mailCalls } from './mails.ts';
import { metadataCalls } from './metadata.ts';
import type { Leak, TokenStore, Zoho } from './port.ts';
import { remainingCredits } from './remaining-credits.ts';
import { recordCalls } from './records.ts';
import { tagCalls } from './tags.ts';

export interface ZohoOptions {
  /** The org in the engagement file, and the environment that it must have. */
  orgId: string;
  environment: Environment;
  /** Without a trailing slash. */
  accountsUrl: string;
  apiUrl: string;
  /** URL for bulk files. Default: the upload host of `apiUrl`'s data centre, or `apiUrl` if it isn't a Zoho host. */
  uploadUrl?: string | undefined;
  credentials: Credentials;
  tokens: TokenStore;
  /** The last scan of records before they are sent. Records with a network identifier are not sent. */
  scan: (records: JsonObject[]) => Leak[];
  /** Credits that are left for the org's users. Default: 0. */
  creditFloor?: number;
  /** Milliseconds after which Zoho is asked again whether credits came back. Default: 60,000. */
  creditRecheckMs?: number;
  /** Timeout of one call in milliseconds. Default: 30,000. */
  timeoutMs?: number;
  clock?: () => number;
  /** Folder for temporary bulk files, which only this user can read. Default: the system's. */
  temporaryFolder?: string;
}

/** Orgs whose id and environment were checked, by token store. So a worker checks an org once, not once per lane. */
const checked = new WeakMap<object, Set<string>>();

/**
 * A client of one org of Zoho CRM v8. It counts its calls and credits. Before the first write it compares the org's id
 * and environment with the engagement file.
 */
export function createZoho(options: ZohoOptions): Zoho {
  const { orgId, environment, tokens, timeoutMs = 30_000, clock = Date.now, temporaryFolder = tmpdir() } = options;
  const authorisation = authorise({ ...options, timeoutMs, clock });
  const { apiUrl, uploadUrl = uploadUrlOf(apiUrl) } = options;
  const { creditFloor: floor = 0, creditRecheckMs: trustedMs = 60_000 } = options;
  const credits = remainingCredits(tokens, { orgId, floor, trustedMs, clock });
  const http = createHttp({ apiUrl, uploadUrl, authorisation, credits, timeoutMs });
  const metadata = metadataCalls(http);
  const locks = lockCalls(http);
  const tags = tagCalls(http);

  async function checkOrg(): Promise<void> {
    const seen = checked.get(tokens) ?? new Set();
    if (seen.has(orgId) && !credits.isOld()) return;
    const org = await metadata.org();
    if (org.orgId !== orgId || org.environment !== environment) {
      throw new ConnectorError(
        'configuration',
        `The credentials of ${environment} belong to org ${org.orgId} (${org.environment}), but the engagement file names ${orgId}. Nothing was written. Create the refresh token while that org is selected.`,
      );
    }
    checked.set(tokens, seen.add(orgId));
  }

  const rich = new Map<string, ReadonlySet<string>>();
  async function richTexts(module: string, signal?: AbortSignal): Promise<ReadonlySet<string>> {
    const known = rich.get(module);
    if (known) return known;
    const fields = (await metadata.fields(module, signal)).filter(({ dataType }) => dataType === 'richtext');
    const names = new Set(fields.map(({ apiName }) => apiName));
    rich.set(module, names);
    return names;
  }

  const scan = (records: JsonObject[]): Leak[] => {
    http.countScanned(records.length === 0 ? 0 : 1);
    return options.scan(records);
  };
  /** A bulk file has no results for rows that were left out, so a single leak stops it. */
  const scanAll = (records: JsonObject[]) => {
    const [leak] = scan(records);
    if (leak)
      throw new ConnectorError(
        'leak',
        `A network identifier (${leak.rule}) is in ${leak.field}. Nothing was sent. Withhold that source field in mapping.yml.`,
      );
  };

  return {
    ...metadata,
    async createFields(module, fields, signal) {
      const [leak] = options.scan(fields.map(({ label, values = [] }) => ({ label, values })));
      if (leak)
        throw new ConnectorError(
          'leak',
          `A network identifier (${leak.rule}) is in the ${leak.field} of a custom field of ${module}. No field was created. Correct mapping.yml.`,
        );
      return metadata.createFields(module, fields, signal);
    },
    async addValues(module, fieldId, values, signal) {
      const [leak] = options.scan([{ values }]);
      if (leak)
        throw new ConnectorError(
          'leak',
          `A network identifier (${leak.rule}) is in a value for a pick list of ${module}. No value was added. Withhold that source field in mapping.yml.`,
        );
      return metadata.addValues(module, fieldId, values, signal);
    },
    async changeLayout(module, layoutId, sections, signal) {
      const [leak] = options.scan(sections.map(({ label = '' }) => ({ label })));
      if (leak)
        throw new ConnectorError(
          'leak',
          `A network identifier (${leak.rule}) is in the label of a section of ${module}. The layout was not changed. Correct mapping.yml.`,
        );
      return metadata.changeLayout(module, layoutId, sections, signal);
    },
    ...tags,
    async createTags(module, names, signal) {
      await checkOrg();
      const [leak] = options.scan(names.map((name) => ({ name })));
      if (leak)
        throw new ConnectorError(
          'leak',
          `A network identifier (${leak.rule}) is in a tag of ${module}. No tag was created. Correct the value maps in mapping.yml.`,
        );
      return tags.createTags(module, names, signal);
    },
    ...automationCalls(http),
    ...locks,
    async createLock(module, lock, signal) {
      await checkOrg();
      return locks.createLock(module, lock, signal);
    },
    ...recordCalls(http, { scan, checkOrg, richTexts }),
    ...attachmentCalls(http, { scan, checkOrg, folder: temporaryFolder }),
    ...mailCalls(http, { scan, checkOrg, folder: temporaryFolder }),
    ...bulkWriteCalls(http, { orgId, folder: temporaryFolder, scan: scanAll, checkOrg }),
    ...bulkReadCalls(http, temporaryFolder),
    usage: http.usage,
    async expectCredits(amount) {
      if (credits.isOld()) await metadata.org();
      credits.check(amount);
    },
  };
}
