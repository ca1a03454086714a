import { z } from 'zod';
import { readDocument } from '../connectors/ledger/documents.ts';
import type { Ledger } from '../connectors/ledger/database.ts';
import { minutesTaken } from '../domain/cutover/follow.ts';
import type { CutoverFacts } from '../domain/cutover/plan.ts';
import { dryRunDocument } from '../domain/documents/dry-run.ts';
import { FollowedStep, type CutoverStepId, type DryRunInput } from '../schemas/cutover.ts';
import { writeDocument } from './documents.ts';
import type { Ports, StoredEngagement } from './ports.ts';

const DryRun = z.object({ endedAt: z.iso.datetime(), steps: z.array(FollowedStep) });

/** Writes what the steps of the cutover took in the sandbox. The plan shows it beside what is expected. */
export async function writeDryRun(ports: Ports, stored: StoredEngagement, { steps }: DryRunInput): Promise<void> {
  const { slug, customer } = stored.engagement;
  const endedAt = new Date().toISOString();
  const markdown = dryRunDocument({ engagement: slug, customer, endedAt }, steps);
  await writeDocument(ports, stored, { kind: 'dry-run' }, markdown, { endedAt, steps } satisfies z.input<typeof DryRun>);
}

/** The minutes of the newest dry run; null without one. */
export async function readDryRun(ledger: Ledger, engagement: string): Promise<CutoverFacts['dryRun']> {
  const document = await readDocument(ledger, engagement, { name: 'dry-run.json' });
  if (!document?.body) return null;
  const { endedAt, steps } = DryRun.parse(JSON.parse(document.body));
  const minutes: Partial<Record<CutoverStepId, number>> = {};
  for (const step of steps) {
    const taken = step.state === 'done' ? minutesTaken(step) : null;
    if (taken !== null) minutes[step.id] = taken;
  }
  return { endedAt, minutes };
}
