/**
 * Compares the facts of columns with ydata-profiling in its minimal mode, on the same file of subscribers, one after the other,
 * each in a process of its own: seconds, peak memory and size of the result. Reading the file is included in both.
 * node tools/run.mjs --import tsx bench/profile.ts [--rows 1000000]
 * Needs Python 3.10 or later, and the network once.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { createLocalStaging } from '../connectors/staging/local.ts';
import { openSurvey } from '../connectors/staging/survey.ts';
import { createGuard } from '../domain/identifiers/guard.ts';
import { readColumnFacts } from '../steps/discovery/column-facts.ts';
import { pythonWith } from './python.ts';
import { surveyFiles, writeSurvey } from './survey-files.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    /** Set for child processes, so that memory is counted for each alone. */
    write: { type: 'string' },
    facts: { type: 'string' },
  },
});
const rows = Number(values.rows);
const object = ['subscribers'];
const own = fileURLToPath(import.meta.url);

interface Measured {
  seconds: number;
  /** MB at most. */
  memory: number;
  /** Bytes of the result. */
  report: number;
}

async function readFacts(folder: string): Promise<Measured> {
  const began = Date.now();
  const guard = createGuard({});
  const [file] = surveyFiles(rows, object);
  const survey = await openSurvey(createLocalStaging(folder), [file!]);
  const isIdentifier = (column: string, value: string) => guard.scanValue(column, value).length > 0;
  const facts = await readColumnFacts(survey, {
    keys: { subscribers: file!.key },
    dates: {},
    isIdentifier,
    hash: null,
  });
  await survey.close();
  const memory = process.resourceUsage().maxRSS / 1_024;
  return { seconds: (Date.now() - began) / 1_000, memory, report: JSON.stringify(facts).length };
}

const child = (...args: string[]): string =>
  execFileSync(process.execPath, ['--import', 'tsx', own, '--rows', values.rows, ...args], { encoding: 'utf8' });

async function compare(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'portage-bench-profile-'));
  try {
    child('--write', folder);
    const python = pythonWith(
      'ydata-profiling-4.18.4',
      fileURLToPath(new URL('profile/requirements.txt', import.meta.url)),
    );
    const script = fileURLToPath(new URL('profile/ydata.py', import.meta.url));
    const ours = JSON.parse(child('--facts', folder)) as Measured;
    const answer = execFileSync(python, [script, join(folder, 'subscribers.csv')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const theirs = JSON.parse(answer.trim().split('\n').at(-1)!) as Measured;
    const table = new Table({
      style: { head: [], border: [] },
      head: [`${rows} rows`, 'seconds', 'MB at most', 'bytes of the result'],
    });
    const line = (name: string, { seconds, memory, report }: Measured) =>
      table.push([name, seconds.toFixed(1), Math.round(memory), report]);
    line('column facts', ours);
    line('ydata-profiling', theirs);
    table.push([
      'ratio',
      ...(['seconds', 'memory', 'report'] as const).map((one) => (theirs[one] / ours[one]).toFixed(1)),
    ]);
    console.log(table.toString());
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (values.write !== undefined) await writeSurvey(values.write, rows, object);
else if (values.facts !== undefined) console.log(JSON.stringify(await readFacts(values.facts)));
else await compare();
