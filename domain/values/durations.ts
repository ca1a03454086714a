import { DateTime } from 'luxon';
import type { Mapped } from '../mapped.ts';
import { toDateTime } from './dates.ts';
import { failed, type Converted, type ValueContext } from './value.ts';

/** Zoho takes no call without a duration. docs: insert-records, calls */
const shortest = 1;
/** Minutes have at most four digits. */
const longest = 9_999 * 60 + 59;

/** Seconds as Zoho writes the duration of a call, `mm:ss`. */
const written = (seconds: number): string =>
  `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;

/** A whole number of seconds as `mm:ss`. */
export function toDuration(text: string): Converted {
  const seconds = /^\d{1,7}$/.test(text.trim()) ? Number(text) : longest + 1;
  if (seconds > longest) return failed(`not a number of seconds up to ${longest}`);
  return seconds >= shortest
    ? { ok: true, value: written(seconds) }
    : { ok: true, value: written(shortest), repaired: true };
}

/** A moment in the source: its text and how its column writes times. */
export interface Moment {
  text: string;
  context: ValueContext;
}

/** The time between two moments as `mm:ss`. Without an end, or with one that is not later, it is the shortest that Zoho takes. */
export function durationBetween(begin: Moment, end: Moment): Mapped {
  const start = toDateTime(begin.text, begin.context);
  if (!start.ok) return { value: undefined, reason: `duration: ${start.reason}` };
  const until = end.text.trim() === '' ? failed('no end') : toDateTime(end.text, end.context);
  const seconds = until.ok ? Math.round((instant(until.value) - instant(start.value)) / 1_000) : 0;
  if (seconds > longest) return { value: undefined, reason: `duration: more than ${longest} seconds` };
  if (seconds >= shortest) return { value: written(seconds) };
  const why = until.ok ? 'the end is not after the beginning' : until.reason;
  return { value: written(shortest), remark: `default:${why}` };
}

const instant = (time: string | number | boolean): number => DateTime.fromISO(String(time)).toMillis();
