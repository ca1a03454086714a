import { actOnce, findAct } from '../connectors/ledger/counted-acts.ts';
import type { Queryable } from '../connectors/ledger/database.ts';
import { decideExceptions as decide } from '../connectors/ledger/exceptions.ts';
import { decideMatches as decideAboutMatches } from '../connectors/ledger/match-decisions.ts';
import { listRuns, type Run } from '../connectors/ledger/runs.ts';
import type { ProvenBy } from '../connectors/ledger/sign-offs.ts';
import { findSpotCheck, finishSpotCheck as finish, judgeSpotRecord as mark } from '../connectors/ledger/spot-checks.ts';
import type { Provable, Purpose } from '../domain/canonical-sign-off.ts';
import { judgeAct } from '../domain/judge-sign-off.ts';
import type { ActInput } from '../schemas/engagement.ts';
import { DecideExceptions, type ActVerdict, type ExceptionChoice } from '../schemas/exceptions.ts';
import { otherSpotCheck } from '../domain/spot-check/other.ts';
import { DecideMatches } from '../schemas/match.ts';
import { readMessage, type MessageSchema } from '../schemas/message.ts';
import { FinishSpotCheck, JudgeRecord } from '../schemas/spot-check.ts';
import type { Environment } from '../schemas/terms.ts';
import { checkProof } from './check-proof.ts';
import { keyFrom } from './key-from.ts';
import { policyOf } from './policy.ts';
import type { Ports, StoredEngagement } from './ports.ts';

type ActPurpose = Extract<Purpose, 'exceptions' | 'matches' | 'spot-check record' | 'spot check'>;
type Acts<Kind extends ActPurpose> = (
  message: Provable[Kind],
  person: { by: string; proven: Pick<ProvenBy, 'by' | 'nonce'> | null },
) => Promise<(client: Queryable) => Promise<ActVerdict>>;

const refused = (why: string): ActVerdict => ({ counted: false, why: `${why} Nothing was changed.` });
const refuses = (why: string) => () => Promise.resolve(refused(why));

/** Judges a person's decision about exceptions of the newest load of an environment, and books it at once, once for each id. */
export const decideExceptions = (ports: Ports, stored: StoredEngagement, input: ActInput): Promise<ActVerdict> =>
  judge(ports, stored, input, 'exceptions', DecideExceptions, async (message, person) => {
    const run = await newestRun(ports, stored, message.environment);
    if (!run) return refuses(`Nothing was loaded into ${message.environment}.`);
    const choice = withKeys(ports, stored, message.choice);
    return async (client) => {
      const count = await decide(client, run, { ...fieldsOf(message), choice }, person);
      if (count > 0) return { counted: true, count };
      return refused(
        message.again
          ? `No exception of ${run.environment} ${run.run} is like this.`
          : `No exception of ${run.environment} ${run.run} without a decision is like this.`,
      );
    };
  });

/** Judges a person's decision about matches with records in Zoho, and books it at once, once for each id. */
export const decideMatches = (ports: Ports, stored: StoredEngagement, input: ActInput): Promise<ActVerdict> =>
  judge(ports, stored, input, 'matches', DecideMatches, (message, person) => {
    const { environment, role, decision } = message;
    const { key, ...others } = message.choice;
    const choice = { ...others, ...(key !== undefined && { key: keyFrom(ports, stored, key) }) };
    const ref = { engagement: stored.engagement.slug, environment };
    return Promise.resolve(async (client) => {
      const decided = await decideAboutMatches(client, ref, { choice, decision }, { ...person, role });
      return 'why' in decided ? refused(decided.why) : { counted: true, count: decided.count };
    });
  });

/** Judges a person's judgement of a record of the newest spot check, and books it at once, once for each id. */
export const judgeSpotRecord = (ports: Ports, stored: StoredEngagement, input: ActInput): Promise<ActVerdict> =>
  judge(ports, stored, input, 'spot-check record', JudgeRecord, async ({ run, no, verdict, note }, { by }) => {
    const found = await seenSpotCheck(ports, stored, run);
    if ('why' in found) return refuses(found.why);
    return async (client) =>
      (await mark(client, found.run, { no, verdict, note }, by))
        ? { counted: true, count: 1 }
        : refused(`The spot check is finished, or has no record ${no}.`);
  });

/** Judges a person's message that a spot check is finished, and books it at once, once for each id. */
export const finishSpotCheck = (ports: Ports, stored: StoredEngagement, input: ActInput): Promise<ActVerdict> =>
  judge(ports, stored, input, 'spot check', FinishSpotCheck, async ({ run }, { by }) => {
    const found = await seenSpotCheck(ports, stored, run);
    if ('why' in found) return refuses(found.why);
    return async (client) => {
      const open = await finish(client, found.run, by);
      return open === 0
        ? { counted: true, count: found.check.records.length }
        : refused(`${open} of ${found.check.records.length} records are not judged yet.`);
    };
  });

/** The newest spot check, if it is the one that the person saw. */
async function seenSpotCheck({ ledger }: Ports, { engagement }: StoredEngagement, run: string) {
  const found = await findSpotCheck(ledger, engagement.slug);
  if (!found) return { why: 'No records are drawn for a spot check yet.' };
  return found.run.run === run ? found : { why: otherSpotCheck(run, found.run.run) };
}

const purposes = {
  exceptions: 'decide about exceptions',
  matches: 'decide about matches',
  'spot-check record': 'judge records of a spot check',
  'spot check': 'judge records of a spot check',
} as const;

async function judge<Kind extends ActPurpose>(
  ports: Ports,
  stored: StoredEngagement,
  { engagement, id, received, at }: ActInput,
  purpose: Kind,
  schema: MessageSchema<Provable[Kind]>,
  prepare: Acts<Kind>,
): Promise<ActVerdict> {
  const read = readMessage(schema, Array.isArray(received) ? received : [received]);
  if (!read.ok) return { counted: false, why: read.why };
  const message = read.value;
  // A repeated call would find that its proof was used.
  const before = await ports.ledger.withClient((client) => findAct<ActVerdict>(client, engagement, id));
  if (before) return before;
  const proof = await checkProof(ports, stored, purpose, message, at);
  const verdict = judgeAct(message, purposes[purpose], policyOf(stored), { proof });
  if (!verdict.counted) return verdict;
  const proven = proof.state === 'proven' ? proof : null;
  const act = await prepare(message, { by: message.by, proven });
  return actOnce(ports.ledger, engagement, { id, proven, at }, act);
}

/** The newest load of an environment; a rehearsal that was rolled back is still decided about. */
export const newestRun = async (
  { ledger }: Pick<Ports, 'ledger'>,
  { engagement }: Pick<StoredEngagement, 'engagement'>,
  environment: Environment,
): Promise<Run | undefined> =>
  (await listRuns(ledger, engagement.slug)).findLast((run) => run.environment === environment);

/** The choice with the keys as the ledger has them. */
export const withKeys = (ports: Ports, stored: StoredEngagement, choice: ExceptionChoice): ExceptionChoice => ({
  ...choice,
  ...(choice.keys && { keys: choice.keys.map((key) => keyFrom(ports, stored, key)) }),
});

const fieldsOf = ({ owner, due, decision, note, again }: DecideExceptions) => ({ owner, due, decision, note, again });
