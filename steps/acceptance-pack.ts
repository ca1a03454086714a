import { listAudit } from '../connectors/ledger/audit.ts';
import { countConflicts } from '../connectors/ledger/conflicts.ts';
import type { Ledger } from '../connectors/ledger/database.ts';
import { listDocuments, readDocument } from '../connectors/ledger/documents.ts';
import { findEarlierFiles } from '../connectors/ledger/engagements.ts';
import { findEvidence } from '../connectors/ledger/evidence.ts';
import { countEnds, sumExceptions } from '../connectors/ledger/exceptions.ts';
import { listMappingVersions } from '../connectors/ledger/mapping-versions.ts';
import { listRuns, type Run } from '../connectors/ledger/runs.ts';
import { listMessages, type BookedMessage } from '../connectors/ledger/sign-offs.ts';
import { readTimeline, type TimelineEntry } from '../connectors/ledger/timeline.ts';
import { blocksOfPage } from '../connectors/pdf/page.ts';
import { writePdf } from '../connectors/pdf/write.ts';
import { acceptancePage } from '../domain/documents/acceptance-page.ts';
import {
  PackScope,
  type AcceptancePack,
  type PackDecision,
  type PackExceptions,
  type PackRun,
  type PackStep,
} from '../schemas/pack.ts';
import type { FinalReport, Receipt } from '../schemas/report.ts';
import { canonicalEmail } from '../schemas/sign-off.ts';
import { environments } from '../schemas/terms.ts';
import { writeBytes, writePage } from './documents.ts';
import type { Ports, StoredEngagement } from './ports.ts';

/** Groups of exceptions that a pack lists for one load. */
const listedEnds = 200;

/** Writes the acceptance pack: the data as JSON, a page made of the JSON for people, and a PDF made of the page. */
export async function writeAcceptancePack(ports: Ports, stored: StoredEngagement, report: FinalReport): Promise<void> {
  const pack = await describePack(ports, stored, report);
  const about = { kind: 'acceptance-pack' } as const;
  const page = await writePage(ports, stored, about, pack, acceptancePage);
  const written = { title: 'acceptance-pack.html', writtenAt: new Date(report.closedAt) };
  const bytes = await writePdf(blocksOfPage(page), written);
  await writeBytes(ports, stored, about, { name: 'acceptance-pack.pdf', bytes });
}

async function describePack(
  { ledger, codeVersion }: Pick<Ports, 'ledger' | 'codeVersion'>,
  stored: StoredEngagement,
  report: FinalReport,
): Promise<AcceptancePack> {
  const { slug } = stored.engagement;
  const [runs, messages, documents, mappings, timeline, audit] = await Promise.all([
    listRuns(ledger, slug),
    listMessages(ledger, slug),
    listDocuments(ledger, slug),
    listMappingVersions(ledger, slug),
    readTimeline(ledger, slug),
    listAudit(ledger, slug),
  ]);
  const last = audit.at(-1);
  const used = mappings.find((one) => one.mappingDigest === stored.mappingDigest);
  return {
    ...report,
    format: 1,
    scope: await readBody(ledger, slug, 'scope.json', (body) => PackScope.parse(body)),
    decisions: await describeDecisions(ledger, slug, messages),
    refused: messages.filter(({ counted }) => !counted).length,
    runs: runs.map(describeRun),
    exceptions: await describeEnds(ledger, runs),
    conflicts: await countConflicts(ledger, slug),
    receipts: await readReceipts(ledger, slug),
    steps: timeline.map(describeTimes),
    versions: {
      code: codeVersion,
      files: stored.configDigest,
      mapping: stored.mappingDigest,
      mappings: mappings.map((one) => ({
        ...{ version: one.version, origin: one.origin, digest: one.digest, mappingDigest: one.mappingDigest },
        ...{ madeBy: one.madeBy, madeAt: one.madeAt.toISOString(), isUsed: one === used },
      })),
    },
    // A pack of an earlier attempt is replaced, and none can name its own digest.
    documents: documents
      .filter(({ kind }) => kind !== 'acceptance-pack')
      .map(({ name, digest, writtenAt }) => ({ name, digest, writtenAt: writtenAt.toISOString() })),
    audit: { entries: audit.length, head: last ? { seq: last.seq, hash: last.hash } : null },
  };
}

