import type { People } from '../../domain/people-change.ts';
import { appendAudit } from './audit.ts';
import type { Ledger } from './database.ts';

/** A change of people that is not accepted yet. */
export interface PeopleProposal {
  people: People;
  digest: string;
}

export async function findPeopleProposal(ledger: Ledger, engagement: string): Promise<PeopleProposal | null> {
  const [row] = await ledger.query<PeopleProposal & Record<string, unknown>>(
    'select people, digest from people_proposal where engagement = $1',
    [engagement],
  );
  return row ?? null;
}

/** Keeps what the engagement file proposes, in place of an earlier proposal, with an entry in the audit if it is another one. */
export const storePeopleProposal = (
  ledger: Ledger,
  engagement: string,
  { people, digest }: PeopleProposal,
  changes: string[],
): Promise<void> =>
  ledger.transaction(async (client) => {
    const { rowCount } = await client.query(
      `insert into people_proposal (engagement, people, digest) values ($1, $2, $3)
       on conflict (engagement) do update set people = excluded.people, digest = excluded.digest, proposed_at = now()
       where people_proposal.digest <> excluded.digest`,
      [engagement, JSON.stringify(people), digest],
    );
    if (rowCount) await appendAudit(client, engagement, 'change of people proposed', { digest, changes });
  });

/** Removes a proposal: `accepted` by a counted message, or `withdrawn` because the file has the people of before again. */
export const endPeopleProposal = (
  ledger: Ledger,
  engagement: string,
  end: { what: 'accepted'; message: string } | { what: 'withdrawn' },
): Promise<void> =>
  ledger.transaction(async (client) => {
    const { rows } = await client.query<{ digest: string }>(
      'delete from people_proposal where engagement = $1 returning digest',
      [engagement],
    );
    const { what, ...by } = end;
    if (rows[0]) await appendAudit(client, engagement, `change of people ${what}`, { digest: rows[0].digest, ...by });
  });
