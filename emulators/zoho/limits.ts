import type { Org } from './org.ts';
import type { Clock } from './wire.ts';

/** Calls at once by edition, and credits of a rolling day, add-ons bought up to the cap. docs: api-limits, v8 */
const editions = {
  free: { calls: 5, credits: 5_000 },
  standard: { calls: 10, credits: 100_000 },
  professional: { calls: 15, credits: 3_000_000 },
  enterprise: { calls: 20, credits: 5_000_000 },
  ultimate: { calls: 25, credits: 10_000_000 },
};
/** Calls at once for writes of more than ten records, search and COQL, in every edition. */
const subConcurrency = 10;

export interface LimitSettings {
  creditsPerWindow?: number;
  windowMs?: number;
  concurrency?: number;
}

export interface Limits {
  configure(settings: LimitSettings): void;
  /** Takes a place for a call; null when there is none. */
  enter(heavy: boolean): (() => void) | null;
  /** Takes credits; false when the rolling window is used up. */
  spend(credits: number): boolean;
  /** What is left, told only once half of the window's credits are used. */
  remainingHeader(): number | null;
  peak(): number;
}

/** Credits and concurrency of one org. */
export function createLimits(org: Org, clock: Clock): Limits {
  const edition = editions[org.seed.edition];
  const settings = {
    creditsPerWindow: edition.credits,
    windowMs: 24 * 3_600_000,
    concurrency: edition.calls,
  };
  let running = 0;
  let heavyRunning = 0;
  let peak = 0;
  let spent: { at: number; credits: number }[] = [];
  let total = 0;
  const forget = () => {
    const start = clock() - settings.windowMs;
    while (spent[0] && spent[0].at <= start) total -= spent.shift()?.credits ?? 0;
  };
  return {
    configure(changes) {
      Object.assign(settings, changes);
      spent = [];
      total = 0;
    },
    enter(heavy) {
      if (running >= settings.concurrency || (heavy && heavyRunning >= subConcurrency)) return null;
      running += 1;
      if (heavy) heavyRunning += 1;
      peak = Math.max(peak, running);
      return () => {
        running -= 1;
        if (heavy) heavyRunning -= 1;
      };
    },
    spend(credits) {
      forget();
      if (total + credits > settings.creditsPerWindow) return false;
      const last = spent.at(-1);
      const now = clock();
      if (last && now - last.at < settings.windowMs / 1_000) last.credits += credits;
      else spent.push({ at: now, credits });
      total += credits;
      return true;
    },
    remainingHeader() {
      const left = settings.creditsPerWindow - total;
      return left <= settings.creditsPerWindow / 2 ? left : null;
    },
    peak: () => peak,
  };
}

/** Credits of a call. docs: api-limits, v8 */
export function costOf(method: string, path: string, records: number, limit: number): number {
  if (path === '/coql') return limit <= 200 ? 1 : limit <= 1_000 ? 2 : 3;
  if ((method === 'POST' || method === 'PUT') && records > 0) return Math.ceil(records / 10);
  return 1;
}
