import { digestOf } from '../connectors/digest.ts';
import { readReports } from '../connectors/ledger/phases.ts';
import { listRuns } from '../connectors/ledger/runs.ts';
import type { DocumentKind } from '../connectors/ledger/sign-offs.ts';
import type { EvidenceInput } from '../schemas/engagement.ts';
import type { EnvironmentRef } from '../schemas/refs.ts';
import type { PhaseReport } from '../schemas/report.ts';
import type { DocumentRef, Evidence } from '../schemas/sign-off.ts';
import type { Environment, Gate } from '../schemas/words.ts';
import { findDocuments } from './documents.ts';
import type { Ports, StoredEngagement } from './ports.ts';

interface Shown {
  kinds: DocumentKind['kind'][];
  /** Only documents about this environment, and those about none. */
  environment?: Environment;
}

/** The documents that each gate shows. */
const shown: Record<string, Shown> = {
  scope: { kinds: ['preflight', 'scope'] },
  mapping: { kinds: ['mapping'] },
  rehearsal: { kinds: ['reconciliation', 'verification', 'rollback-preview'], environment: 'sandbox' },
  production: { kinds: ['reconciliation', 'verification', 'rollback'], environment: 'sandbox' },
  freeze: { kinds: ['reconciliation', 'verification'], environment: 'production' },
  acceptance: { kinds: ['reconciliation', 'verification', 'handoff'], environment: 'production' },
  exception: { kinds: ['reconciliation'] },
};

/**
 * The evidence of a gate. Its digest covers the documents, the engagement's files and the mapping, so that a change of
 * any of them closes the gate again.
 */
export async function gatherEvidence(
  ports: Ports,
  stored: StoredEngagement,
  { gate, run, why }: EvidenceInput,
): Promise<Evidence> {
  const { kinds = [], environment } = shown[gate.split(':')[0] ?? ''] ?? {};
  const documents = await findDocuments(
    ports,
    stored,
    (document) =>
      kinds.includes(document.kind) &&
      (!environment || !document.environment || document.environment === environment) &&
      // A rehearsal is judged by its own documents, not by those of an earlier one.
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
    scope: 'What there is, what moves where, and what a CRM can not hold.',
    mapping: 'Which source field becomes which field in Zoho. No record moves before this is signed.',
    rehearsal: `The sandbox is loaded and read back: ${phases}.`,
    production: `The rehearsal closed and was rolled back: ${phases}. Production is loaded next.`,
    freeze: `Production is loaded and read back: ${phases}. Freeze the source; deltas follow.`,
    acceptance: `Everything is in Zoho, verified and handed off: ${phases}.`,
  };
  return `${sentences[gate] ?? ''} ${documents.length} documents.`.trim();
}

/** What the last full load of an environment created, by module. */
async function createdIn({ ledger }: Ports, { engagement, environment }: EnvironmentRef): Promise<string> {
  const runs = (await listRuns(ledger, engagement)).filter((run) => run.environment === environment);
  const run = runs.findLast((one) => one.kind === 'full');
  if (!run) return 'nothing';
  const reports = await readReports<PhaseReport>(ledger, run.id, 'reconciliation');
  return reports.map(({ module, outcomes }) => `${outcomes.created.toLocaleString('en')} ${module}`).join(', ');
}
