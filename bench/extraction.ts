/**
 * Compares the extraction of the demo operator with `psql \copy` of the same queries, and measures the extraction's
 * peak memory. Needs psql.
 * node tools/run.mjs --import tsx bench/extraction.ts [--accounts 20000] [--rounds 3]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { startStack } from '../apps/dev/stack.ts';
import { createPostgresSource } from '../connectors/bss/postgres.ts';
import { extractSource } from '../steps/extract/extraction.ts';
import { createLocalStaging } from '../connectors/staging/local.ts';
import { loadOperator } from '../emulators/bss/postgres.ts';
import { PostgresProfile } from '../schemas/profile.ts';
import { runAsWorker } from './as-worker.ts';

const { values } = parseArgs({
  options: {
    accounts: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '3' },
    /** Set for the extracting child process only: database URL and target folder. */
    url: { type: 'string' },
    folder: { type: 'string' },
  },
});
const text = readFileSync(new URL('../examples/demo-operator/source.yml', import.meta.url), 'utf8');
const profile = PostgresProfile.parse(parse(text));

/** Runs one extraction in this process, and prints rows, seconds and peak memory as a line of JSON. */
async function extract(url: string, folder: string): Promise<void> {
  const source = createPostgresSource(profile, url);
  const began = performance.now();
  const staging = createLocalStaging(folder);
  const manifest = await extractSource({
    source,
    staging,
    name: 'bench',
    system: 'test',
    profileDigest: '',
    signal: new AbortController().signal,
  });
  const seconds = (performance.now() - began) / 1_000;
  await source.close();
  const rows = manifest.objects.reduce((sum, object) => sum + object.rows, 0);
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1_024);
  process.stdout.write(`${JSON.stringify({ rows, seconds, peakMb })}\n`);
}

/** The baseline: one `\copy` after another. */
function copy(url: string, folder: string): number {
  const began = performance.now();
  for (const [object, { query }] of Object.entries(profile.objects)) {
    const flat = query.replaceAll(/\s+/g, ' ');
    const file = join(folder, `${object}.csv`);
    execFileSync('psql', [url, '-qc', `\\copy (${flat}) to '${file}' with (format csv, header)`]);
  }
  return (performance.now() - began) / 1_000;
}

const median = (numbers: number[]) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

async function compare(): Promise<void> {
  if (spawnSync('psql', ['--version']).error)
    throw new Error('psql is not installed. Install it, because the comparison needs it.');
  const stack = await startStack({ ephemeral: true, headless: true });
  const folder = mkdtempSync(join(tmpdir(), 'portage-bench-'));
  try {
    await loadOperator({ connectionString: stack.sourceUrl, size: { accounts: Number(values.accounts) } });
    const seconds: { extraction: number[]; copy: number[] } = { extraction: [], copy: [] };
    const found = { rows: 0, peakMb: 0 };
    for (let round = 1; round <= Number(values.rounds); round += 1) {
      seconds.copy.push(copy(stack.sourceUrl, folder));
      const script = ['--import', 'tsx', fileURLToPath(import.meta.url)];
      const target = ['--url', stack.sourceUrl, '--folder', join(folder, String(round))];
      const line = String(runAsWorker([...script, ...target]));
      const one = JSON.parse(line) as { rows: number; seconds: number; peakMb: number };
      seconds.extraction.push(one.seconds);
      found.rows = one.rows;
      found.peakMb = Math.max(found.peakMb, one.peakMb);
    }
    const rate = { extraction: found.rows / median(seconds.extraction), copy: found.rows / median(seconds.copy) };
    const result = {
      ...found,
      rowsPerSecond: Math.round(rate.extraction),
      copyRowsPerSecond: Math.round(rate.copy),
      ratio: Math.round((rate.extraction / rate.copy) * 100) / 100,
    };
    process.stdout.write(`${JSON.stringify(result)}\n`);
  } finally {
    rmSync(folder, { recursive: true });
    await stack.stop();
  }
}

await (values.url && values.folder ? extract(values.url, values.folder) : compare());
