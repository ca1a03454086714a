import type { KnownVersion } from '../../domain/mapping-text/choose.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { Mapping } from '../../schemas/mapping.ts';
import type { Proof } from '../../schemas/sign-off.ts';
import { digestOf, sha256 } from '../digest.ts';
import { appendAudit } from './audit.ts';
import type { Ledger } from './database.ts';

/** A version of the mapping without its text. `madeBy` is null for a version that was read from the file. */
export interface MappingVersion extends KnownVersion {
  /** Digest of what the text says, as the gates show it. */
  mappingDigest: string;
  basedOn: number | null;
  madeBy: string | null;
  comment: string;
  madeAt: Date;
}

export interface NewMappingVersion {
  origin: MappingVersion['origin'];
  text: string;
  /** What the text says. */
  mapping: Mapping;
  /** The version that the person changed; null for the file. */
  basedOn: number | null;
  madeBy: string | null;
  comment: string;
  proof?: Proof | null;
}

const columns = `version, origin, digest, mapping_digest as "mappingDigest", based_on as "basedOn", made_by as "madeBy",
  comment, made_at as "madeAt"`;

/** All versions, the newest first. */
export const listMappingVersions = (ledger: Ledger, engagement: string): Promise<MappingVersion[]> =>
  ledger.query<MappingVersion & Record<string, unknown>>(
    `select ${columns} from mapping_version where engagement = $1 order by version desc`,
    [engagement],
  );

/** A version with its text, the newest without a number; null if there is none. */
export async function readMappingVersion(
  ledger: Ledger,
  engagement: string,
  version?: number,
): Promise<(MappingVersion & { text: string }) | null> {
  const [row] = await ledger.query<MappingVersion & { text: string } & Record<string, unknown>>(
    `select ${columns}, text from mapping_version
     where engagement = $1 and ($2::int is null or version = $2) order by version desc limit 1`,
    [engagement, version ?? null],
  );
  return row ?? null;
}

/**
 * Stores a version. One that people made is stored only if the version that it is based on is still the newest.
 * @returns its number; null if somebody else was faster
 */
export const addMappingVersion = (
  ledger: Ledger,
  engagement: string,
  { origin, text, mapping, basedOn, madeBy, comment, proof = null }: NewMappingVersion,
): Promise<number | null> =>
  ledger.transaction(async (client) => {
    await client.query('select pg_advisory_xact_lock(733204, hashtext($1))', [engagement]);
    const newest = await client.query<{ version: number; digest: string }>(
      'select version, digest from mapping_version where engagement = $1 order by version desc limit 1',
      [engagement],
    );
    const last = newest.rows[0];
    const [digest, mappingDigest] = [sha256(text), digestOf(mapping)];
    if (origin === 'file' && last?.digest === digest) return last.version;
    if (origin !== 'file' && last?.version !== basedOn) return null;
    const version = (last?.version ?? 0) + 1;
    await client.query(
      `insert into mapping_version (engagement, version, origin, text, digest, mapping_digest, based_on, made_by, comment, proof)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        engagement,
        version,
        origin,
        text,
        digest,
        mappingDigest,
        basedOn,
        madeBy,
        comment,
        proof && JSON.stringify(proof),
      ],
    );
    const body: JsonObject = { version, origin, digest, mappingDigest, basedOn, by: madeBy };
    await appendAudit(client, engagement, 'mapping version stored', body);
    return version;
  });

/** The newest version that says what the engagement uses, and a newer one that is not used yet. */
export async function findVersionsInUse(
  ledger: Ledger,
  engagement: string,
  mappingDigest: string,
): Promise<{ used: MappingVersion | null; newer: MappingVersion | null }> {
  const versions = await listMappingVersions(ledger, engagement);
  const used = versions.find((one) => one.mappingDigest === mappingDigest) ?? null;
  const [newest = null] = versions;
  return { used, newer: newest && newest !== used ? newest : null };
}
