import { startExampleStack, type ExampleStack } from '../../apps/dev/example-stack.ts';
import pg from 'pg';
import { invariants, type Invariant } from './check/findings.ts';
import { play, type CarriedOut } from './play.ts';
import { familyOf, scheduleOf, type Run, type ScheduleOptions } from './schedule.ts';
import { openSite, type Site } from './site.ts';

export interface ChaosOptions extends ScheduleOptions {
  /** Only the run with this number. */
  run?: number;
  log?: (line: string) => void;
}

export interface ChaosResult {
  seed: number;
  faults: number;
  runs: { number: number; faults: number; seconds: number; exceptions: string[]; error: string | null }[];
  invariants: { invariant: Invariant; checks: number; violations: number }[];
  kinds: { kind: string; family: string; inTime: number; late: number; missed: number }[];
  /** Each violation, and the command that repeats its run. */
  violations: { run: number; violation: string; again: string }[];
  missed: string[];
  seconds: number;
}

/** Plays the engagements of a schedule one after the other on one stack. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { seed, faults } = options;
  const started = Date.now();
  const log = (line: string) =>
    options.log?.(`${String(Math.round((Date.now() - started) / 1_000)).padStart(5)} s  ${line}`);
  const runs = scheduleOf(options).filter(({ number }) => options.run === undefined || number === options.run);
  const result: ChaosResult = {
    ...{ seed, faults: 0, runs: [], kinds: [], violations: [], missed: [], seconds: 0 },
    invariants: invariants.map((invariant) => ({ invariant, checks: 0, violations: 0 })),
  };
  const stack = await startExampleStack({ operator: { size: '20' } });
  try {
    await commitSafely(stack);
    for (const run of runs) {
      log(`Run ${run.number} of ${runs.at(-1)?.number}: ${run.faults.length} faults, operator ${run.operator}`);
      await playRun(
        { stack, run, again: `npm run chaos -- --seed ${seed} --faults ${faults} --run ${run.number}` },
        result,
        log,
      );
    }
  } finally {
    await stack.stop();
  }
  return { ...result, seconds: Math.round((Date.now() - started) / 1_000) };
}

/** The test servers trade safety against a power cut for speed. Killing the server must lose no commit. */
async function commitSafely({ servers }: ExampleStack): Promise<void> {
  for (const url of [servers.ledgerUrl, servers.sourceUrl]) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const name = pg.escapeIdentifier(new URL(url).pathname.slice(1));
    await client.query(`alter database ${name} set synchronous_commit = on`);
    await client.end();
  }
}

async function playRun(
  { stack, run, again }: { stack: ExampleStack; run: Run; again: string },
  result: ChaosResult,
  log: (line: string) => void,
): Promise<void> {
  const started = Date.now();
  const site = await openSite(stack, run, log);
  let done: CarriedOut[] = [];
  let error: string | null = null;
  try {
    done = await play(site);
  } catch (thrown) {
    error = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    log(error);
    await endWorkflows(site);
  }
  const violations = site.findings.violations();
  for (const violation of violations.slice(0, 20)) log(`  ${violation}`);
  result.faults += done.length;
  result.runs.push({
    number: run.number,
    faults: done.length,
    seconds: Math.round((Date.now() - started) / 1_000),
    exceptions: site.exceptions,
    error,
  });
  for (const one of result.invariants) {
    one.checks += site.findings.checks(one.invariant);
    one.violations += site.findings.violations(one.invariant).length;
  }
  for (const one of done) count(result, one);
  const all = [...violations, ...(error === null ? [] : [`The run did not end: ${error.split('\n')[0]}`])];
  result.violations.push(...all.map((violation) => ({ run: run.number, violation, again })));
  await site.close();
}

function count(result: ChaosResult, { fault, result: outcome, why }: CarriedOut): void {
  const { kind } = fault;
  let row = result.kinds.find((one) => one.kind === kind);
  if (!row) result.kinds.push((row = { kind, family: familyOf(kind), inTime: 0, late: 0, missed: 0 }));
  row[outcome === 'in time' ? 'inTime' : outcome] += 1;
  if (why !== undefined) result.missed.push(`fault ${fault.number} ${kind}: ${why}`);
}

/** Ends what a broken run left, so that the next one starts without it. */
async function endWorkflows({ engagement, slug }: Site): Promise<void> {
  const query = `WorkflowId STARTS_WITH 'engagement/${slug}' AND ExecutionStatus = 'Running'`;
  for await (const { workflowId } of engagement.client.workflow.list({ query }))
    await engagement.client.workflow
      .getHandle(workflowId)
      .terminate('the chaos run is broken')
      .catch(() => undefined);
}
