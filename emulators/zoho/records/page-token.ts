import { failure, Rejection } from '../http/answers.ts';
import type { Call } from '../http/call.ts';
import type { Module } from '../orgs/org.ts';

/** Page tokens are valid for a day, for the same user and the same parameters. docs: get-records */
const lifeMs = 24 * 3_600_000;
export const tokenLimit = 100_000;

interface PageToken {
  module: string;
  user: string;
  /** The parameters that the token is bound to. */
  bound: string;
  offset: number;
  until: number;
}

const parametersOf = (call: Call): string =>
  [...call.query]
    .filter(([name]) => !['page', 'page_token'].includes(name))
    .map((pair) => pair.join('='))
    .join('&');

export function writePageToken(call: Call, module: Module, offset: number): { text: string; until: number } {
  const until = call.now + lifeMs;
  const token: PageToken = { module: module.name, user: call.user.id, bound: parametersOf(call), offset, until };
  return { text: Buffer.from(JSON.stringify(token)).toString('base64url'), until };
}

/** The page token of a call; null if it has none. */
export function readPageToken(call: Call, module: Module): PageToken | null {
  const text = call.query.get('page_token');
  if (text === null) return null;
  const token = decode(text);
  if (!token || token.module !== module.name || token.user !== call.user.id) {
    throw new Rejection(failure(400, 'INVALID_DATA', 'invalid page token', { param_name: 'page_token' }));
  }
  if (token.until < call.now) {
    const details = { api_name: 'page_token', json_path: '$.query.page_token' };
    throw new Rejection(failure(400, 'EXPIRED_VALUE', 'Page token expired', details));
  }
  if (token.bound !== parametersOf(call)) {
    const message = 'the parameters differ from those of the page token';
    throw new Rejection(failure(400, 'TOKEN_BOUND_DATA_MISMATCH', message, { param_name: 'page_token' }));
  }
  return token;
}

function decode(text: string): PageToken | null {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString()) as PageToken;
  } catch {
    return null;
  }
}
