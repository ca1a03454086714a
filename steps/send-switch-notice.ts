import { sha256 } from '../connectors/digest.ts';
import { sendMail } from '../connectors/notices/mail.ts';
import { sendWebhook } from '../connectors/notices/webhook.ts';
import { resolveSecret } from '../connectors/secret.ts';
import { switchMail } from '../domain/documents/switch-mail.ts';
import { orgAddress } from '../domain/zoho-address.ts';
import type { SwitchNotice } from '../schemas/cutover.ts';
import { canonicalEmail } from '../schemas/sign-off.ts';
import type { Ports, StoredEngagement } from './ports.ts';

const consoleOf = ({ engagement }: StoredEngagement, console: string): string =>
  `${console.replace(/\/$/, '')}/engagements/${engagement.slug}`;

const idOf = ({ engagement, occasion, at }: SwitchNotice): string =>
  `msg_${sha256(`${engagement} ${occasion} ${at}`).slice(0, 32)}`;

/**
 * Tells the owners of records, the approvers, the operator and the contacts that they work in Zoho from now on, or that the cutover was
 * called off. It is one mail, so that nobody gets it twice when it is sent again; nobody sees the others' addresses. Without mail
 * settings in the engagement file, nobody is told.
 */
export async function sendSwitchMail(_: Ports, stored: StoredEngagement, input: SwitchNotice): Promise<void> {
  const { notices, destination, slug, customer } = stored.engagement;
  if (!notices?.mail) return;
  const { server, from } = notices.mail;
  const links = {
    zoho: orgAddress(destination.dataCentre, destination.production.orgId),
    console: consoleOf(stored, notices.console),
  };
  await sendMail(resolveSecret(server), {
    ...{ from, to: [from], bcc: peopleOf(stored, notices.contacts), messageId: `<${idOf(input)}@portage>` },
    ...switchMail({ engagement: slug, customer, occasion: input.occasion, links }),
  });
}

/** Sends a signed event to each webhook of the engagement file. All of them are tried before a failure is reported. */
export async function sendSwitchWebhooks(_: Ports, stored: StoredEngagement, input: SwitchNotice): Promise<void> {
  const { notices } = stored.engagement;
  if (!notices) return;
  const { engagement, occasion, at } = input;
  const type = occasion === 'switched' ? 'cutover.switched' : 'cutover.called-off';
  const event = { type, timestamp: at, data: { engagement, url: consoleOf(stored, notices.console) } };
  const results = await Promise.allSettled(
    notices.webhooks.map((hook) =>
      sendWebhook({ ...hook, secret: resolveSecret(hook.secret) }, idOf(input), event, new Date()),
    ),
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

function peopleOf({ engagement, owners }: StoredEngagement, contacts: string[]): string[] {
  const { gates, operator } = engagement;
  const ofRecords = [...Object.values(owners.owners), owners.default, owners.inactive].flatMap((one) => one ?? []);
  const all = [...ofRecords, ...gates.approvers.map(({ email }) => email), operator.email, ...contacts];
  return [...new Set(all.map(canonicalEmail))];
}
