import type { JsonObject } from '../../schemas/json.ts';
import type { EnvironmentRef } from '../../schemas/refs.ts';
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
