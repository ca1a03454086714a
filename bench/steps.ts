/**
 * Runs the demo engagement up to the production gate, with a real Temporal server, Postgres and worker, and prints for each
 * step its rows, seconds and rows a second; the CPU time of each process per row; and the worker's peak memory. With two
 * sizes, the last table shows by how much the time per row grows with the data.
 * The worker is the one of `npm start`.
 * npm run build && node tools/run.mjs --import tsx bench/steps.ts [--accounts 1540,15400] [--json]
 */
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { WorkflowHandle } from '@temporalio/client';
import { cpuSeconds } from './cpu.ts';
import { prepareEngagement, type TestEngagement } from '../test/support/engagement.ts';

const { values } = parseArgs({
  options: { accounts: { type: 'string', default: '1540,15400' }, json: { type: 'boolean', default: false } },
});

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

interface StepFigures {
  rows: number;
  seconds: number;
  /** The most memory that the worker used while the step ran. */
  peakMb: number;
}

interface Figures {
  accounts: number;
  steps: Map<string, StepFigures>;
  /** Microseconds of CPU per record that was loaded. */
  cpuMicroseconds: Record<string, number>;
  workerPeakMb: number;
}

const steps = ['extract', 'transform', 'base', 'custom', 'verify', 'roll back'] as const;
const stepOf: Record<string, (typeof steps)[number] | undefined> = {
  extract: 'extract',
  transform: 'transform',
  verifyModule: 'verify',
  removeRecords: 'roll back',
};

interface Attempt {
  step: string;
  from: number;
  to: number;
  rows: number;
}

const millis = (time: unknown): number => {
  const { seconds, nanos } = time as { seconds: number | { toNumber(): number }; nanos: number };
  return (typeof seconds === 'number' ? seconds : seconds.toNumber()) * 1_000 + nanos / 1e6;
};

const jsonOf = (payloads: { payloads?: { data?: Uint8Array | null }[] | null } | null | undefined) =>
  JSON.parse(Buffer.from(payloads?.payloads?.[0]?.data ?? Buffer.from('{}')).toString()) as Record<string, unknown>;

/** The completed activities of a workflow that are steps, with the rows that they returned. */
function attemptsOf({ events }: History): Attempt[] {
  const scheduled = new Map<string, string>();
  const started = new Map<string, number>();
  return (events ?? []).flatMap((event): Attempt[] => {
    const { activityTaskScheduledEventAttributes: begin, activityTaskStartedEventAttributes: start } = event;
    if (begin) {
      const name = begin.activityType?.name ?? '';
      const step = name === 'loadLane' ? String(jsonOf(begin.input)['pass']) : stepOf[name];
      if (step !== undefined) scheduled.set(String(event.eventId), step);
    }
    if (start) started.set(String(start.scheduledEventId), millis(event.eventTime));
    const end = event.activityTaskCompletedEventAttributes;
    const id = String(end?.scheduledEventId);
    const step = scheduled.get(id);
    if (!end || step === undefined) return [];
    const result = jsonOf(end.result);
    const rows = ['rows', 'queued', 'decided', 'written', 'rejected', 'deleted'].reduce(
      (sum, field) => sum + Number(result[field] ?? 0),
      0,
    );
    return [{ step, from: started.get(id) ?? 0, to: millis(event.eventTime), rows }];
  });
}

/** The memory of a process at a time. */
interface MemorySample {
  at: number;
  mb: number;
}

const samplePauseMs = 200;

/** Samples the memory of a process until it is stopped. */
function sampleMemory(pid: number) {
  const samples: MemorySample[] = [];
  const timer = setInterval(() => {
    // A worker that has ended fails the measurement elsewhere.
    if (existsSync(`/proc/${pid}/status`)) samples.push({ at: Date.now(), mb: memoryMb(pid, 'VmRSS') });
  }, samplePauseMs);
  return { samples, stop: () => clearInterval(timer) };
}

const memoryMb = (pid: number, field: 'VmRSS' | 'VmHWM'): number =>
  Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024);

