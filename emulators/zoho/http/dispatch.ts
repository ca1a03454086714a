import { setTimeout as delay } from 'node:timers/promises';
import type { Limits } from '../limits.ts';
import { allows, type Grant } from '../oauth.ts';
import { absentOperations } from './absent.ts';
import {
  connectionReset,
  failure,
  internalError,
  invalidMethod,
  invalidModule,
  invalidToken,
  invalidUrl,
  noAuthorisation,
  notImitated,
  Rejection,
  scopeMismatch,
  tooManyRequests,
  unparsable,
  type Answer,
} from './answers.ts';
import type { Call, Operation, Params } from './call.ts';
import { createRouter } from './router.ts';

/** A call before its token is checked. */
export interface IncomingCall extends Omit<Call, 'org' | 'user'> {
  /** Minimum duration of every call. */
  latencyMs: number;
  grant: Grant | null;
  limits: Limits | undefined;
  hasAuthorization: boolean;
}

/** First path segments of Zoho's operations, which the emulator may not have. */
const zohoSegments = /^(settings|users|org|actions|__\w+|bulk|email)$/;

const absentCall = ({ method, path }: IncomingCall): Answer => notImitated(`does not imitate ${method} ${path}`);

/** Finds the operation of a call, checks token, scope, concurrency and credits, and runs it. */
export function createDispatch(operations: Operation[]): (incoming: IncomingCall) => Promise<Answer> {
  const router = createRouter(operations);
  const absent = createRouter(absentOperations);

  function find(incoming: IncomingCall): { operation: Operation; params: Params } | Answer {
    const [first = ''] = incoming.path.split('/').filter(Boolean);
    const found = router.match(incoming.method, incoming.path);
    const isModule = incoming.grant?.org.modules.has(first) ?? false;
    const lacking = absent.match(incoming.method, incoming.path);
    if ('operation' in lacking && (isModule || lacking.params['module'] === undefined)) return absentCall(incoming);
    if ('operation' in found) {
      const generic = found.operation.call.includes(' /{module}');
      const { list, id } = found.params;
      const hidden = list === 'actions' || id === 'actions' || /^__/.test(list ?? '');
      if (generic && isModule && !hidden) return found;
      if (!generic) return found;
      if (router.isLiteral(incoming.path)) return invalidMethod();
    } else if (found.known && isModule && !incoming.path.includes('/actions/')) return invalidMethod();
    if (isModule || zohoSegments.test(first)) return absentCall(incoming);
    return /^[A-Z]\w*$/.test(first) ? invalidModule() : invalidUrl();
  }

  return async (incoming) => {
    const { grant, limits } = incoming;
    if (!incoming.hasAuthorization) return noAuthorisation();
    if (!grant || !limits) return invalidToken();
    const { org, user } = grant;
    const found = find(incoming);
    if ('status' in found) return found;
    const { operation, params } = found;
    const [group, action] = operation.scope;
    const named = params['module'];
    const isCustom = named !== undefined && org.modules.get(named)?.kind === 'custom';
    const isAllowed =
      allows(grant.scopes, group, action, named) || (isCustom && allows(grant.scopes, group, action, 'custom'));
    if (!isAllowed) return scopeMismatch();
    if (incoming.body === null) return unparsable();
    const call: Call = { ...incoming, org, user };
    org.stats.calls += 1;
    const leave = limits.enter(operation.heavy?.(call) ?? false);
    if (!leave) {
      org.stats.refusedConcurrency += 1;
      return tooManyRequests();
    }
    try {
      await pause(incoming);
      return await runOperation(call, operation, params, limits);
    } finally {
      leave();
    }
  };
}

/** Waits for the configured latency. The call counts as running meanwhile. */
async function pause({ latencyMs, faults }: IncomingCall): Promise<void> {
  const slow = faults.filter((rule) => rule.kind === 'latency');
  const wait = slow.reduce((sum, rule) => sum + (rule.ms ?? 0), latencyMs);
  if (wait > 0) await delay(wait, undefined, { ref: false });
}

async function runOperation(call: Call, operation: Operation, params: Params, limits: Limits): Promise<Answer> {
  const has = (kind: string) => call.faults.some((rule) => rule.kind === kind);
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
    if (error instanceof Rejection) return error.answer;
    throw error;
  }
}
