import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { parse } from 'yaml';
import { createPostgresSource } from '../../connectors/bss/postgres.ts';
import type { CustomFieldDefinition } from '../../connectors/bss/port.ts';
import { extractSource } from '../../steps/extract/extraction.ts';
import { createLocalStaging } from '../../connectors/staging/local.ts';
import { readRows } from '../../connectors/staging/rows.ts';
import { PostgresProfile } from '../../schemas/profile.ts';
import { createTestDatabase } from './database.ts';

/** Extracts a database with these tables by an example profile: the staged rows by object, and the custom fields. */
export async function readByExample(
  name: string,
  tables: string,
): Promise<{ rows: Record<string, Record<string, string>[]>; customFields: CustomFieldDefinition[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'portage-test-'));
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(tables);
  await client.end();
  const text = await readFile(new URL(`../../examples/profiles/${name}`, import.meta.url), 'utf8');
  const source = createPostgresSource(PostgresProfile.parse(parse(text)), database.url);
  const staging = createLocalStaging(folder);
  const signal = new AbortController().signal;
  const { objects } = await extractSource({
    source,
    staging,
    name: 'full-1',
    system: 'test',
    profileDigest: '',
    signal,
  });
  const rows: Record<string, Record<string, string>[]> = {};
  for (const { object, path } of objects) {
    rows[object] = [];
    for await (const row of readRows(staging, path)) rows[object].push(row);
  }
  const customFields = await source.customFields();
  await source.close();
  await database.drop();
  await rm(folder, { recursive: true });
  return { rows, customFields };
}
