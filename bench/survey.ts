/**
 * Measures the reading of a staged survey of five objects with so many rows each: seconds, seconds of CPU and the process's
 * peak memory after reading the files, after the facts of all columns, after all rules of data quality,
 * and after the search for similar duplicates.
 * node tools/run.mjs --import tsx bench/survey.ts [--rows 1000000]
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { stringify } from 'csv-stringify/sync';
import { readEngagementFiles } from '../connectors/engagement-files.ts';
import { createLocalStaging } from '../connectors/staging/local.ts';
import { openSurvey } from '../connectors/staging/survey.ts';
import { createGuard } from '../domain/identifiers/guard.ts';
import { account } from '../emulators/bss/accounts.ts';
import { note } from '../emulators/bss/care.ts';
import { usualRates } from '../emulators/bss/defect-rates.ts';
import { invoice } from '../emulators/bss/invoices.ts';
import { order } from '../emulators/bss/orders.ts';
import type { Row } from '../emulators/bss/records.ts';
import { scaleOf, type Scale } from '../emulators/bss/scale.ts';
import { statusLabel } from '../emulators/bss/status-labels.ts';
import { subscriber } from '../emulators/bss/subscribers.ts';
import type { StagedFile } from '../steps/discovery/stage-survey.ts';
import { checkQuality } from '../steps/discovery/check-quality.ts';
import { findDuplicates } from '../steps/discovery/find-duplicates.ts';
import { readColumnFacts } from '../steps/discovery/column-facts.ts';
import { exampleFolder } from '../apps/dev/example-stack.ts';
import { cpuSeconds } from './cpu.ts';
import { exampleVariables } from './example-variables.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    /** Set for the child process that writes the files, so that its memory does not count. */
    write: { type: 'string' },
  },
});
const rows = Number(values.rows);
const seed = 1;
const scale: Scale = {
  ...scaleOf({ accounts: rows, defects: usualRates, plantedIdentifiers: rows / 100 }),
  subscribers: rows,
};

const labelled = (row: Row, entity: Parameters<typeof statusLabel>[0]): Row => ({
  ...row,
  status: statusLabel(entity, row['status_code']),
});
const withLines = ({ row, lines }: { row: Row; lines: Row[] }): Row => ({ ...row, lines: JSON.stringify(lines) });
const objects: Record<string, { key: string; make: (number: number) => Row }> = {
  billing_accounts: { key: 'account_no', make: (number) => labelled(account(seed, scale, number).row, 'account') },
  subscribers: { key: 'subscriber_no', make: (number) => labelled(subscriber(seed, scale, number).row, 'subscriber') },
  orders: { key: 'order_no', make: (number) => labelled(withLines(order(seed, scale, number)), 'order') },
  invoices: { key: 'invoice_no', make: (number) => labelled(withLines(invoice(seed, scale, number)), 'invoice') },
  notes: { key: 'note_id', make: (number) => note(seed, scale, number).row },
};

function* csvOf(make: (number: number) => Row): Generator<string> {
  yield stringify([Object.keys(make(1))]);
  for (let number = 1; number <= rows; number += 1_000)
    yield stringify(
      Array.from({ length: Math.min(1_000, rows - number + 1) }, (_, place) => Object.values(make(number + place))),
    );
}

async function writeFiles(folder: string): Promise<void> {
  const staging = createLocalStaging(folder);
  for (const [object, { make }] of Object.entries(objects))
    await staging.write(`${object}.csv`, Readable.from(csvOf(make)));
}

async function measure(folder: string): Promise<void> {
  const staging = createLocalStaging(folder);
  const files = Object.entries(objects).map(([object, { key, make }]) => {
    const counted = { rows, isExact: true };
    return { object, path: `${object}.csv`, key, columns: Object.keys(make(1)), rows, bad: 0, counted } as StagedFile;
  });
  Object.assign(process.env, exampleVariables(folder));
  const config = await readEngagementFiles(join(exampleFolder, 'engagement.yml'));
  const guard = createGuard({ plmns: config.profile.plmns });

  let from = { at: Date.now(), cpu: cpuSeconds(process.pid) };
  const report = (what: string) => {
    const now = { at: Date.now(), cpu: cpuSeconds(process.pid) };
    const seconds = ((now.at - from.at) / 1_000).toFixed(1).padStart(8);
    const cpu = (now.cpu - from.cpu).toFixed(1).padStart(8);
    const peak = Math.round(process.resourceUsage().maxRSS / 1_024);
    console.log(`${what.padEnd(20)}${seconds} s ${cpu} s of CPU ${String(peak).padStart(6)} MB at most so far`);
    from = now;
  };
  report('(started)');
  const survey = await openSurvey(staging, files);
  report('read the files');
  const keys = Object.fromEntries(files.map(({ object, key }) => [object, key]));
  const isIdentifier = (column: string, value: string) => guard.scanValue(column, value).length > 0;
  const facts = await readColumnFacts(survey, { keys, isIdentifier, hash: null });
  report(`${facts.length} columns`);
  const takenAt = '2026-01-01T00:00:00Z';
  await checkQuality({ staging }, config, survey, { files, facts, guard, takenAt, keyProblems: [] });
  report('38 rules');
  const similar = await findDuplicates({ staging }, config, survey, facts);
  const found = similar.map(
    ({ object, inClusters, merged }) => `${object}: ${inClusters} in clusters, ${merged} merged`,
  );
  report(`duplicates`);
  console.log(found.join('; '));
  await survey.close();
}

if (values.write !== undefined) {
  await writeFiles(values.write);
} else {
  const folder = await mkdtemp(join(tmpdir(), 'portage-bench-survey-'));
  try {
    const own = fileURLToPath(import.meta.url);
    execFileSync(process.execPath, ['--import', 'tsx', own, '--rows', values.rows, '--write', folder]);
    await measure(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
