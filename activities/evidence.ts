import { digestOf } from '../connectors/digest.ts';
import { listDocuments, storeSignOff } from '../connectors/ledger/sign-offs.ts';
import { readEngagement } from '../connectors/ledger/engagements.ts';
import { readReports } from '../connectors/ledger/phases.ts';
import { listRuns } from '../connectors/ledger/runs.ts';
import type { RunRef } from '../schemas/engagement.ts';
import type { PhaseReport } from '../schemas/report.ts';
import type { DocumentRef, Evidence, HeardSignOff } from '../schemas/sign-off.ts';
import type { Environment, Gate } from '../schemas/words.ts';
import { documentsFolder } from './documents.ts';
import type { Ports } from './ports.ts';

/** Beginnings of the names of the documents that each gate shows. */
const shown: Record<string, string[]> = {
  scope: ['preflight', 'scope'],
  mapping: ['mapping'],
  rehearsal: ['reconciliation-sandbox', 'verification-sandbox', 'spot-check', 'rollback-preview-sandbox'],
  production: ['reconciliation-sandbox', 'verification-sandbox', 'rollback-sandbox'],
  freeze: ['reconciliation-production', 'verification-production'],
  acceptance: ['reconciliation-production', 'verification-production', 'handoff'],
  exception: ['reconciliation'],
};

export function evidenceActivities({ ledger }: Ports) {
  return {
    /**
     * The evidence of a gate. Its digest covers the documents, the engagement's files and the mapping, so that a change
     * of any of them closes the gate again.
     */
    async gatherEvidence(input: {
      engagement: string;
      gate: Gate;
      run: RunRef | null;
      why: string | null;
    }): Promise<Evidence> {
      const stored = await readEngagement(ledger, input.engagement);
      const kind = input.gate.split(':')[0] ?? '';
      const all = await listDocuments(ledger, input.engagement, documentsFolder(stored));
      const run = input.run?.run;
      const documents = all.filter(
        ({ name }) =>
          shown[kind]?.some((beginning) => name.startsWith(beginning)) &&
          // A rehearsal is judged by its own documents, not by those of an earlier one.
          (!run || !/-(full|delta)-\d+/.test(name) || new RegExp(`-${run}(-|\\.)`).test(name)),
      );
      const summary = input.why ?? (await summarise(input.engagement, input.gate, documents));
      const covered = { documents, config: stored.configDigest, mapping: stored.mappingDigest, why: input.why };
      return { gate: input.gate, digest: digestOf(covered).slice(0, 16), summary, documents };
    },

    async recordSignOff(input: { engagement: string; heard: HeardSignOff }): Promise<void> {
      await storeSignOff(ledger, input.engagement, input.heard);
    },
  };

  async function summarise(engagement: string, gate: Gate, documents: DocumentRef[]): Promise<string> {
    const phases = await phasesOf(engagement, gate === 'rehearsal' || gate === 'production' ? 'sandbox' : 'production');
    const what: Record<string, string> = {
      scope: 'What there is, what moves where, and what a CRM can not hold.',
      mapping: 'Which source field becomes which field in Zoho. No record moves before this is signed.',
      rehearsal: `The sandbox is loaded and read back: ${phases}.`,
      production: `The rehearsal closed and was rolled back: ${phases}. Production is loaded next.`,
      freeze: `Production is loaded and read back: ${phases}. Freeze the source; deltas follow.`,
      acceptance: `Everything is in Zoho, verified and handed off: ${phases}.`,
    };
    return `${what[gate] ?? ''} ${documents.length} documents.`.trim();
  }

  async function phasesOf(engagement: string, environment: Environment): Promise<string> {
    const runs = (await listRuns(ledger, engagement)).filter((run) => run.environment === environment);
    const run = runs.findLast((one) => one.run.startsWith('full-'));
    if (!run) return 'nothing';
    const reports = await readReports<PhaseReport>(ledger, run.id, 'reconciliation');
    return reports.map(({ module, outcomes }) => `${outcomes.created.toLocaleString('en')} ${module}`).join(', ');
  }
}
