import { randomUUID } from 'node:crypto';
import { EngagementFile, OwnerMap } from '../../schemas/engagement-file.ts';
import { Mapping } from '../../schemas/mapping.ts';
import { SourceProfile } from '../../schemas/profile.ts';
import { z } from 'zod';
import { digestOf } from '../digest.ts';
import { ConnectorError } from '../error.ts';
import { appendAudit } from './audit.ts';
import type { Ledger, Queryable } from './database.ts';
import { knowModules } from './modules.ts';
import { peopleOf, type People } from '../../domain/people-change.ts';
import { modulesOf } from '../../domain/modules-of.ts';
import { orderModules } from '../../domain/order-modules.ts';
import type { Module } from '../../schemas/terms.ts';

/** The content of an engagement's files when the engagement was opened, or when its mapping was last read again. */
export const Config = z.object({
  engagement: EngagementFile,
  profile: SourceProfile,
  mapping: Mapping,
  owners: OwnerMap,
  /** Folder of the engagement file; the documents folder is relative to it. */
  folder: z.string(),
});
export type Config = z.infer<typeof Config>;

/** What the ledger keeps: the files, and the start of the engagement that they belong to. */
const Stored = Config.extend({ start: z.string().default('') });

export interface StoredEngagement extends z.infer<typeof Stored> {
  configDigest: string;
  mappingDigest: string;
  /** Modules of the mapping in dependency order. */
  modules: Module[];
}

/** Cache of parsed configurations by ledger and engagement. */
const parsedConfigs = new WeakMap<Ledger, Map<string, StoredEngagement>>();

/**
 * Copies the content of the files into the ledger, so that later edits of a file have no effect by themselves. Each call is
 * a start of the engagement.
 */
export const storeEngagement = (ledger: Ledger, config: Config): Promise<StoredEngagement> =>
  store(ledger, { ...Config.parse(config), start: randomUUID() });

/** Replaces mapping and owner map of a running engagement. Everything else stays as it was when the engagement started. */
export const storeMapping = (
  ledger: Ledger,
  { configDigest: _, mappingDigest: __, modules: ___, ...stored }: StoredEngagement,
  files: Pick<Config, 'mapping' | 'owners'>,
): Promise<StoredEngagement> => store(ledger, { ...stored, mapping: files.mapping, owners: files.owners });

/** Replaces the people of a running engagement, but not the rules of its gates. */
export const storePeople = (
  ledger: Ledger,
  { configDigest: _, mappingDigest: __, modules: ___, ...stored }: StoredEngagement,
  { operator, approvers, issuers }: People,
): Promise<StoredEngagement> => {
  const { engagement } = stored;
  const gates = { ...engagement.gates, approvers, issuers };
  return store(ledger, { ...stored, engagement: { ...engagement, operator, gates } });
};

/** Has an imported engagement write its documents to this folder. Everything else stays. @returns the digest of its files now */
export async function storeFolder(client: Queryable, slug: string, documents: string): Promise<string> {
  const { rows } = await client.query<{ config: unknown }>('select config from engagement where slug = $1', [slug]);
  const config = Stored.parse(rows[0]?.config);
  return storeFiles(client, { ...config, engagement: { ...config.engagement, documents } });
}

async function store(ledger: Ledger, config: z.infer<typeof Stored>): Promise<StoredEngagement> {
  const slug = config.engagement.slug;
  await knowModules(ledger, modulesOf(config.mapping));
  await ledger.transaction(async (client) => {
    const configDigest = await storeFiles(client, config);
    await appendAudit(client, slug, 'files stored', {
      ...{ configDigest, mappingDigest: digestOf(config.mapping) },
      ...{ start: config.start, people: digestOf(peopleOf(config.engagement)) },
    });
  });
  return readEngagement(ledger, slug);
}

/** @returns the digest of the files */
async function storeFiles(client: Queryable, config: z.infer<typeof Stored>): Promise<string> {
  const slug = config.engagement.slug;
  const digest = digestOf(config);
  await client.query(
    `insert into engagement (slug, config, config_digest) values ($1, $2, $3)
     on conflict (slug) do update set config = excluded.config, config_digest = excluded.config_digest`,
    [slug, JSON.stringify(config), digest],
  );
  await client.query(
    'insert into engagement_files (engagement, digest, config) values ($1, $2, $3) on conflict do nothing',
    [slug, digest, JSON.stringify(config)],
  );
  return digest;
}

/** The stored content of an engagement's files; null if the ledger has no such engagement. */
export async function findEngagement(ledger: Ledger, slug: string): Promise<StoredEngagement | null> {
  const rows = await ledger.query('select 1 from engagement where slug = $1', [slug]);
  return rows.length === 0 ? null : readEngagement(ledger, slug);
}

/**
 * The stored content of an engagement's files.
 * @throws ConnectorError `configuration` when the ledger has no such engagement
 */
export async function readEngagement(ledger: Ledger, slug: string): Promise<StoredEngagement> {
  const known = parsedConfigs.get(ledger) ?? new Map<string, StoredEngagement>();
  parsedConfigs.set(ledger, known);
  const before = known.get(slug);
  const [row] = await ledger.query<{ config: unknown; configDigest: string }>(
    `select case when config_digest = $2 then null else config end as config, config_digest as "configDigest"
     from engagement where slug = $1`,
    [slug, before?.configDigest ?? ''],
  );
  if (!row) throw new ConnectorError('configuration', `The ledger has no engagement "${slug}". Start it first.`);
  if (before?.configDigest === row.configDigest) return before;
  const config = Stored.parse(row.config);
  const stored = {
    ...config,
    configDigest: row.configDigest,
    mappingDigest: digestOf(config.mapping),
    modules: orderModules(config.mapping),
  };
  known.set(slug, stored);
  return stored;
}

/**
 * The engagement's part of a stored version of its files; null if the ledger has none with this digest, or if its content
 * has another digest.
 */
export async function findEarlierFiles(ledger: Ledger, slug: string, digest: string): Promise<EngagementFile | null> {
  const [row] = await ledger.query<{ config: unknown }>(
    'select config from engagement_files where engagement = $1 and digest = $2',
    [slug, digest],
  );
  if (!row || digestOf(row.config) !== digest) return null;
  return Stored.parse(row.config).engagement;
}

/** Ids of the Zoho orgs that engagements write to. A worker serves one task queue per org. */
export async function listOrgs(ledger: Ledger): Promise<string[]> {
  const rows = await ledger.query<{ org_id: string }>(
    `select distinct config -> 'engagement' -> 'destination' -> side ->> 'orgId' as org_id
     from engagement, unnest(array['sandbox', 'production']) as side order by 1`,
  );
  return rows.map((row) => row.org_id);
}
