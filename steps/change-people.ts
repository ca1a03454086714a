import { digestOf } from '../connectors/digest.ts';
import { storePeople } from '../connectors/ledger/engagements.ts';
import { endPeopleProposal, findPeopleProposal, storePeopleProposal } from '../connectors/ledger/people-proposals.ts';
import { peopleChanges, peopleDocument, peopleOf } from '../domain/people-change.ts';
import type { Config, Ports, StoredEngagement } from './ports.ts';
import { writeDocument } from './documents.ts';

/**
 * Compares the people of the engagement with those that its file names now. Others are proposed: a document at the gates says
 * who, and they count only after the people of before have approved the gate mapping.
 */
export async function proposePeople(ports: Ports, stored: StoredEngagement, now: Config): Promise<void> {
  const { slug } = stored.engagement;
  const [before, people] = [peopleOf(stored.engagement), peopleOf(now.engagement)];
  const changes = peopleChanges(before, people);
  const open = await findPeopleProposal(ports.ledger, slug);
  if (digestOf(before) === digestOf(people)) {
    if (!open) return;
    await endPeopleProposal(ports.ledger, slug, { what: 'withdrawn' });
    return write(ports, stored, [], 'withdrawn');
  }
  await storePeopleProposal(ports.ledger, slug, { people, digest: digestOf(people) }, changes);
  await write(ports, stored, changes, 'proposed');
}

/** Lets the proposed people count, because a sign-off of the gate mapping counted. A second call changes nothing. */
export async function acceptPeople(ports: Ports, stored: StoredEngagement, message: string): Promise<void> {
  const { slug } = stored.engagement;
  const open = await findPeopleProposal(ports.ledger, slug);
  if (!open) return;
  const changes = peopleChanges(peopleOf(stored.engagement), open.people);
  const changed = await storePeople(ports.ledger, stored, open.people);
  await endPeopleProposal(ports.ledger, slug, { what: 'accepted', message });
  await write(ports, changed, changes, 'accepted');
}

const write = (
  ports: Ports,
  stored: StoredEngagement,
  changes: string[],
  state: Parameters<typeof peopleDocument>[1],
): Promise<void> =>
  writeDocument(ports, stored, { kind: 'people' }, peopleDocument(changes, state), { state, changes });
