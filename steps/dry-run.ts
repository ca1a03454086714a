import { z } from 'zod';
import { appendAudit } from '../connectors/ledger/audit.ts';
import { actOnce } from '../connectors/ledger/counted-acts.ts';
import { readDocument } from '../connectors/ledger/documents.ts';
import type { Ledger } from '../connectors/ledger/database.ts';
import { findRehearsal } from '../connectors/ledger/runs.ts';
import { minutesTaken } from '../domain/cutover/follow.ts';
import type { CutoverFacts } from '../domain/cutover/plan.ts';
import { dryRunDocument } from '../domain/documents/dry-run.ts';
import { judgeRetry } from '../domain/judge-sign-off.ts';
import { FollowedStep, RehearseCutover, type CutoverStepId, type DryRunInput } from '../schemas/cutover.ts';
import type { RequestInput } from '../schemas/engagement.ts';
import { readMessage } from '../schemas/message.ts';
import type { Verdict } from '../schemas/sign-off.ts';
import { writeDocument } from './documents.ts';
import { policyOf } from './policy.ts';
import type { Ports, StoredEngagement } from './ports.ts';

const DryRun = z.object({ endedAt: z.iso.datetime(), steps: z.array(FollowedStep) });

/** Writes what the steps of the cutover took in the sandbox after the newest rehearsal. The plan shows it beside what is expected. */
export async function writeDryRun(
  ports: Ports,
  stored: StoredEngagement,
  { steps, remark }: DryRunInput,
): Promise<void> {
  const { slug, customer } = stored.engagement;
  const endedAt = new Date().toISOString();
  const markdown = dryRunDocument({ engagement: slug, customer, endedAt, remark }, steps);
  const rehearsal = await findRehearsal(ports.ledger, slug);
  if (!rehearsal) throw new Error('There is no rehearsal that the dry run could belong to.');
  const about = { kind: 'dry-run', environment: 'sandbox', run: rehearsal.run } as const;
  await writeDocument(ports, stored, about, markdown, { endedAt, steps } satisfies z.input<typeof DryRun>);
}

/** Judges a request for a dry run, and books it once for each id. The workflow carries it out. */
export async function judgeDryRun(
  { ledger }: Ports,
  stored: StoredEngagement,
  { engagement, id, received, at, closed }: RequestInput,
): Promise<Verdict> {
  const read = readMessage(RehearseCutover, Array.isArray(received) ? received : [received]);
  if (!read.ok) return { counted: false, why: read.why };
  const { by } = read.value;
  const verdict = judgeRetry(read.value, policyOf(stored));
  if (!verdict.counted) return verdict;
  if (closed !== null) return { counted: false, why: `${closed} Nothing was changed.` };
  return actOnce<Verdict>(ledger, engagement, { id, proven: null, at }, async (client) => {
    await appendAudit(client, engagement, 'dry run of the cutover requested', { by });
    return { counted: true };
  });
}

/** The minutes of the newest dry run; null if there was none since the newest rehearsal, which may have another mapping. */
export async function readDryRun(ledger: Ledger, engagement: string): Promise<CutoverFacts['dryRun']> {
  const document = await readDocument(ledger, engagement, { name: 'dry-run.json' });
  const rehearsal = await findRehearsal(ledger, engagement);
  if (!document?.body || document.run !== rehearsal?.run) return null;
  const { endedAt, steps } = DryRun.parse(JSON.parse(document.body));
  const minutes: Partial<Record<CutoverStepId, number>> = {};
  for (const step of steps) {
    const taken = step.state === 'done' ? minutesTaken(step) : null;
    if (taken !== null) minutes[step.id] = taken;
  }
  return { endedAt, minutes };
}
