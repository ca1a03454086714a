import type { IncomingHttpHeaders } from 'node:http';
import type { FaultRule } from '../faults.ts';
import type { Org, Row, User } from '../orgs/org.ts';
import type { Answer } from './answers.ts';

/** Manners that tests can switch, for all orgs. */
export interface Manners {
  /** Answers INVALID_DATA for keys that a module does not have, instead of ignoring them. */
  strictKeys: boolean;
  /** Answers INVALID_DATA for system fields in a write, instead of ignoring them. */
  strictSystemFields: boolean;
  /** Milliseconds by which the search index and the count stay behind. */
  searchLagMs: number;
  countLagMs: number;
  /** Milliseconds that a bulk job takes at least. */
  bulkMs: number;
}

/** One call of an org, with its token seen to be right. */
export interface Call {
  org: Org;
  user: User;
  method: string;
  /** Below `/crm/v8`, or `/crm/bulk/v8`, with single slashes. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  raw: Buffer;
  /** The body as JSON, whatever its Content-Type; undefined when there is none, null when it can't be read. */
  body: unknown;
  now: number;
  /** Where the emulator listens. */
  origin: string;
  manners: Manners;
  /** Fault rules that strike this call. */
  struck: FaultRule[];
}

/** Values of the path's `{names}`, decoded. */
export type Params = Record<string, string>;

export interface Operation {
  /** Method and path as Zoho's documents write them, below `/crm/v8`. */
  call: string;
  /** What the token has to allow: `modules`, `settings.fields`, … with the action. */
  scope: [group: string, action: 'READ' | 'CREATE' | 'UPDATE' | 'DELETE'];
  /** Credits; 1 if left out. */
  cost?(call: Call): number;
  /** Whether the call counts against the concurrency of ten. */
  heavy?(call: Call): boolean;
  answer(call: Call, params: Params): Answer | Promise<Answer>;
}

export const bodyRow = (call: Call): Row =>
  typeof call.body === 'object' && call.body !== null && !Array.isArray(call.body) ? (call.body as Row) : {};

/** The list under a key of the body; null when it isn't one. */
export function bodyList(call: Call, key: string): Row[] | null {
  const list = bodyRow(call)[key];
  return Array.isArray(list) ? (list as Row[]) : null;
}

/** Pages `?page=&per_page=`; `more` says whether another follows. */
export function pageOf<T>(call: Call, all: T[], most = 200): { shown: T[]; info: Row } {
  const page = Math.max(1, Number(call.query.get('page') ?? 1) || 1);
  const perPage = Math.min(most, Math.max(1, Number(call.query.get('per_page') ?? most) || most));
  const shown = all.slice((page - 1) * perPage, page * perPage);
  return {
    shown,
    info: { per_page: perPage, count: shown.length, page, more_records: page * perPage < all.length },
  };
}
