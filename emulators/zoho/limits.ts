import type { Org } from './orgs/org.ts';
import type { OrgSeed } from './orgs/seed.ts';

/** Concurrent calls and credits in 24 hours, by edition. docs: api-limits, v8 */
const editions = {
  free: { calls: 5, base: 5_000, perUser: 0, cap: 5_000 },
  standard: { calls: 10, base: 50_000, perUser: 250, cap: 100_000 },
  professional: { calls: 15, base: 50_000, perUser: 500, cap: 3_000_000 },
  enterprise: { calls: 20, base: 50_000, perUser: 1_000, cap: 5_000_000 },
  ultimate: { calls: 25, base: 50_000, perUser: 2_000, cap: Infinity },
};
/** Concurrent writes of more than ten records, searches and queries together, in every edition. */
const heavyConcurrency = 10;

export interface LimitSettings {
  creditsPerWindow?: number;
  windowMs?: number;
  concurrency?: number;
  /** With add-ons an org has the credits of its edition's cap, not those of its users. */
  addOns?: boolean;
}

export interface Limits {
  configure(settings: LimitSettings): void;
  /** Registers a running call and returns a function to end it; null if too many calls are running. */
  enter(heavy: boolean): (() => void) | null;
  /** Uses credits; false if the rolling window has too few left. */
  spend(credits: number): boolean;
  /** Remaining credits, or null as long as less than half of them are used: Zoho sends no header then. */
  remainingHeader(): number | null;
  /** Credits used in the rolling window. */
  used(): number;
  /** The highest number of concurrent calls. */
  peak(): number;
}

/** Credits of an org in 24 hours: by its number of users, or with add-ons the edition's cap. */
function creditsOf({ edition, users }: OrgSeed, addOns: boolean): number {
  const { base, perUser, cap } = editions[edition];
  if (addOns) return Number.isFinite(cap) ? cap : 10_000_000;
  return Math.min(cap, base + perUser * users.filter((user) => user.active).length);
}

/** Counts the credits and concurrent calls of one org. The org keeps what it spent, so that a snapshot has it too. */
export function createLimits(org: Org, clock: () => number): Limits {
  const { seed } = org;
  const settings = {
    creditsPerWindow: creditsOf(seed, seed.addOns),
    windowMs: 24 * 3_600_000,
    concurrency: editions[seed.edition].calls,
  };
  let running = 0;
  let heavyRunning = 0;
  let peak = 0;
  let total = org.spent.reduce((sum, { credits }) => sum + credits, 0);
  const forget = () => {
    const start = clock() - settings.windowMs;
    while (org.spent[0] && org.spent[0].at <= start) total -= org.spent.shift()?.credits ?? 0;
  };
  return {
    configure({ addOns, ...changes }) {
      Object.assign(settings, changes, addOns === undefined ? {} : { creditsPerWindow: creditsOf(seed, addOns) });
      org.spent = [];
      total = 0;
    },
    enter(heavy) {
      if (running >= settings.concurrency || (heavy && heavyRunning >= heavyConcurrency)) return null;
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
      const last = org.spent.at(-1);
      const now = clock();
      // A window has about 1,000 entries. In a window of a day, credits return at most 90 seconds late.
      if (last && now - last.at < settings.windowMs / 1_000) last.credits += credits;
      else org.spent.push({ at: now, credits });
      total += credits;
      return true;
    },
    remainingHeader() {
      const left = settings.creditsPerWindow - total;
      return left <= settings.creditsPerWindow / 2 ? left : null;
    },
    used() {
      forget();
      return total;
    },
    peak: () => peak,
  };
}
