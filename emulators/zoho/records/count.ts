import { failure, type Answer } from '../http/answers.ts';
import type { Call } from '../http/call.ts';
import type { Module } from '../orgs/org.ts';
import { lagOf } from './read.ts';
import { recordsIn, viewOf } from './views.ts';
import { isSearch, searchTest } from './search.ts';

/**
 * `GET /{module}/actions/count`: the number of records, or of those that a search finds. It has a delay.
 * docs: get-record-count
 */
export function countRecords(call: Call, module: Module): Answer {
  const cvid = call.query.get('cvid');
  if (cvid !== null && isSearch(call)) {
    const both = 'Please use either Cvid or Search Params. Combination of both the params is not allowed';
    return failure(400, 'AMBIGUITY_DURING_PROCESSING', both, {});
  }
  const seenAt = call.now - call.behaviour.countLagMs - lagOf(call);
  if (cvid !== null) {
    const found = recordsIn(call, module, viewOf(module, cvid)).filter((record) => record.modifiedAt <= seenAt);
    return { status: 200, body: { count: found.length } };
  }
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
