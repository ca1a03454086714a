import { duration } from './documents/markdown.ts';
import type { PhaseProgress } from '../schemas/engagement.ts';

/** The progress of a pass of a phase at a time; `at` in milliseconds. */
export interface Sample {
  of: string;
  at: number;
  done: number;
}

/** The time left is estimated from the rate of this many milliseconds. */
const rateOverMs = 30_000;

/** The phase that began last; those before it are complete. */
export function currentPhase(phases: readonly PhaseProgress[]): PhaseProgress | undefined {
  return phases.at(-1);
}

export function sampleOf({ environment, run, module, pass, done }: PhaseProgress, at: number): Sample {
  return { of: `${environment}/${run}/${module}/${pass}`, at, done };
}

/** The samples with a new one, without those of another phase and those that are too old for the present rate. */
export function addSample(samples: readonly Sample[], sample: Sample): Sample[] {
  return [...samples.filter(({ of, at }) => of === sample.of && sample.at - at <= rateOverMs), sample];
}

/** Seconds until `total` is reached at the rate of the samples; null while it is unknown. */
export function secondsLeft(samples: readonly Sample[], total: number): number | null {
  const [first] = samples;
  const last = samples.at(-1);
  if (!first || !last || last.done <= first.done) return null;
  return ((total - last.done) * (last.at - first.at)) / (last.done - first.done) / 1_000;
}

/** `production full-1 · Contacts 4,001 of 12,300 (32 %) · about 2 min 5 s left`. */
export function progressLine(phase: PhaseProgress, samples: readonly Sample[]): string {
  const { environment, run, module, pass, done, total } = phase;
  const name = `${environment} ${run} · ${module}${pass === 'custom' ? ', custom fields' : ''}`;
  if (done >= total) return `${name} written, now read back and reconciled`;
  const left = secondsLeft(samples, total);
  return [
    `${name} ${done.toLocaleString('en')} of ${total.toLocaleString('en')} (${Math.floor((100 * done) / total)} %)`,
    ...(left === null ? [] : [`about ${duration(Math.ceil(left))} left`]),
  ].join(' · ');
}
