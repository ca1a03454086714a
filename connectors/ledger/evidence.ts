import type { JsonObject } from '../../schemas/json.ts';
import type { EnvironmentRef } from '../../schemas/refs.ts';
import { digestOf } from '../digest.ts';
import type { Ledger } from './database.ts';

/** Stores what the digest of a gate's evidence covers. */
export async function storeEvidence(
  ledger: Ledger,
  engagement: string,
  { gate, digest, covered }: { gate: string; digest: string; covered: JsonObject },
): Promise<void> {
  await ledger.query(
    'insert into evidence (engagement, gate, digest, covered) values ($1, $2, $3, $4) on conflict do nothing',
    [engagement, gate, digest, JSON.stringify(covered)],
  );
}

/** The custom fields and values of pick lists that an engagement has created in an environment and not removed. */
export const listCreatedFields = (
  ledger: Ledger,
  { engagement, environment }: EnvironmentRef,
): Promise<{ module: string; field: string; id: string; value: string }[]> =>
  ledger.query(
    `select module, api_name as field, field_id as id, value from schema_change
     where engagement = $1 and environment = $2 and removed_at is null order by module, api_name, value, field_id`,
    [engagement, environment],
  );

/** What a digest covers; null if the ledger has no such evidence. */
export async function findEvidence(
  ledger: Ledger,
  engagement: string,
  { gate, digest }: { gate: string; digest: string },
): Promise<JsonObject | null> {
  const [row] = await ledger.query<{ covered: JsonObject }>(
    'select covered from evidence where engagement = $1 and gate = $2 and digest = $3',
    [engagement, gate, digest],
  );
  return row?.covered ?? null;
}

/** The digest of evidence, as people see it. */
export const evidenceDigest = (covered: JsonObject): string => digestOf(covered).slice(0, 16);
