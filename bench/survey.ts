/**
 * Measures the reading of a staged survey of five objects with so many rows each: seconds, seconds of CPU and the process's
 * peak memory after reading the files, after the facts of all columns, after all rules of data quality,
 * and after the search for similar duplicates. It runs with the heap limits and the environment of `npm run worker`.
 * node tools/run.mjs --import tsx bench/survey.ts [--rows 1000000]
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readEngagementFiles } from '../connectors/engagement-files.ts';
import { createLocalStaging } from '../connectors/staging/local.ts';
import { openSurvey } from '../connectors/staging/survey.ts';
import { createGuard } from '../domain/identifiers/guard.ts';
import { checkQuality } from '../steps/discovery/check-quality.ts';
import { findDuplicates } from '../steps/discovery/find-duplicates.ts';
import { readColumnFacts } from '../steps/discovery/column-facts.ts';
import { exampleFolder } from '../apps/dev/example-stack.ts';
import { runAsWorker } from './as-worker.ts';
import { cpuSeconds } from './cpu.ts';
import { exampleVariables } from './example-variables.ts';
import { surveyFiles, writeSurvey } from './survey-files.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    /** Set for the child process that writes the files, so that its memory does not count. */
    write: { type: 'string' },
    /** Set for the child process that measures, with the limits of a worker. */
    measure: { type: 'string' },
  },
});
const rows = Number(values.rows);
async function measure(folder: string): Promise<void> {
  const staging = createLocalStaging(folder);
  const files = surveyFiles(rows);
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
  const facts = await readColumnFacts(survey, { keys, dates: {}, isIdentifier, hash: null });
  report(`${facts.length} columns`);
  const takenAt = '2026-01-01T00:00:00Z';
  await checkQuality({ staging }, config, survey, {
    ...{ files, facts, guard, takenAt, keyProblems: [] },
    readFiles: { files: 0, read: 0, held: [] },
  });
  report('the rules');
  const similar = await findDuplicates({ staging }, config, survey, facts);
  const found = similar.map(
    ({ object, inClusters, merged }) => `${object}: ${inClusters} in clusters, ${merged} merged`,
  );
  report(`duplicates`);
  console.log(found.join('; '));
  await survey.close();
}

if (values.write !== undefined) await writeSurvey(values.write, rows);
else if (values.measure !== undefined) await measure(values.measure);
else {
  const folder = await mkdtemp(join(tmpdir(), 'portage-bench-survey-'));
  try {
    const script = ['--import', 'tsx', fileURLToPath(import.meta.url), '--rows', values.rows];
    execFileSync(process.execPath, [...script, '--write', folder]);
    runAsWorker([...script, '--measure', folder], 'inherit');
  } finally {
    await rm(folder, { recursive: true });
  }
}
