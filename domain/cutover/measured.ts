import { minutesBetween } from './follow.ts';

/** What the ledger has booked of an engagement, as far as it is needed here. */
export interface BookedTime {
  kind: string;
  environment: string | null;
  run: string | null;
  what: string;
  decision: string | null;
  began: Date;
  ended: Date | null;
}

/** Minutes that the parts of the newest rehearsal took; null for what was not measured. */
export interface RehearsalMinutes {
  run: string | null;
  extraction: number | null;
  /** From the first record to the last one, or to the verification's report. */
  load: number | null;
  rollback: number | null;
}

/** Reads the times of the newest rehearsal from what was booked. */
export function rehearsalMinutes(booked: BookedTime[]): RehearsalMinutes {
  const inSandbox = booked.filter(({ environment }) => environment === 'sandbox');
  const run = inSandbox.findLast(isRehearsed)?.run ?? null;
  const phases = inSandbox.filter((one) => one.kind === 'phase' && one.run === run);
  const verified = inSandbox.find((one) => one.kind === 'document' && one.what === 'verification' && one.run === run);
  const ends = phases.map(({ ended }) => ended);
  const loaded = ends.includes(null) || ends.length === 0 ? null : latest([...(ends as Date[]), ...began(verified)]);
  const rollback = inSandbox.findLast(({ kind, ended }) => kind === 'rollback' && ended !== null);
  return {
    run,
    extraction: extractionMinutes(booked),
    load: loaded && minutesBetween(phases[0]!.began, loaded),
    rollback: rollback ? minutesBetween(rollback.began, rollback.ended!) : null,
  };
}

/** A dry run of the cutover has deltas, which are no rehearsal. */
const isRehearsed = ({ kind, run }: BookedTime): boolean => kind === 'phase' && !run?.startsWith('delta');

/** The extraction follows the approval of the mapping, and ends with its document. */
function extractionMinutes(booked: BookedTime[]): number | null {
  const extracted = booked.find(({ kind, what }) => kind === 'document' && what === 'extraction')?.began;
  if (!extracted) return null;
  const approved = booked
    .filter(({ kind, what, decision }) => kind === 'gate' && what === 'mapping' && decision === 'approved')
    .findLast(({ ended }) => ended !== null && ended <= extracted)?.ended;
  return approved ? minutesBetween(approved, extracted) : null;
}

const began = (entry: BookedTime | undefined): Date[] => (entry ? [entry.began] : []);
const latest = (times: Date[]): Date => new Date(Math.max(...times.map((time) => time.getTime())));
