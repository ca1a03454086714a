import { actOnce } from '../connectors/ledger/counted-acts.ts';
import { appendAudit } from '../connectors/ledger/audit.ts';
import { countRetried } from '../connectors/ledger/exceptions.ts';
import { reopenRecords as reopen } from '../connectors/ledger/retry.ts';
import { findRun } from '../connectors/ledger/runs.ts';
import { counted } from '../domain/documents/markdown.ts';
import { judgeRetry as judge } from '../domain/judge-sign-off.ts';
import type { ReopenInput, RetryInput } from '../schemas/engagement.ts';
import { RetryExceptions, type RetryVerdict } from '../schemas/exceptions.ts';
import type { JsonObject } from '../schemas/json.ts';
import { readMessage } from '../schemas/message.ts';
import { withKeys } from './judge-act.ts';
import { policyOf } from './policy.ts';
import type { Ports, StoredEngagement } from './ports.ts';

const refused = (why: string): RetryVerdict => ({ counted: false, why: `${why} Nothing was changed.` });

/**
 * Judges a request to load exceptions again, and books it at once, once for each id. It changes no record: the workflow then
 * reopens them.
 */
export async function judgeRetry(
  ports: Ports,
  stored: StoredEngagement,
  { engagement, id, received, at, loaded, closed }: RetryInput,
): Promise<RetryVerdict> {
  const read = readMessage(RetryExceptions, Array.isArray(received) ? received : [received]);
  if (!read.ok) return { counted: false, why: read.why };
  const { environment, by } = read.value;
  const verdict = judge(read.value, policyOf(stored));
  if (!verdict.counted) return verdict;
  if (closed !== null) return refused(closed);
  const ref = loaded[environment];
  if (!ref) return refused(`No load of ${environment} is complete.`);
  const run = await findRun(ports.ledger, ref);
  if (run.state !== 'loaded') return refused(`The load ${environment} ${run.run} is ${run.state}.`);
  const choice = withKeys(ports, stored, read.value.choice);
  const { modules, count, left } = await countRetried(ports.ledger, run, choice);
  if (count === 0) return refused(left === 0 ? 'No exception is like this.' : hopelessText(left));
  return actOnce<RetryVerdict>(ports.ledger, engagement, { id, proven: null, at }, async (client) => {
    const about = choice as JsonObject;
    await appendAudit(client, engagement, 'exceptions retried', {
      environment,
      run: run.run,
      ...about,
      count,
      left,
      by,
    });
    return { counted: true, count, left, retry: { ref, choice, modules } };
  });
}

const hopelessText = (left: number) =>
  `Sending ${left === 1 ? 'it' : `these ${left.toLocaleString('en')}`} again can't help: ` +
  `${counted(left, 'exception comes', 'exceptions come')} from the source or the mapping, or from a parent that is missing. Correct it there; the next extraction brings it.`;

/** Makes the chosen records of a run pending again. */
export async function reopenRecords({ ledger }: Ports, { choice, ...ref }: ReopenInput): Promise<void> {
  await reopen(ledger, await findRun(ledger, ref), choice);
}
