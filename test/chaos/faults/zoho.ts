import type { FaultRule } from '../../../emulators/zoho/faults.ts';
import type { Fault, FaultKind } from '../schedule.ts';
import { picked, type Carrier } from './carrier.ts';

const brokenBodies = ['malformed-body', 'truncated-body', 'html-body', 'empty-body'] as const;

/** What matches the calls that write: queries are sent by POST too. */
const writes = ['POST', 'PUT', 'DELETE'].map((method) => ({
  method,
  path: '^/(Accounts|Contacts|Products|Sales_Orders|Invoices|settings)',
}));

/**
 * The rules of the emulator for each kind; newer ones replace the older ones. A step that only reads starts again after each
 * failure, later each time, so what hits all calls has a small count.
 */
const rules = {
  'lost-reply': ({ size }) =>
    writes.map((write) => ({ kind: 'reset-after-commit', ...write, share: 0.5, count: size })),
  'refused-connection': ({ size }) => [{ kind: 'reset-before-commit', share: 0.4, count: few(size) }],
  'broken-reply': ({ size, pick }) =>
    writes.map((write) => ({
      kind: picked(brokenBodies, pick) ?? 'empty-body',
      ...write,
      share: 0.5,
      count: few(size),
    })),
  'too-many-calls': ({ size }) => [{ kind: 'status-429', share: 0.5, count: few(size) }],
  'server-error': ({ size }) => [{ kind: 'status-500', share: 0.4, count: few(size) }],
  'bad-gateway': ({ size }) => writes.map((write) => ({ kind: 'status-502', ...write, share: 0.4, count: few(size) })),
  unavailable: ({ size }) => [{ kind: 'status-503', share: 0.5, count: few(size) }],
  'expired-token': ({ size }) => [{ kind: 'token-expiry', share: 0.4, count: few(size) }],
  'slow-calls': ({ size }) => [{ kind: 'latency', share: 0.5, count: size, ms: 50 * size }],
} satisfies Partial<Record<FaultKind, (fault: Fault) => FaultRule[]>>;

const few = (size: number): number => Math.ceil(size / 3);

/** Lost and broken replies, and storms of refusals. */
export const zoho = Object.fromEntries(
  Object.entries(rules).map(([kind, rulesOf]): [string, Carrier] => [
    kind,
    (site, fault) => site.rules(rulesOf(fault).map((rule) => ({ ...rule, seed: fault.number }))),
  ]),
) as Record<keyof typeof rules, Carrier>;
