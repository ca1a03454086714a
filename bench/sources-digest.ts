/**
 * Starts the four deployments of one operator, extracts each of them, and compares the digests of the records.
 * npm run sources:digest -- [--size small|medium|large|<accounts>] [--seed 1] [--json]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { startPostgres } from '../apps/dev/postgres.ts';
import { openSource } from '../connectors/bss/open.ts';
import { extractSource } from '../steps/extract/extraction.ts';
import { createLocalStaging } from '../connectors/staging/local.ts';
import { readRows } from '../connectors/staging/rows.ts';
import { usualRates } from '../emulators/bss/defect-rates.ts';
import { startBulk } from '../emulators/bss/bulk/server.ts';
import { writeDelivery } from '../emulators/bss/files.ts';
import { loadOperator } from '../emulators/bss/postgres.ts';
import type { NamedSize, Size } from '../emulators/bss/scale.ts';
import { startTmf } from '../emulators/bss/tmf/server.ts';
import { SourceProfile } from '../schemas/profile.ts';
import { digestDocuments, digestRecords } from './record-digest.ts';

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: 'small' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
if (!/^(small|medium|large|\d+)$/.test(values.size)) {
  process.stderr.write('--size is small, medium, large, or a number of accounts. Nothing was started.\n');
  process.exit(2);
}
const accounts = /^\d+$/.test(values.size) ? Number(values.size) : (values.size as NamedSize);
// With every defect of the catalogue, because the sources could differ in reading them.
const size: Size = { accounts, defects: usualRates };
const seed = Number(values.seed);
const folder = mkdtempSync(join(tmpdir(), 'portage-sources-'));

const readProfile = (name: string, change: object): SourceProfile => {
  const text = readFileSync(new URL(`../examples/demo-operator/${name}`, import.meta.url), 'utf8');
  return SourceProfile.parse({ ...(parse(text) as object), ...change });
};

/** The digest of each object, and of the content of all documents. */
interface Digests {
  objects: Record<string, string>;
  bytes: string;
}
/** Extracts a source, prints the time, and digests the records. */
async function digests(name: string, profile: SourceProfile): Promise<Digests> {
  const began = performance.now();
  const source = openSource(profile, folder);
  const staging = createLocalStaging(folder);
  const signal = new AbortController().signal;
  const manifest = await extractSource({ source, staging, name, system: 'test', profileDigest: '', signal });
  const seconds = (performance.now() - began) / 1_000;
  const rows = manifest.objects.reduce((sum, object) => sum + object.rows, 0);
  process.stderr.write(
    `${name}: ${rows.toLocaleString('en')} records in ${seconds.toFixed(1)} s${remarksOf(manifest.objects)}\n`,
  );
  const objects: Record<string, string> = {};
  for (const { object, path } of manifest.objects) objects[object] = await digestRecords(staging, path);
  const bytes = await digestDocuments(source, readRows(staging, `${name}/documents.csv`), 'document_id');
  await source.close();
  return { objects, bytes };
}
const remarksOf = (objects: { object: string; remarks: string[] }[]): string =>
  objects.flatMap(({ object, remarks }) => remarks.map((remark) => `; ${object}: ${remark}`)).join('');

const postgres = await startPostgres({
  directory: join(folder, 'postgres'),
  databases: ['bss'],
  logDirectory: folder,
  ephemeral: true,
});
const tmf = await startTmf({ size, seed });
const bulk = await startBulk({ size, seed });
try {
  const url = postgres.url('bss');
  process.env['SOURCES_DIGEST_URL'] = url;
  await loadOperator({ connectionString: url, size, seed });
  await writeDelivery(join(folder, 'delivery'), size, seed);
  const results = {
    postgres: await digests('postgres', readProfile('source.yml', { url: 'env:SOURCES_DIGEST_URL' })),
    tmf: await digests('tmf', readProfile('source-tmf.yml', { url: tmf.url })),
    bulk: await digests('bulk', readProfile('source-bulk.yml', { url: bulk.url })),
    files: await digests('files', readProfile('source-files.yml', { folder: join(folder, 'delivery') })),
  };
  const objects = Object.fromEntries(
    Object.keys(results.postgres.objects).map((object) => [
      object,
      Object.fromEntries(Object.entries(results).map(([name, one]) => [name, one.objects[object]])),
    ]),
  );
  const differ = Object.keys(objects).filter((object) => new Set(Object.values(objects[object] ?? {})).size > 1);
  if (new Set(Object.values(results).map(({ bytes }) => bytes)).size > 1) differ.push('the content of documents');
  process.stderr.write(differ.length === 0 ? 'All four agree.\n' : `They differ in ${differ.join(', ')}.\n`);
  process.stdout.write(values.json ? `${JSON.stringify({ objects })}\n` : `${JSON.stringify({ objects }, null, 2)}\n`);
  process.exitCode = differ.length === 0 ? 0 : 1;
} finally {
  await Promise.allSettled([bulk.close(), tmf.close(), postgres.stop()]);
  rmSync(folder, { recursive: true, force: true });
}
