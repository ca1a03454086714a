import { setTimeout as delay } from 'node:timers/promises';
import type { Limits } from '../limits.ts';
import { allows, type Grant } from '../oauth.ts';
import {
  connectionReset,
  failure,
  internalError,
  invalidMethod,
  invalidModule,
  invalidToken,
  invalidUrl,
  noAuthorisation,
  Refusal,
  scopeMismatch,
  tooManyRequests,
  unparsable,
  type Answer,
} from './answers.ts';
import type { Call, Operation, Params } from './call.ts';
import { createRouter } from './router.ts';

/** A call before it is known whose it is. */
export interface Arrival extends Omit<Call, 'org' | 'user'> {
  /** How long every call takes at least. */
  latencyMs: number;
  grant: Grant | null;
  limits: Limits | undefined;
  hasHeader: boolean;
}

/** First segments of operations that Zoho has and the emulator may not. */
const families = /^(settings|users|org|actions|__\w+|bulk|email)$/;

const notImitated = ({ method, path }: Arrival): Answer =>
  failure(501, 'NOT_SUPPORTED', `This emulator does not imitate ${method} ${path}; its README lists what it does`);

/** Takes a call to its operation: token, scope, concurrency, credits, and then the answer. */
export function createDispatch(operations: Operation[]): (arrival: Arrival) => Promise<Answer> {
  const router = createRouter(operations);

  function find(arrival: Arrival): { operation: Operation; params: Params } | Answer {
    const [first = ''] = arrival.path.split('/').filter(Boolean);
    const found = router.match(arrival.method, arrival.path);
    const isModule = arrival.grant?.org.modules.has(first) ?? false;
    if ('operation' in found) {
      const generic = found.operation.call.includes(' /{module}');
      const hidden = found.params['list'] === 'actions' || /^__/.test(found.params['list'] ?? '');
      if (generic && isModule && !hidden) return found;
      if (!generic) return found;
      if (router.isLiteral(arrival.path)) return invalidMethod();
    } else if (found.known && (isModule || !/^[A-Z]/.test(first))) return invalidMethod();
    if (isModule || families.test(first)) return notImitated(arrival);
    return /^[A-Z]\w*$/.test(first) ? invalidModule() : invalidUrl();
  }

  return async (arrival) => {
    const { grant, limits } = arrival;
    if (!arrival.hasHeader) return noAuthorisation();
    if (!grant || !limits) return invalidToken();
    const { org, user } = grant;
    const found = find(arrival);
    if ('status' in found) return found;
    const { operation, params } = found;
    const [group, action] = operation.scope;
    if (!allows(grant.scopes, group, action, params['module'])) return scopeMismatch();
    if (arrival.body === null) return unparsable();
    const call: Call = { ...arrival, org, user };
    org.stats.calls += 1;
    const leave = limits.enter(operation.heavy?.(call) ?? false);
    if (!leave) {
      org.stats.refusedConcurrency += 1;
      return tooManyRequests();
    }
    try {
      await pause(arrival);
      return await carryOut(call, operation, params, limits);
    } finally {
      leave();
    }
  };
}

/** A call keeps its place for as long as it takes. */
async function pause({ latencyMs, struck }: Arrival): Promise<void> {
  const slow = struck.filter((rule) => rule.kind === 'latency');
  const wait = slow.reduce((sum, rule) => sum + (rule.ms ?? 0), latencyMs);
  if (wait > 0) await delay(wait, undefined, { ref: false });
}

async function carryOut(call: Call, operation: Operation, params: Params, limits: Limits): Promise<Answer> {
  const has = (kind: string) => call.struck.some((rule) => rule.kind === kind);
  if (has('reset-before-commit')) return connectionReset;
  if (has('status-429')) return tooManyRequests();
  const cost = operation.cost?.(call) ?? 1;
  if (!limits.spend(cost)) {
    call.org.stats.refusedCredits += 1;
    return tooManyRequests();
  }
  call.org.stats.credits += cost;
  if (has('status-500')) return internalError();
  if (has('status-502')) return failure(502, 'INTERNAL_ERROR', 'Bad Gateway');
  if (has('status-503')) return failure(503, 'INTERNAL_ERROR', 'Service Unavailable');
  try {
    const answer = await operation.answer(call, params);
    return has('reset-after-commit') ? connectionReset : answer;
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}
