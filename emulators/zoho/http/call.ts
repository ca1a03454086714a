import type { IncomingHttpHeaders } from 'node:http';
import type { FaultRule } from '../faults.ts';
import type { Org, Row, User } from '../orgs/org.ts';
import type { Answer } from './answers.ts';

/** Settings that tests can change. They apply to all orgs. */
export interface Behaviour {
  /** Answers INVALID_DATA to unknown keys instead of ignoring them. */
  strictKeys: boolean;
  /** Answers INVALID_DATA to system fields in a write instead of ignoring them. */
  strictSystemFields: boolean;
  /** Delay of the search index. */
  searchLagMs: number;
  /** Delay of the record count. */
  countLagMs: number;
  /** Minimum duration of a bulk job. */
  bulkMs: number;
}

/** An authenticated call of an org. */
export interface Call {
  org: Org;
  user: User;
  method: string;
  /** The path below `/crm/v8`, or below `/crm/bulk/v8` with the prefix `/bulk`. Without repeated slashes. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  raw: Buffer;
  /** The body as JSON, for any Content-Type; undefined if it is empty, null if it is not valid JSON. */
  body: unknown;
  now: number;
  /** URL of the emulator. */
  origin: string;
  behaviour: Behaviour;
  /** Fault rules that apply to this call. */
  faults: FaultRule[];
}

/** Decoded values of the `{names}` in the path. */
export type Params = Record<string, string>;

export interface Operation {
  /** Method and path as in Zoho's documentation, below `/crm/v8`. */
  call: string;
  /** The scope that the token needs: a group such as `modules` or `settings.fields`, and an action. */
  scope: [group: string, action: 'READ' | 'CREATE' | 'UPDATE' | 'DELETE'];
  /** Credits; 1 by default. */
  cost?(call: Call): number;
  /** Whether the call counts for the limit of ten concurrent heavy calls. */
  heavy?(call: Call): boolean;
  answer(call: Call, params: Params): Answer | Promise<Answer>;
}

export const bodyRow = (call: Call): Row =>
  typeof call.body === 'object' && call.body !== null && !Array.isArray(call.body) ? (call.body as Row) : {};

/** The list under a key of the body; null if it is not a list. */
export function bodyList(call: Call, key: string): Row[] | null {
  const list = bodyRow(call)[key];
  return Array.isArray(list) ? (list as Row[]) : null;
}

/** The page that `?page=&per_page=` requests, and its `info` for the answer. */
export function pageOf<T>(call: Call, all: T[], maxPerPage = 200): { shown: T[]; info: Row } {
  const page = Math.max(1, Number(call.query.get('page') ?? 1) || 1);
  const perPage = Math.min(maxPerPage, Math.max(1, Number(call.query.get('per_page') ?? maxPerPage) || maxPerPage));
  const shown = all.slice((page - 1) * perPage, page * perPage);
  return {
    shown,
    info: { per_page: perPage, count: shown.length, page, more_records: page * perPage < all.length },
  };
}
