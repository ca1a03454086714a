import { sha256 } from '../connectors/digest.ts';
import { ConnectorError } from '../connectors/error.ts';
import { bookTold, findUntold } from '../connectors/ledger/told-people.ts';
import { sendMail, type Refused } from '../connectors/notices/mail.ts';
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

/** Receivers of one mail. Many servers take no more than a hundred. */
const mostReceivers = 50;

/**
 * Tells the owners of records, the approvers, the operator and the contacts that they work in Zoho from now on, or that the cutover was
 * called off. Nobody sees the others' addresses. Who got it is booked, so that only the others get it when it is sent again. Without
 * mail settings in the engagement file, nobody is told.
 *
 * @throws ConnectorError with the number of people whom the mail server refused; all others were sent it before
 */
export async function sendSwitchMail({ ledger }: Ports, stored: StoredEngagement, input: SwitchNotice): Promise<void> {
  const { notices, destination, slug, customer } = stored.engagement;
  if (!notices?.mail) return;
  const { server, from } = notices.mail;
  const links = {
    zoho: orgAddress(destination.dataCentre, destination.production.orgId),
    console: consoleOf(stored, notices.console),
  };
  const mail = { from, to: [from], ...switchMail({ engagement: slug, customer, occasion: input.occasion, links }) };
  const notice = idOf(input);
  const people = peopleOf(stored, notices.contacts);
  const untold = (await findUntold(ledger, slug, notice, people)).toSorted();
  const refused: Refused[] = [];
  for (let start = 0; start < untold.length; start += mostReceivers) {
    const bcc = untold.slice(start, start + mostReceivers);
    const messageId = `<${notice}.${sha256(bcc.join()).slice(0, 16)}@portage>`;
    const one = await sendMail(resolveSecret(server), { ...mail, bcc, messageId });
    const isRefused = new Set(one.addresses.map(canonicalEmail));
    await bookTold(
      ledger,
      slug,
      notice,
      bcc.filter((address) => !isRefused.has(address)),
    );
    refused.push(one);
  }
  const count = refused.reduce((sum, { addresses }) => sum + addresses.length, 0);
  if (count === 0) return;
  throw new ConnectorError(
    refused.every(({ isFinal }) => isFinal) ? 'configuration' : 'unavailable',
    `The mail server refused ${count} of ${people.length} receivers. All others were sent the notice, and are not sent it again. ` +
      'Check the addresses of owners, approvers and contacts, or tell these people yourself.',
  );
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
