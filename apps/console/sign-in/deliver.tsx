import type { Context } from 'hono';
import { listPeople } from '../../../connectors/ledger/people.ts';
import { findSession } from '../../../connectors/ledger/web-sessions.ts';
import type { Proof } from '../../../schemas/sign-off.ts';
import { revokeUpdate, signOffUpdate } from '../../../workflows/messages.ts';
import { sendUpdate } from '../../cli/engagement.ts';
import { innermostMessage } from '../../cli/failure.ts';
import { beginRollback } from '../../cli/roll-back.ts';
import { engagementPath, type Site } from '../context.ts';
import { isAnswerOf } from '../refused.ts';
import { plainPage } from '../view/plain-page.tsx';
import type { Expected } from './flow.ts';
import { readProof, type Pending } from './prove.ts';

/** Why the provider's answer was not accepted, as a code for the log. */
export function failureOf(error: unknown): { failed: string } {
  const { name, code } = error as Error & { code?: unknown };
  return { failed: typeof code === 'string' ? code : name };
}

/** Takes the proof from the provider's answer and sends the statement with it to the engagement. */
export async function deliver(
  c: Context,
  site: Site,
  query: string,
  expected: Expected,
  pending: Pending,
): Promise<Response> {
  const { ledger, cookies, refuse, log } = site;
  const { engagement, statement } = pending;
  const secret = cookies.get(c, 'session');
  const session = secret === undefined ? null : await findSession(ledger, secret, true);
  const people = (await listPeople(ledger)).find(({ slug }) => slug === engagement);
  if (!people || session?.email !== statement.message.by) return refuse(c, 403, 'sign-in', { why: 'no session' });
  const answer = await readProof(site, people, query, expected, pending).catch(failureOf);
  if ('failed' in answer) return refuse(c, 400, 'sign-in', { why: answer.failed });
  if (answer.email !== session.email) {
    log.warn({ engagement, subject: session.subject }, 'another person answered at the identity provider');
    return notDone(c, engagement, 'Another person signed in at the identity provider. Nothing was signed.', 403);
  }
  try {
    await send(site, pending, answer.proof);
  } catch (error) {
    if (!isAnswerOf(error)) throw error;
    return notDone(c, engagement, innermostMessage(error), 409);
  }
  const page = statement.purpose === 'rollback' ? 'rollback' : `gate?message=${tokenOf(answer.proof)}`;
  return c.redirect(engagementPath(engagement, page), 303);
}

const tokenOf = (proof: Proof): string => (proof.kind === 'oidc' ? proof.token : '');

async function send({ client }: Site, { engagement, statement }: Pending, proof: Proof): Promise<void> {
  const { purpose, message } = statement;
  if (purpose === 'sign-off') await sendUpdate(client, engagement, signOffUpdate, { ...message, proof });
  else if (purpose === 'revocation') await sendUpdate(client, engagement, revokeUpdate, { ...message, proof });
  else await beginRollback(client, engagement, { ...message, proof });
}

function notDone(c: Context, engagement: string, text: string, status: 403 | 409): Response | Promise<Response> {
  const action = { href: engagementPath(engagement), label: 'Go to the engagement' };
  return c.html(plainPage({ title: 'Nothing was changed', text, reference: null, action }), status);
}
