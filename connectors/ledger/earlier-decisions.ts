import { z } from 'zod';
import { EarlierDecision } from '../../schemas/proposal.ts';
import type { Ledger } from './database.ts';

/** Replaces what other engagements can learn from this one; an empty list forgets it. */
export const storeEarlierDecisions = (
  ledger: Ledger,
  engagement: string,
  decisions: readonly EarlierDecision[],
): Promise<void> =>
  ledger.transaction(async (client) => {
    await client.query('delete from earlier_decision where engagement = $1', [engagement]);
    await client.query(
      `insert into earlier_decision (engagement, system, object, name, semantic, module, decision, field, transforms)
       select $1, system, object, name, semantic, module, decision, field, transforms
       from jsonb_to_recordset($2) as one(system text, object text, name text, semantic text, module text, decision text,
         field text, transforms jsonb)`,
      [engagement, JSON.stringify(decisions)],
    );
  });

/** What people signed in all other engagements of this ledger, the newest first. */
export async function listEarlierDecisions(ledger: Ledger, engagement: string): Promise<EarlierDecision[]> {
  const rows = await ledger.query(
    `select engagement, system, object, name, semantic, module, decision, field, transforms
     from earlier_decision where engagement <> $1 order by signed_at desc, engagement, object, name, module, field`,
    [engagement],
  );
  return z.array(EarlierDecision).parse(rows);
}
