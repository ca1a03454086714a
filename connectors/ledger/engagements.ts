import { randomBytes } from 'node:crypto';
import { EngagementFile, OwnerMap } from '../../schemas/engagement-file.ts';
import { Mapping } from '../../schemas/mapping.ts';
import { SourceProfile } from '../../schemas/profile.ts';
import { z } from 'zod';
import { digestOf } from '../digest.ts';
import { ConnectorError } from '../error.ts';
import { appendAudit } from './audit.ts';
import type { Ledger } from './database.ts';

/** Everything that an engagement's files say, as it was when the engagement was opened or its mapping last reread. */
export const Config = z.object({
  engagement: EngagementFile,
  profile: SourceProfile,
  mapping: Mapping,
  owners: OwnerMap,
  /** Folder of the engagement file; the documents folder is relative to it. */
  folder: z.string(),
});
export type Config = z.infer<typeof Config>;

export interface StoredEngagement extends Config {
  configDigest: string;
  mappingDigest: string;
  /** Salt of the hashes of withheld values. */
  salt: string;
}

/** Copies the files into the ledger, so that a later edit of a file is seen and changes nothing by itself. */
export async function storeEngagement(ledger: Ledger, config: Config): Promise<StoredEngagement> {
  const slug = config.engagement.slug;
  const configDigest = digestOf(config);
  await ledger.transaction(async (client) => {
    await client.query(
      `insert into engagement (slug, config, config_digest, salt) values ($1, $2, $3, $4)
       on conflict (slug) do update set config = excluded.config, config_digest = excluded.config_digest`,
      [slug, JSON.stringify(config), configDigest, randomBytes(16).toString('hex')],
    );
    await appendAudit(client, slug, 'files stored', { configDigest, mappingDigest: digestOf(config.mapping) });
  });
  return readEngagement(ledger, slug);
}

/** Throws `configuration` when no engagement of that name was opened. */
export async function readEngagement(ledger: Ledger, slug: string): Promise<StoredEngagement> {
  const [row] = await ledger.query<{ config: unknown; config_digest: string; salt: string }>(
    'select config, config_digest, salt from engagement where slug = $1',
    [slug],
  );
  if (!row)
    throw new ConnectorError('configuration', `There is no engagement "${slug}" in the ledger. Start it first.`);
  const config = Config.parse(row.config);
  return { ...config, configDigest: row.config_digest, mappingDigest: digestOf(config.mapping), salt: row.salt };
}

/** Ids of the Zoho orgs that engagements write to; a worker serves one task queue for each. */
export async function listOrgs(ledger: Ledger): Promise<string[]> {
  const rows = await ledger.query<{ org_id: string }>(
    `select distinct config -> 'engagement' -> 'destination' -> side ->> 'orgId' as org_id
     from engagement, unnest(array['sandbox', 'production']) as side order by 1`,
  );
  return rows.map((row) => row.org_id);
}
