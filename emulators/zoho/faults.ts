export const faultKinds = [
  'latency',
  'status-429',
  'status-500',
  'status-502',
  'status-503',
  'malformed-body',
  'truncated-body',
  'html-body',
  'empty-body',
  'slow-body',
  'reset-before-commit',
  'reset-after-commit',
  'token-expiry',
  'record-locked',
  'lag',
  'job-failure',
  'job-partial',
] as const;

/** A rule that spoils some of the calls it matches. */
export interface FaultRule {
  kind: (typeof faultKinds)[number];
  method?: string;
  /** Regular expression on the path below `/crm/v8`, or of a bulk call as `/bulk/write`. */
  path?: string;
  /** Share of the calls, from 0 to 1. */
  share: number;
  /** At most so many. */
  count?: number;
  /** Added latency (its median where there is a spread), delay of a slow body, or added lag. */
  ms?: number;
  /** Standard deviation of the logarithm of the latency; 0.5 gives a tail of about three times the median. */
  spread?: number;
  /** Share of a bulk job's rows that are left out, with `job-partial`. */
  rows?: number;
  seed?: number;
}

/** The small generator mulberry32: the same seed spoils the same calls. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface Faults {
  /** @throws {Error} if a rule's kind is unknown or its path no regular expression */
  set(rules: FaultRule[]): void;
  /** The rules that strike a call. */
  strike(method: string, path: string): FaultRule[];
  struck(): Record<string, number>;
}

export function createFaults(): Faults {
  let rules: (FaultRule & { left: number; draw: () => number; pattern: RegExp })[] = [];
  const struck: Record<string, number> = {};
  return {
    set(given) {
      rules = given.map((rule) => {
        if (!faultKinds.includes(rule.kind))
          throw new Error(`no fault ${rule.kind}; there are ${faultKinds.join(', ')}`);
        const draw = random(rule.seed ?? 1);
        return { ...rule, left: rule.count ?? Infinity, draw, pattern: new RegExp(rule.path ?? '.*') };
      });
    },
    strike(method, path) {
      if (rules.length === 0) return [];
      return rules.flatMap((rule) => {
        if (rule.left <= 0 || (rule.method && rule.method !== method) || !rule.pattern.test(path)) return [];
        if (rule.draw() >= rule.share) return [];
        rule.left -= 1;
        struck[rule.kind] = (struck[rule.kind] ?? 0) + 1;
        return rule.kind === 'latency' && rule.spread ? { ...rule, ms: stretched(rule, rule.draw) } : rule;
      });
    },
    struck: () => struck,
  };
}

/** A latency from the log-normal distribution around its median, by the Box–Muller transform. */
function stretched({ ms = 0, spread = 0 }: FaultRule, draw: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
  return ms * Math.exp(spread * normal);
}
