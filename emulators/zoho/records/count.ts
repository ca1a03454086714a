import { failure, type Answer } from '../http/answers.ts';
import type { Call } from '../http/call.ts';
import type { Module } from '../orgs/org.ts';
import { lagOf } from './read.ts';
import { isSearch, searchTest } from './search.ts';

/**
 * `GET /{module}/actions/count`: the number of records, or of those that a search finds. It has a delay.
 * docs: get-record-count
 */
export function countRecords(call: Call, module: Module): Answer {
  if (call.query.has('cvid')) return countOfView(call);
  const seenAt = call.now - call.behaviour.countLagMs - lagOf(call);
  return { status: 200, body: { count: isSearch(call) ? countFound(call, module, seenAt) : countAll(module, seenAt) } };
}

function countFound(call: Call, module: Module, seenAt: number): number {
  const test = searchTest(call, module);
  return [...module.records.values()].filter((record) => record.modifiedAt <= seenAt && test(record)).length;
}

function countAll({ counts }: Module, seenAt: number): number {
  let count = 0;
  for (const one of counts) {
    if (one.at > seenAt) break;
    count = one.count;
  }
  return count;
}

/** The emulator has no custom views. */
function countOfView(call: Call): Answer {
  const both = 'Please use either Cvid or Search Params. Combination of both the params is not allowed';
  return isSearch(call)
    ? failure(400, 'AMBIGUITY_DURING_PROCESSING', both, {})
    : failure(501, 'NOT_SUPPORTED', 'This emulator has no custom views; its README lists what it does');
}
