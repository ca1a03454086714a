import { z } from 'zod';
import { hostsOf, uploadUrlOf } from '../../connectors/zoho/hosts.ts';
import type { ZohoEmulator } from '../../emulators/zoho/server.ts';
import { sandboxId } from '../emulators/zoho/caller.ts';

/** Hosts and credentials that the suite uses. */
export interface Access {
  orgId: string;
  accountsUrl: string;
  apiUrl: string;
  uploadUrl: string;
  clientId: string;
  clientSecret: string;
  refreshToken: string;
}

export function accessToEmulator({ url, orgs }: ZohoEmulator): Access {
  const seed = orgs.find((org) => org.id === sandboxId);
  if (!seed) throw new Error('the emulator has no sandbox');
  const { clientId, clientSecret, refreshToken } = seed;
  return { orgId: seed.id, accountsUrl: url, apiUrl: url, uploadUrl: url, clientId, clientSecret, refreshToken };
}

/** Set all of these, or none. The data centre is as in the engagement file: us, eu, in, au, jp, ca, sa or cn. */
export const liveVariables = [
  'ZOHO_LIVE_DATA_CENTRE',
  'ZOHO_LIVE_ORG_ID',
  'ZOHO_LIVE_CLIENT_ID',
  'ZOHO_LIVE_CLIENT_SECRET',
  'ZOHO_LIVE_REFRESH_TOKEN',
] as const;
const Live = z.object({
  ZOHO_LIVE_DATA_CENTRE: z.enum(['us', 'eu', 'in', 'au', 'jp', 'ca', 'sa', 'cn']),
  ZOHO_LIVE_ORG_ID: z.string().regex(/^\d+$/),
  ZOHO_LIVE_CLIENT_ID: z.string().min(1),
  ZOHO_LIVE_CLIENT_SECRET: z.string().min(1),
  ZOHO_LIVE_REFRESH_TOKEN: z.string().min(1),
});

/**
 * The access to a real sandbox from environment variables; null if none of them is set.
 * @throws ZodError with the names of missing or wrong variables
 */
export function accessToSandbox(environment: NodeJS.ProcessEnv): Access | null {
  if (liveVariables.every((name) => environment[name] === undefined)) return null;
  const live = Live.parse(environment);
  const hosts = hostsOf(live.ZOHO_LIVE_DATA_CENTRE, 'sandbox');
  return {
    ...hosts,
    orgId: live.ZOHO_LIVE_ORG_ID,
    uploadUrl: uploadUrlOf(hosts.apiUrl),
    clientId: live.ZOHO_LIVE_CLIENT_ID,
    clientSecret: live.ZOHO_LIVE_CLIENT_SECRET,
    refreshToken: live.ZOHO_LIVE_REFRESH_TOKEN,
  };
}

export interface Reply {
  status: number;
  headers: Headers;
  /** Parsed JSON, the bytes of a file, or null for an empty body. */
  body: unknown;
}

/** The org that the suite tests, with the records that the suite created. */
export interface Target {
  access: Access;
  /** Unique to this run, to distinguish its records from all others. */
  mark: string;
  /** API name of the unique external text field that this run created on accounts. */
  keyField: string;
  /** `path` is relative to `/crm/v8`, or begins with `/crm/`, or is a URL. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  /** Inserts records, which are deleted at the end of the run, and returns their ids. */
  make(module: string, records: object[]): Promise<string[]>;
  clean(): Promise<void>;
}

const Org = z.object({ org: z.tuple([z.object({ zgid: z.string(), type: z.string() })]) });
const Made = z.object({ data: z.array(z.object({ details: z.object({ id: z.string() }) })) });
const Field = z.object({ fields: z.tuple([z.object({ details: z.object({ id: z.string() }) })]) });

/**
 * Gets a token, checks that it belongs to the named org and that the org is a sandbox, and creates the key field.
 * @throws Error before anything is written if it is another org or not a sandbox
 */
export async function openTarget(access: Access): Promise<Target> {
  const { accountsUrl, apiUrl, clientId, clientSecret, refreshToken } = access;
  const form = { client_id: clientId, client_secret: clientSecret, refresh_token: refreshToken };
  const granted = await fetch(`${accountsUrl}/oauth/v2/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'refresh_token', ...form }),
  });
  const token = z.object({ access_token: z.string() }).parse(await granted.json()).access_token;
  const call: Target['call'] = async (method, path, body, headers = {}) => {
    const url = path.startsWith('http') ? path : path.startsWith('/crm/') ? apiUrl + path : `${apiUrl}/crm/v8${path}`;
    const sent = body instanceof FormData ? body : JSON.stringify(body);
    const type = body === undefined || body instanceof FormData ? {} : { 'Content-Type': 'application/json' };
    const response = await fetch(url, {
      method,
      headers: { Authorization: `Zoho-oauthtoken ${token}`, ...type, ...headers },
      ...(body === undefined ? {} : { body: sent }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const isJson = response.headers.get('content-type')?.includes('json');
    const read = bytes.length === 0 ? null : isJson ? (JSON.parse(bytes.toString()) as unknown) : bytes;
    return { status: response.status, headers: response.headers, body: read };
  };

  const [org] = Org.parse((await call('GET', '/org')).body).org;
  if (org.zgid !== access.orgId || org.type !== 'sandbox') {
    throw new Error(`the credentials belong to org ${org.zgid} (${org.type}), not to sandbox ${access.orgId}`);
  }
  const mark = `conformance-${Date.now().toString(36)}`;
  const label = `Portage ${mark}`;
  const field = { field_label: label, data_type: 'text', length: 100, unique: { case_sensitive: false } };
  const external = { type: 'org', show: true };
  const made = await call('POST', '/settings/fields?module=Accounts', { fields: [{ ...field, external }] });
  const [{ details }] = Field.parse(made.body).fields;
  const present = await call('GET', `/settings/fields/${details.id}?module=Accounts`);
  const [{ api_name: keyField }] = z
    .object({ fields: z.tuple([z.object({ api_name: z.string() })]) })
    .parse(present.body).fields;

  const own: [module: string, id: string][] = [];
  return {
    access,
    mark,
    keyField,
    call,
    async make(module, records) {
      const reply = await call('POST', `/${module}`, { data: records, trigger: [] });
      const ids = Made.parse(reply.body).data.map((one) => one.details.id);
      own.push(...ids.map((id): [string, string] => [module, id]));
      return ids;
    },
    async clean() {
      for (const [module, id] of own.reverse()) await call('DELETE', `/${module}?ids=${id}&wf_trigger=false`);
      await call('DELETE', `/settings/fields/${details.id}?module=Accounts`);
    },
  };
}
