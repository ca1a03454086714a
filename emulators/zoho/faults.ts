/** A rule that spoils some of the calls it matches. */
export interface FaultRule {
  kind: 'latency' | 'status-429' | 'status-500' | 'reset-before-commit' | 'reset-after-commit';
  method?: string;
  /** Regular expression on the path. */
  path?: string;
  /** Share of the calls, from 0 to 1. */
  share: number;
  /** At most so many. */
  count?: number;
  /** Added latency. */
  ms?: number;
  seed?: number;
}

/** The small generator mulberry32: the same seed spoils the same calls. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface Faults {
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
      rules = given.map((rule) => ({
        ...rule,
        left: rule.count ?? Infinity,
        draw: random(rule.seed ?? 1),
        pattern: new RegExp(rule.path ?? '.*'),
      }));
    },
    strike(method, path) {
      return rules.filter((rule) => {
        if (rule.left <= 0 || (rule.method && rule.method !== method) || !rule.pattern.test(path)) return false;
        if (rule.draw() >= rule.share) return false;
        rule.left -= 1;
        struck[rule.kind] = (struck[rule.kind] ?? 0) + 1;
        return true;
      });
    },
    struck: () => struck,
  };
}
