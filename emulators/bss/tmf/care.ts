import { filedDocument, interaction, note } from '../care.ts';
import { documentNo } from '../ids.ts';
import type { Operator } from './operator.ts';
import { date, filled, text, time, type Resource } from './values.ts';

const channelRoles: Record<string, string> = { C: 'phone', E: 'email', M: 'store' };

/** A call, an e-mail or a meeting. The role of its channel shows which. */
export function partyInteraction({ seed, scale }: Operator, number: number): Resource {
  const { row } = interaction(seed, scale, number);
  const kind = text(row['kind_code']);
  const customer = text(row['subscriber_no']);
  const agent = text(row['agent']);
  const messageId = text(row['message_id']);
  const people = (['sender', 'recipients'] as const).filter((role) => text(row[role]) !== '');
  return filled({
    id: text(row['interaction_id']),
    description: text(row['body']),
    direction: text(row['direction']),
    reason: text(row['subject']),
    status: 'completed',
    interactionDate: filled({ startDateTime: text(row['started_at']), endDateTime: text(row['ended_at']) }),
    channel: [{ id: kind, href: `/channel/${kind}`, name: text(row['channel']), role: channelRoles[kind] ?? '' }],
    relatedParty: [
      { id: customer, href: `/customer/${customer}`, role: 'customer', '@referredType': 'Customer' },
      { id: agent, href: `/individual/${agent}`, role: 'agent', '@referredType': 'Individual' },
      // The headers of an e-mail. Such a person is no party of the system.
      ...people.map((role) => ({ id: '', href: '', name: text(row[role]), role, '@referredType': 'Individual' })),
    ],
    externalReference: messageId === '' ? [] : [{ name: messageId, externalReferenceType: 'messageId' }],
  });
}

const ownerTypes: Record<string, string> = {
  subscribers: 'Customer',
  billing_accounts: 'BillingAccount',
  interactions: 'PartyInteraction',
};

/** A document. The URL of its attachment returns its bytes. */
export function careDocument({ seed, scale }: Operator, number: number): Resource {
  const { row } = filedDocument(seed, scale, number);
  const referredType = ownerTypes[text(row['owner_object'])] ?? '';
  return filled({
    id: documentNo(number),
    name: text(row['name']),
    documentType: text(row['kind']),
    lifecycleState: 'filed',
    creationDate: date(row['filed_on']),
    binaryAttachment: [
      { name: text(row['name']), mimeType: text(row['mime_type']), url: `/documents/${documentNo(number)}/content` },
    ],
    relatedEntity: { id: text(row['owner_no']), role: 'owner', '@referredType': referredType },
  });
}

/** A note about a subscriber's service. */
export function serviceNote({ seed, scale }: Operator, number: number): Resource {
  const { row } = note(seed, scale, number);
  return {
    id: text(row['note_id']),
    author: text(row['author']),
    date: time(row['created_at']),
    text: text(row['body']),
  };
}
