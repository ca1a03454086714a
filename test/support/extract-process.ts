import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { createPostgresSource } from '../../connectors/bss/postgres.ts';
import { extractSource } from '../../connectors/staging/extraction.ts';
import { createLocalStaging } from '../../connectors/staging/local.ts';
import { PostgresProfile } from '../../schemas/profile.ts';

/** Extracts the demo operator, in a process of its own that a test may kill: database, folder, rows per part. */
const [url = '', folder = '', rowsPerPart = '1000'] = process.argv.slice(2);
const text = readFileSync(new URL('../../examples/demo-operator/source.yml', import.meta.url), 'utf8');
const source = createPostgresSource(PostgresProfile.parse(parse(text)), url);
await extractSource({
  source,
  staging: createLocalStaging(folder),
  name: 'demo/full-1',
  profileDigest: '',
  signal: new AbortController().signal,
  rowsPerPart: Number(rowsPerPart),
});
await source.close();
