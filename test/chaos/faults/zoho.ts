import type { FaultRule } from '../../../emulators/zoho/faults.ts';
import type { Fault, FaultKind } from '../schedule.ts';
import { picked, type Carrier } from './carrier.ts';

const brokenBodies = ['malformed-body', 'truncated-body', 'html-body', 'empty-body'] as const;

/** The rule of the emulator for each kind. A newer rule replaces an older one. */
const rules = {
  'lost-reply': ({ size }) => ({ kind: 'reset-after-commit', share: 0.4, count: size }),
  'refused-connection': ({ size }) => ({ kind: 'reset-before-commit', share: 0.4, count: size }),
  'broken-reply': ({ size, pick }) => ({
    kind: picked(brokenBodies, pick) ?? 'empty-body',
    share: 0.4,
    count: Math.ceil(size / 2),
  }),
  'too-many-calls': ({ size }) => ({ kind: 'status-429', share: 0.6, count: size * 2 }),
  'server-error': ({ size }) => ({ kind: 'status-500', share: 0.4, count: Math.ceil(size / 3) }),
  'bad-gateway': ({ size }) => ({ kind: 'status-502', share: 0.4, count: Math.ceil(size / 2) }),
  unavailable: ({ size }) => ({ kind: 'status-503', share: 0.5, count: size }),
  'expired-token': ({ size }) => ({ kind: 'token-expiry', share: 0.4, count: Math.ceil(size / 4) }),
  'slow-calls': ({ size }) => ({ kind: 'latency', share: 0.5, count: size, ms: 100 * size }),
} satisfies Partial<Record<FaultKind, (fault: Fault) => FaultRule>>;

/** Lost and broken replies, and storms of refusals. */
export const zoho = Object.fromEntries(
  Object.entries(rules).map(([kind, rule]): [string, Carrier] => [
    kind,
    (site, fault) => site.rules([{ ...rule(fault), seed: fault.number }]),
  ]),
) as Record<keyof typeof rules, Carrier>;