export const describeRun = ({ environment, run, kind, state, mappingDigest, manifestDigest }: Run): PackRun => ({
  ...{ environment, run, kind, state, mapping: mappingDigest, manifest: manifestDigest },
});

/** When something was done or waited for, without the people. */
export const describeTimes = ({ kind, what, environment, run, began, ended }: TimelineEntry): PackStep => ({
  ...{ kind, what, environment, run, began: began.toISOString(), ended: ended?.toISOString() ?? null },
});

/** The counted messages of people, in the order of their booking, with names from the engagement's files of that time. */
export async function describeDecisions(
  ledger: Ledger,
  engagement: string,
  messages: readonly BookedMessage[],
): Promise<PackDecision[]> {
  const files = new Map<string, Map<string, string>>();
  const namesOf = async (digest: string) => {
    const known = files.get(digest);
    if (known) return known;
    const approvers = (await findEarlierFiles(ledger, engagement, digest))?.gates.approvers ?? [];
    const names = new Map(approvers.map(({ email, name }) => [canonicalEmail(email), name]));
    files.set(digest, names);
    return names;
  };
  const decisions: PackDecision[] = [];
  for (const message of messages.filter(({ counted }) => counted)) {
    const { what, gate, decision, by, role, digest, missing, at, configDigest } = message;
    const names = configDigest === null ? null : await namesOf(configDigest);
    const covered = gate && digest ? await findEvidence(ledger, engagement, { gate, digest }) : null;
    decisions.push({
      ...{ at: at.toISOString(), what: what ?? 'sign-off', gate, decision, by },
      ...{ name: names?.get(by ?? '') ?? null, role, evidence: digest },
      ...{ code: textOf(covered?.['code']), mapping: textOf(covered?.['mapping']), missing: missing ?? 0 },
      proof: proofOf(message),
    });
  }
  return decisions;
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function proofOf({ proof, provenBy }: BookedMessage): PackDecision['proof'] {
  if (proof === null) return null;
  const reference = proof.kind === 'oidc' ? proof.token : proof.signature;
  return { kind: proof.kind, by: provenBy, reference };
}

/** The exceptions of the newest load of each environment. */
async function describeEnds(ledger: Ledger, runs: readonly Run[]): Promise<PackExceptions[]> {
  const newest = environments.flatMap((name) => runs.findLast(({ environment }) => environment === name) ?? []);
  return Promise.all(
    newest.map(async (run) => {
      const [{ total, open, decided }, ends] = await Promise.all([
        sumExceptions(ledger, run),
        countEnds(ledger, run, listedEnds),
      ]);
      const listed = ends.reduce((sum, one) => sum + one.count, 0);
      return { environment: run.environment, run: run.run, total, open, decided, ends, unlisted: total - listed };
    }),
  );
}

/** What the guard did in each run, from the receipts. */
export async function readReceipts(ledger: Ledger, slug: string): Promise<Receipt[]> {
  const documents = await listDocuments(ledger, slug);
  const names = documents.filter(({ kind, name }) => kind === 'receipt' && name.endsWith('.json'));
  const receipts = await Promise.all(names.map(({ name }) => readBody(ledger, slug, name, (body) => body as Receipt)));
  return receipts.filter((one) => one !== null);
}

async function readBody<Content>(
  ledger: Ledger,
  slug: string,
  name: string,
  read: (body: unknown) => Content,
): Promise<Content | null> {
  const document = await readDocument(ledger, slug, { name });
  return document?.body == null ? null : read(JSON.parse(document.body));
}
