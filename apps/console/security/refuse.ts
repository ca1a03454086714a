import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Logger } from 'pino';
import { plainPage } from '../view/plain-page.tsx';

/** Why a request is refused, and what the person can do. */
const reasons = {
  host: ['Wrong address', 'Open the console at the address that your administrator gave you.'],
  origin: ['Not from this page', 'The request did not come from a page of the console. Nothing was changed.'],
  limit: ['Too many requests', 'Wait a minute and try again. Nothing was changed.'],
  size: ['Too much data', 'The form is larger than the console accepts. Nothing was changed.'],
  'not found': ['No such page', 'The address is wrong, or you are not named in that engagement.'],
  role: ['Not for your role', 'The engagement file does not give you this right. Nothing was changed.'],
  form: ['The form is incomplete', 'Go back, complete the form and send it again. Nothing was changed.'],
  stranger: [
    'You are not named in any engagement',
    'Ask the operator to add your e-mail address to the engagement file, then sign in again.',
  ],
  'sign-in': ['The sign-in failed', 'Start again. If it fails again, give the reference to your administrator.'],
  unavailable: [
    'The console can not reach its servers',
    'The ledger or Temporal does not respond. Nothing was changed, and nothing can be signed now. Try again in a minute.',
  ],
  unanswered: [
    'The console can not reach its servers',
    'The ledger or Temporal does not respond, so it is not known whether your request was carried out. Look at the page again in a minute, before you send it again.',
  ],
  unexpected: ['Something went wrong', 'Nothing more was done. Give the reference to your administrator.'],
} as const;
export type Reason = keyof typeof reasons;

/** Answers with a plain page that has a reference, and logs the refusal under it, without values. */
export type Refuse = (
  c: Context,
  status: ContentfulStatusCode,
  reason: Reason,
  about?: Record<string, unknown>,
) => Response | Promise<Response>;

export const createRefuse =
  (log: Logger): Refuse =>
  (c, status, reason, about = {}) => {
    const reference = randomBytes(4).toString('hex');
    const { method, path } = c.req;
    log.warn({ reference, reason, status, method, path, ...about }, 'request refused');
    const [title, next] = reasons[reason];
    return c.html(plainPage({ title, text: next, reference, action: null }), status);
  };
