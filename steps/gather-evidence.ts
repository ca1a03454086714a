import { digestOf } from '../connectors/digest.ts';
import { readReports } from '../connectors/ledger/phases.ts';
import { listRuns } from '../connectors/ledger/runs.ts';
import type { DocumentKind } from '../connectors/ledger/sign-offs.ts';
import type { EvidenceInput } from '../schemas/engagement.ts';
import type { EnvironmentRef } from '../schemas/refs.ts';
import type { PhaseReport } from '../schemas/report.ts';
import type { DocumentRef, Evidence } from '../schemas/sign-off.ts';
import type { Environment, Gate } from '../schemas/terms.ts';
import { findDocuments } from './documents.ts';
import type { Ports, StoredEngagement } from './ports.ts';

interface GateDocuments {
  kinds: DocumentKind['kind'][];
  /** If set, only documents about this environment, and documents about no environment. */
  environment?: Environment;
}

/** The kinds of documents that each gate shows. */
const documentsOfGates: Record<string, GateDocuments> = {
  scope: { kinds: ['preflight', 'scope'] },
  mapping: { kinds: ['mapping'] },
  rehearsal: { kinds: ['reconciliation', 'verification', 'receipt', 'rollback-preview'], environment: 'sandbox' },
  production: { kinds: ['reconciliation', 'verification', 'rollback'], environment: 'sandbox' },
  freeze: { kinds: ['reconciliation', 'verification'], environment: 'production' },
  acceptance: { kinds: ['reconciliation', 'verification', 'receipt', 'handoff'], environment: 'production' },
  exception: { kinds: ['reconciliation'] },
};

/**
 * The evidence of a gate. Its digest covers the documents, the engagement's files and the mapping. After a change of
 * any of them, earlier sign-offs do not count.
 */
export async function gatherEvidence(
  ports: Ports,
  stored: StoredEngagement,
  { gate, run, why }: EvidenceInput,
): Promise<Evidence> {
  const { kinds = [], environment } = documentsOfGates[gate.split(':')[0] ?? ''] ?? {};
  const documents = await findDocuments(
    ports,
    stored,
    (document) =>
      kinds.includes(document.kind) &&
      (!environment || !document.environment || document.environment === environment) &&
      // People judge a run by its own documents, not by those of an earlier run.
      (!run || !document.run || (document.run === run.run && document.environment === run.environment)),
  );
  const summary = why ?? (await summarise(ports, stored, gate, documents));
  const covered = { documents, config: stored.configDigest, mapping: stored.mappingDigest, why };
  return { gate, digest: digestOf(covered).slice(0, 16), summary, documents };
}

async function summarise(
  ports: Ports,
  { engagement: { slug } }: StoredEngagement,
  gate: Gate,
  documents: DocumentRef[],
): Promise<string> {
  const environment = gate === 'rehearsal' || gate === 'production' ? 'sandbox' : 'production';
  const phases = await createdIn(ports, { engagement: slug, environment });
  const sentences: Record<string, string> = {
    scope: "The scope: what moves where, and what a CRM can't hold.",
    mapping: 'The mapping of source fields to fields in Zoho. No record moves before you sign it.',
    rehearsal: `The sandbox was loaded and verified. Created records: ${phases}.`,
    production: `The rehearsal was approved and rolled back. It created: ${phases}. The next step loads production.`,
    freeze: `Production was loaded and verified. Created records: ${phases}. Freeze the source before you sign; deltas follow.`,
    acceptance: `Production is loaded, verified and handed off. Created records: ${phases}.`,
  };
  return `${sentences[gate] ?? ''} ${documents.length} documents.`.trim();
}

/** The number of records that the last full load of an environment created, by module. */
async function createdIn({ ledger }: Ports, { engagement, environment }: EnvironmentRef): Promise<string> {
  const runs = (await listRuns(ledger, engagement)).filter((run) => run.environment === environment);
  const run = runs.findLast((one) => one.kind === 'full');
  if (!run) return 'none';
  const reports = await readReports<PhaseReport>(ledger, run.id, 'reconciliation');
  return reports.map(({ module, outcomes }) => `${outcomes.created.toLocaleString('en')} ${module}`).join(', ');
}
