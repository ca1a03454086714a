import type { OrgState } from '../zoho/admin.ts';
import { modules } from './expected.ts';

/** An emulated org: the emulator's base URL and the org's id. */
export interface OrgPlace {
  url: string;
  org: string;
}

/** Reads an org's content and its users from the emulator itself, one module at a time, so that each answer stays small. */
export async function readZoho({ url, org }: OrgPlace): Promise<{ state: OrgState; users: Map<string, string> }> {
  const state: OrgState = {};
  for (const module of modules)
    Object.assign(state, await get<OrgState>(`${url}/__admin/state?org=${org}&module=${module}`));
  const { apiUrl, token } = await answer<{ apiUrl: string; token: string }>(
    await fetch(`${url}/__admin/token`, { method: 'POST', body: JSON.stringify({ org }) }),
  );
  const { users } = await get<{ users: { id: string; email: string }[] }>(
    `${apiUrl}/crm/v8/users?type=AllUsers&per_page=200`,
    { Authorization: `Zoho-oauthtoken ${token}` },
  );
  return { state, users: new Map(users.map(({ email, id }) => [email.split('@')[0] ?? '', id])) };
}

const get = async <Answer>(url: string, headers: Record<string, string> = {}): Promise<Answer> =>
  answer(await fetch(url, { headers }));

async function answer<Answer>(response: Response): Promise<Answer> {
  if (!response.ok) throw new Error(`${new URL(response.url).pathname} answered ${response.status}.`);
  return (await response.json()) as Answer;
}
