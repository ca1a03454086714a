import { mulberry32 } from '../mulberry32.ts';

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

/** A rule that makes some of the matching calls fail or go wrong. */
export interface FaultRule {
  kind: (typeof faultKinds)[number];
  method?: string;
  /** Regular expression for the path below `/crm/v8`. Paths of bulk calls start with `/bulk/`. */
  path?: string;
  /** Share of the matching calls, from 0 to 1. */
  share: number;
  /** Maximum number of calls. */
  count?: number;
  /** Added latency (the median if there is a `spread`), duration of a slow body, or added lag. */
  ms?: number;
  /** Standard deviation of the logarithm of the latency. With 0.5, slow calls take about three times the median. */
  spread?: number;
  /** For `job-partial`: share of the rows of a bulk job that stay unprocessed. */
  rows?: number;
  /** The same seed selects the same calls. */
  seed?: number;
}

export interface Faults {
  /** @throws {Error} if a rule's kind is unknown or its path is not a regular expression */
  set(rules: FaultRule[]): void;
  /** Selects the rules that apply to a call, and counts them. */
  select(method: string, path: string): FaultRule[];
  /** How often faults were selected, by kind. */
  counts(): Record<string, number>;
}

export function createFaults(): Faults {
  let rules: (FaultRule & { left: number; draw: () => number; pattern: RegExp })[] = [];
  const counts: Record<string, number> = {};
  return {
    set(given) {
      rules = given.map((rule) => {
        if (!faultKinds.includes(rule.kind))
          throw new Error(`Unknown fault ${rule.kind}. The faults are ${faultKinds.join(', ')}.`);
        const draw = mulberry32(rule.seed ?? 1);
        return { ...rule, left: rule.count ?? Infinity, draw, pattern: new RegExp(rule.path ?? '.*') };
      });
    },
    select(method, path) {
      if (rules.length === 0) return [];
      return rules.flatMap((rule) => {
        if (rule.left <= 0 || (rule.method && rule.method !== method) || !rule.pattern.test(path)) return [];
        if (rule.draw() >= rule.share) return [];
        rule.left -= 1;
        counts[rule.kind] = (counts[rule.kind] ?? 0) + 1;
        return rule.kind === 'latency' && rule.spread ? { ...rule, ms: randomLatency(rule, rule.draw) } : rule;
      });
    },
    counts: () => counts,
  };
}

/** A random latency with a log-normal distribution. Uses the Box–Muller transform. */
function randomLatency({ ms = 0, spread = 0 }: FaultRule, draw: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
  return ms * Math.exp(spread * normal);
}
