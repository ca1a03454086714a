import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { openSource } from '../../connectors/bss/open.ts';
import { extractSource } from '../../steps/extract/extraction.ts';
import { createLocalStaging } from '../../connectors/staging/local.ts';
import { SourceProfile } from '../../schemas/profile.ts';

/** Extracts the demo operator in a process that a test can kill. Arguments: profile, URL or folder of the source, staging folder, rows per part. */
const [name = '', where = '', folder = '', rowsPerPart = '1000'] = process.argv.slice(2);
const text = readFileSync(new URL(`../../examples/demo-operator/${name}`, import.meta.url), 'utf8');
const profile = SourceProfile.parse(parse(text));
process.env['PORTAGE_SOURCE_URL'] = where;
if (profile.kind === 'files') profile.folder = where;
if (profile.kind === 'bulk') profile.export.everySeconds = 0.01;
const source = openSource(profile, folder);
await extractSource({
  source,
  staging: createLocalStaging(folder),
  name: 'demo/full-1',
  system: 'test',
  profileDigest: '',
  signal: new AbortController().signal,
  rowsPerPart: Number(rowsPerPart),
});
await source.close();
