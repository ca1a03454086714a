import { sha256 } from '../connectors/digest.ts';
import { ConnectorError } from '../connectors/error.ts';
import { sendMail } from '../connectors/notices/mail.ts';
import { sendWebhook } from '../connectors/notices/webhook.ts';
import { resolveSecret } from '../connectors/secret.ts';
import { gatePolicy } from '../domain/judge-sign-off.ts';
import type { NoticeInput } from '../schemas/engagement.ts';
import { canonicalEmail } from '../schemas/sign-off.ts';
import { policyOf } from './policy.ts';
import type { Ports, StoredEngagement } from './ports.ts';

/** A notice has an address and no values: what is asked is on the page. */
function noticeOf({ engagement }: StoredEngagement, { gate, digest }: NoticeInput, console: string) {
  const { slug, customer } = engagement;
  const url = `${console.replace(/\/$/, '')}/engagements/${slug}/gate`;
  return { slug, customer, gate, url, id: `msg_${sha256(`${slug} ${gate} ${digest}`).slice(0, 32)}` };
}

/** Sends a mail to everybody who may sign the gate. Without mail settings in the engagement file it does nothing. */
export async function sendMailNotice(_: Ports, stored: StoredEngagement, input: NoticeInput): Promise<void> {
  const { notices, gates, operator } = stored.engagement;
  if (!notices?.mail) return;
  const { roles } = gatePolicy(policyOf(stored), input.gate);
  const isOperator = (email: string) => canonicalEmail(email) === canonicalEmail(operator.email);
  const to = gates.approvers.filter(({ role, email }) => roles.includes(role) && !isOperator(email));
  const { slug, customer, gate, url, id } = noticeOf(stored, input, notices.console);
  const { addresses } = await sendMail(resolveSecret(notices.mail.server), {
    from: notices.mail.from,
    to: [...new Set(to.map(({ email }) => email))],
    subject: `${customer}: your decision is needed (${gate})`,
    text: [
      `The migration of ${customer} waits at the gate "${gate}" for: ${roles.join(' or ')}.`,
      '',
      `Read the evidence and decide: ${url}`,
      '',
      `Engagement: ${slug}`,
    ].join('\n'),
    messageId: `<${id}@portage>`,
  });
  // It is not sent again, because the others have it.
  if (addresses.length > 0)
    throw new ConnectorError(
      'configuration',
      `The mail server refused ${addresses.length} of ${to.length} receivers of the notice. Check the addresses of the approvers.`,
    );
}

/** Sends a signed event to each webhook of the engagement file. All of them are tried before a failure is reported. */
export async function sendWebhookNotices(_: Ports, stored: StoredEngagement, input: NoticeInput): Promise<void> {
  const { notices } = stored.engagement;
  if (!notices) return;
  const { slug, gate, url, id } = noticeOf(stored, input, notices.console);
  const { roles } = gatePolicy(policyOf(stored), input.gate);
  const at = new Date();
  const data = { engagement: slug, gate, digest: input.digest, roles, url };
  const event = { type: 'gate.opened', timestamp: at.toISOString(), data };
  const results = await Promise.allSettled(
    notices.webhooks.map((hook) => sendWebhook({ ...hook, secret: resolveSecret(hook.secret) }, id, event, at)),
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
