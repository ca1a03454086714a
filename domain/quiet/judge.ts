import type { Figure, FigureKind, SourceReading, Unread, WatchRole } from '../../schemas/quiet.ts';

/** Somebody who writes to the source while it is watched. */
export interface Writer {
  subject: string;
  role: WatchRole;
  /** Which figures show it. */
  shownBy: FigureKind[];
  /** Time of the newest reading that shows it. */
  lastSeenAt: string;
  /** The last change: the value before and now. `before` is null for what was not there before. */
  before: string | null;
  now: string | null;
}

/** What a series of readings says. */
export interface QuietVerdict {
  isStill: boolean;
  /**
   * Time of the newest reading that shows a writer among what is loaded, or of the first reading that shows what it is compared
   * with. Null without a reading.
   */
  stillSince: string | null;
  readAt: string | null;
  readings: number;
  /** Who writes to what is loaded, the latest first. */
  writers: Writer[];
  /** Who writes to something else. It does not count. */
  others: Writer[];
  unread: Unread[];
  /** Objects and tables that are loaded and were read. */
  watched: number;
}

/** A server counts writes with a delay of up to a minute, so that those from before the watch may still arrive. */
const lateStatisticsMs = 60_000;

/**
 * Judges whether the source has been still for a time. Two readings are compared figure by figure. Only what is loaded counts:
 * charging and usage go on until the network is switched, and the handoff has a snapshot of its own.
 *
 * @param readings of one watch, the oldest first
 */
export function judgeQuiet(readings: SourceReading[], quietMinutes: number): QuietVerdict {
  const writers = new Map<string, Writer>();
  let newestBusy = 0;
  for (const [at, reading] of readings.entries()) {
    for (const seen of writersIn(reading, readings[at - 1], readings[0]!)) {
      const key = `${seen.role} ${seen.subject}`;
      if (seen.role === 'loaded') newestBusy = at;
      const known = writers.get(key);
      // One figure in a reading is enough to show what changed; the others are only named.
      const isSame = known?.lastSeenAt === seen.lastSeenAt;
      const shownBy = [...new Set([...(known?.shownBy ?? []), ...seen.shownBy])];
      writers.set(key, isSame ? { ...known, shownBy } : { ...seen, shownBy });
    }
  }
  const newest = readings.at(-1);
  const all = [...writers.values()].sort((one, other) => other.lastSeenAt.localeCompare(one.lastSeenAt));
  const stillFrom = quietMinutes > 0 ? Math.max(newestBusy, firstComparedWrites(readings)) : newestBusy;
  const stillSince = readings[stillFrom]?.takenAt ?? null;
  const watched = new Set(newest?.figures.filter(({ role }) => role === 'loaded').map(({ subject }) => subject)).size;
  const readAt = newest?.takenAt ?? null;
  const stillMs = Date.parse(readAt ?? '') - Date.parse(stillSince ?? '');
  const isCompared = readings.length - 1 > stillFrom;
  return {
    isStill: watched > 0 && isCompared && stillMs >= quietMinutes * 60_000,
    ...{ stillSince, readAt, readings: readings.length, watched, unread: newest?.unread ?? [] },
    writers: all.filter(({ role }) => role === 'loaded'),
    others: all.filter(({ role }) => role !== 'loaded'),
  };
}

/**
 * The first reading with which counted writes are compared: before it, they may be from before the watch. Its number, or that of the
 * newest reading if there is none yet; 0 where the source counts no writes.
 */
function firstComparedWrites(readings: SourceReading[]): number {
  if (!readings.some(({ figures }) => figures.some(({ kind, role }) => kind === 'writes' && role === 'loaded')))
    return 0;
  const found = readings.findIndex((reading) => !isLate(reading, readings[0]!));
  return found === -1 ? readings.length - 1 : found;
}

const isLate = ({ takenAt }: SourceReading, first: SourceReading): boolean =>
  Date.parse(takenAt) - Date.parse(first.takenAt) < lateStatisticsMs;

/** Who is seen to write in a reading: by what differs from the reading before, and by transactions that are open in it. */
function writersIn(now: SourceReading, before: SourceReading | undefined, first: SourceReading): Writer[] {
  const valuesBefore = new Map(before?.figures.map((figure) => [keyOf(figure), figure]));
  const valuesNow = new Map(now.figures.map((figure) => [keyOf(figure), figure]));
  const seen = (figure: Figure, values: Pick<Writer, 'before' | 'now'>): Writer => ({
    ...{ subject: figure.subject, role: figure.role, shownBy: [figure.kind], lastSeenAt: now.takenAt, ...values },
  });
  const open = now.figures.filter(({ kind, value }) => kind === 'open transactions' && value !== '0');
  const compared = (figure: Figure) =>
    before !== undefined && figure.kind !== 'open transactions' && !(isLate(now, first) && figure.kind === 'writes');
  const changed = now.figures
    .filter((figure) => compared(figure) && valuesBefore.get(keyOf(figure))?.value !== figure.value)
    .map((figure) => seen(figure, { before: valuesBefore.get(keyOf(figure))?.value ?? null, now: figure.value }));
  const gone = (before?.figures ?? [])
    .filter((figure) => compared(figure) && !valuesNow.has(keyOf(figure)))
    .map((figure) => seen(figure, { before: figure.value, now: null }));
  return [...changed, ...gone, ...open.map((figure) => seen(figure, { before: null, now: figure.value }))];
}

const keyOf = ({ kind, subject }: Figure): string => `${kind} ${subject}`;
