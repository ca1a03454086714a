import { brokenLinkOf, listAudit } from '../connectors/ledger/audit.ts';
import { countConflicts } from '../connectors/ledger/conflicts.ts';
import { readCredits } from '../connectors/ledger/credits.ts';
import type { Ledger } from '../connectors/ledger/database.ts';
import { listDocuments } from '../connectors/ledger/documents.ts';
import { readEngagement } from '../connectors/ledger/engagements.ts';
import { countExceptions, sumExceptions } from '../connectors/ledger/exceptions.ts';
import { listProgress } from '../connectors/ledger/progress.ts';
import { listRuns } from '../connectors/ledger/runs.ts';
import { readServerFacts } from '../connectors/ledger/server-facts.ts';
import { listMessages } from '../connectors/ledger/sign-offs.ts';
import { readTimeline } from '../connectors/ledger/timeline.ts';
import { describeConfiguration } from '../domain/support/configuration.ts';
import { describeLoadForSupport, describeReceipt } from '../domain/support/reports.ts';
import { createScrub } from '../domain/support/scrub.ts';
import type { EngagementFile } from '../schemas/engagement-file.ts';
import type { Json } from '../schemas/json.ts';
import { environments } from '../schemas/terms.ts';
import type { SupportRefusal, SupportReport, WorkerSettings } from '../schemas/support.ts';
import { describeRun, describeTimes, readReceipts } from './acceptance-pack.ts';
import { describeLoads } from './final-report.ts';

/** Keeps the answer well below the 2 MB that Temporal passes on: the newest of long lists. */
const mostEntries = 500;

/**
 * What the ledger has for support, without values, keys and people.
 *
 * @param worker the worker that answers; null if the ledger is read without one
 */
export async function describeForSupport(
  ledger: Ledger,
  slug: string,
  worker: { code: string; settings: WorkerSettings } | null,
): Promise<SupportReport> {
  const stored = await readEngagement(ledger, slug);
  const { engagement } = stored;
  const runs = await listRuns(ledger, slug);
  const [server, loads, conflicts, receipts, timeline, progress, credits, messages, documents, audit] =
    await Promise.all([
      readServerFacts(ledger),
      describeLoads({ ledger }, runs.slice(-mostLoads)),
      countConflicts(ledger, slug),
      readReceipts(ledger, slug),
      readTimeline(ledger, slug),
      listProgress(ledger, slug),
      readCredits(ledger, engagement),
      listMessages(ledger, slug),
      listDocuments(ledger, slug),
      listAudit(ledger, slug),
    ]);
  const newest = environments.flatMap((name) => runs.findLast(({ environment }) => environment === name) ?? []);
  const exceptions = await Promise.all(
    newest.map(async (run) => {
      const [{ total, open, decided }, reasons] = await Promise.all([
        sumExceptions(ledger, run),
        countExceptions(ledger, run),
      ]);
      return { environment: run.environment, run: run.run, total, open, decided, reasons };
    }),
  );
  const report: SupportReport = {
    ...{ engagement: slug, gatheredAt: new Date().toISOString(), worker: worker?.settings ?? null },
    versions: {
      ...{ ledger: server.version, code: worker?.code ?? null },
      ...{ mapping: stored.mappingDigest, files: stored.configDigest },
    },
    configuration: describeConfiguration(stored),
    runs: runs.slice(-mostEntries).map(describeRun),
    reports: Object.entries(loads).flatMap(([environment, all]) =>
      all.map((load) => describeLoadForSupport(environment, load)),
    ),
    ...{
      exceptions,
      conflicts: conflicts.slice(-mostEntries),
      receipts: receipts.slice(-mostLoads).map(describeReceipt),
    },
    ...{ steps: timeline.slice(-mostEntries).map(describeTimes), progress },
    credits: credits.map(({ environment, used }) => ({ environment, used })),
    refusals: describeRefusals(engagement, messages),
    documents: documents
      .slice(0, mostEntries)
      .map(({ name, digest, writtenAt }) => ({ name, digest, writtenAt: writtenAt.toISOString() })),
    audit: { entries: audit.length, broken: brokenLinkOf(slug, audit) },
  };
  return createScrub(peopleOf(engagement), orgsOf(engagement))(report as unknown as Json) as unknown as SupportReport;
}

/** Loads whose reports are given. */
const mostLoads = 20;

function describeRefusals(
  { gates }: EngagementFile,
  messages: Awaited<ReturnType<typeof listMessages>>,
): SupportRefusal[] {
  // Whoever was refused may have written anything as a role.
  const roles = new Set(gates.approvers.map(({ role }) => role));
  return messages
    .filter(({ counted }) => !counted)
    .slice(-mostEntries)
    .map(({ at, what, gate, decision, role, why }) => ({
      ...{ at: at.toISOString(), what, gate, decision },
      ...{ role: role !== null && roles.has(role) ? role : null, why },
    }));
}

const peopleOf = ({ operator, gates }: EngagementFile) => [
  { ...operator, role: 'operator' },
  ...gates.approvers.map(({ name, email, role }) => ({ name, email, role })),
];

const orgsOf = ({ destination }: EngagementFile) => [destination.sandbox.orgId, destination.production.orgId];