/** The rows of a step, the seconds in which at least one of its activities ran, and the memory in these seconds. */
function figuresOf(attempts: Attempt[], samples: MemorySample[]): StepFigures {
  const during = samples.filter(({ at }) => attempts.some(({ from, to }) => from <= at && at <= to));
  let [seconds, until] = [0, 0];
  for (const { from, to } of attempts.toSorted((one, other) => one.from - other.from)) {
    seconds += Math.max(0, to - Math.max(from, until)) / 1_000;
    until = Math.max(until, to);
  }
  return {
    rows: attempts.reduce((sum, one) => sum + one.rows, 0),
    seconds,
    peakMb: Math.max(0, ...during.map(({ mb }) => mb)),
  };
}

const cpuOf = ({ worker, servers }: TestEngagement) => ({
  worker: cpuSeconds(worker().pid),
  postgres: cpuSeconds(servers.postgres.pid ?? 0),
  temporal: cpuSeconds(servers.temporal.pid ?? 0),
});

async function measure(accounts: number): Promise<Figures> {
  const engagement = await prepareEngagement({ accounts, built: true });
  try {
    // A load of any size fits into one day's credits.
    await engagement.admin('POST', 'limits', { creditsPerWindow: 100_000_000 });
    const before = cpuOf(engagement);
    const memory = sampleMemory(engagement.worker().pid);
    await engagement.start();
    const { gate } = await engagement.signUntil('production');
    memory.stop();
    if (gate?.gate !== 'production') throw new Error('The production gate was not reached.');
    const after = cpuOf(engagement);
    const attempts: Attempt[] = [];
    for await (const { workflowId, runId } of engagement.client.workflow.list())
      attempts.push(...attemptsOf(await engagement.client.workflow.getHandle(workflowId, runId).fetchHistory()));
    const found = new Map<string, StepFigures>(
      steps.map((step) => [
        step,
        figuresOf(
          attempts.filter((one) => one.step === step),
          memory.samples,
        ),
      ]),
    );
    const loaded = found.get('base')?.rows ?? 0;
    const verified = found.get('verify');
    // The verification fails unless it compared every record that was loaded.
    if (verified) verified.rows = loaded;
    const cpuMicroseconds = Object.fromEntries(
      Object.entries(after).map(([name, seconds]) => [
        name,
        Math.round(((seconds - before[name as keyof typeof before]) * 1e6) / loaded),
      ]),
    );
    return { accounts, steps: found, cpuMicroseconds, workerPeakMb: memoryMb(engagement.worker().pid, 'VmHWM') };
  } finally {
    await engagement.close();
  }
}

const perSecond = (one: StepFigures | undefined) => (one ? Math.round(one.rows / one.seconds) : 0);

const measured: Figures[] = [];
for (const accounts of values.accounts.split(',').map(Number)) {
  const figures = await measure(accounts);
  measured.push(figures);
  if (values.json) continue;
  console.log(
    `${accounts} accounts, ${figures.steps.get('extract')?.rows} staged rows, worker peak ${figures.workerPeakMb} MB`,
  );
  console.table(
    Object.fromEntries(
      [...figures.steps].map(([step, one]) => [
        step,
        {
          rows: one.rows,
          seconds: Math.round(one.seconds * 10) / 10,
          'rows a second': perSecond(one),
          'peak MB': one.peakMb,
        },
      ]),
    ),
  );
  console.log('CPU µs per loaded record:', figures.cpuMicroseconds);
}
const [small, large] = measured;
const growth =
  small && large
    ? Object.fromEntries(
        steps.map((step) => [
          step,
          Math.round((perSecond(small.steps.get(step)) / perSecond(large.steps.get(step))) * 100) / 100,
        ]),
      )
    : {};
if (values.json)
  console.log(
    JSON.stringify({ measured: measured.map((one) => ({ ...one, steps: Object.fromEntries(one.steps) })), growth }),
  );
else console.log('Time per row at the larger size, as a multiple of that at the smaller size:', growth);
process.exit(0);
