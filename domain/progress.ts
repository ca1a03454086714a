import { duration } from './documents/markdown.ts';
import type { StepProgress } from '../schemas/engagement.ts';
import type { RunRef } from '../schemas/refs.ts';

/** The progress of a step at a time; `at` in milliseconds. */
export interface Sample {
  of: string;
  at: number;
  done: number;
}

/** The time left is estimated from the rate of this many milliseconds. */
const rateOverMs = 30_000;

const isLoad = ({ step }: Pick<StepProgress, 'step'>): boolean => step === 'base' || step === 'custom';

/** What is under way: the passes of the current run, and the other steps, which are listed only while they are under way. */
export const currentSteps = (steps: readonly StepProgress[], run: RunRef | null): StepProgress[] =>
  steps.filter((one) => !isLoad(one) || (run?.environment === one.environment && run.run === one.run));

export function sampleOf({ environment, run, step, subject, done }: StepProgress, at: number): Sample {
  return { of: `${environment}/${run}/${step}/${subject}`, at, done };
}

/** The samples with a new one, without those of another step and those that are too old for the present rate. */
export function addSample(samples: readonly Sample[], sample: Sample): Sample[] {
  return [...samples.filter(({ of, at }) => of === sample.of && sample.at - at <= rateOverMs), sample];
}

/** Seconds until a step ends, at the rate of the samples or else of the whole step; null while it is unknown. */
export function secondsLeft(samples: readonly Sample[], { done, total, seconds }: StepProgress): number | null {
  const [first] = samples;
  const last = samples.at(-1);
  if (first && last && last.done > first.done)
    return ((total - last.done) * (last.at - first.at)) / (last.done - first.done) / 1_000;
  return done > 0 ? ((total - done) * seconds) / done : null;
}

const names: Record<StepProgress['step'], string> = {
  base: '',
  custom: ', custom fields',
  extract: ', extraction',
  transform: ', transformation',
  verify: ', read back',
  rollback: ', rollback',
};

/** `Contacts, custom fields`, `billing accounts, extraction`. */
export const stepName = ({ subject, step }: Pick<StepProgress, 'subject' | 'step'>): string =>
  `${subject.replaceAll('_', ' ')}${names[step]}`;

/** `production full-1 · Contacts 4,001 of 12,300 (32 %) · about 2 min 5 s left`. */
export function progressLine(progress: StepProgress, samples: readonly Sample[] = []): string {
  const { environment, run, done, total } = progress;
  const name = `${environment === null ? '' : `${environment} ${run} · `}${stepName(progress)}`;
  if (done >= total && isLoad(progress)) return `${name} written, now read back and reconciled`;
  const left = secondsLeft(samples, progress);
  return [
    `${name} ${done.toLocaleString('en')} of ${total.toLocaleString('en')} (${Math.floor((100 * done) / total)} %)`,
    ...(left === null ? [] : [`about ${duration(Math.ceil(left))} left`]),
  ].join(' · ');
}
