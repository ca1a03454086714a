import type { JsonObject } from '../../schemas/json.ts';
import type { Ledger } from './database.ts';

/** A sign-off as it was judged and booked. */
export interface GateEvent {
  gate: string;
  decision: string;
  by: string;
  role: string;
  digest: string;
  comment: string | null;
  counted: boolean;
  why: string | null;
  /** How many people were still missing when it counted. */
  missing: number | null;
  at: Date;
  /** What proved it, without the proof itself: `oidc`, `key`, or null. */
  proof: string | null;
  /** Reference of the ID token that came with it. */
  token: string | null;
}

/** Every readable sign-off at a gate, the newest first. */
export const listGateEvents = (ledger: Ledger, engagement: string, gate: string): Promise<GateEvent[]> =>
  ledger.query<GateEvent & Record<string, unknown>>(
    `select gate, decision, signed_by as by, role, digest, comment, counted, why, missing, at, proof ->> 'kind' as proof,
       proof ->> 'token' as token
     from sign_off where engagement = $1 and gate = $2 and decision is not null order by seq desc`,
    [engagement, gate],
  );

/** The message that came with an ID token; null if none is booked. */
export async function findGateEvent(ledger: Ledger, engagement: string, token: string): Promise<GateEvent | null> {
  const [row] = await ledger.query<GateEvent & Record<string, unknown>>(
    `select gate, decision, signed_by as by, role, digest, comment, counted, why, missing, at, proof ->> 'kind' as proof,
       proof ->> 'token' as token
     from sign_off where engagement = $1 and proof ->> 'token' = $2 order by seq desc limit 1`,
    [engagement, token],
  );
  return row ?? null;
}

/** What a digest of evidence covers; null if the ledger has no such evidence. */
export async function readCovered(
  ledger: Ledger,
  engagement: string,
  gate: string,
  digest: string,
): Promise<JsonObject | null> {
  const [row] = await ledger.query<{ covered: JsonObject }>(
    'select covered from evidence where engagement = $1 and gate = $2 and digest = $3',
    [engagement, gate, digest],
  );
  return row?.covered ?? null;
}
