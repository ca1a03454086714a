import type { EngagementState } from '../../schemas/engagement.ts';
import type { FinalReport, OutcomeCounts, PhaseReport } from '../../schemas/report.ts';
import type { DocumentRef } from '../../schemas/sign-off.ts';
import type { Module } from '../../schemas/terms.ts';

/** What `npm run demo -- --json` prints as its last line. */
export interface DemoSummary {
  engagement: string;
  state: EngagementState;
  environments: Record<string, { run: string; modules: ModuleSummary[] }>;
  /** The count identity closes in every listed phase. False if nothing was loaded. */
  identityClosed: boolean;
  credits: number;
  /** From the start of the engagement to its end. */
  seconds: number;
  documents: DocumentRef[];
}

export type ModuleSummary = OutcomeCounts & {
  module: Module;
  extracted: number;
  /** Zoho's own count after the phase. */
  destination: number;
  identityClosed: boolean;
  seconds: number;
  recordsPerSecond: number;
  calls: number;
  credits: number;
};

/** The figures of the last full run of each environment. The credits are those of the whole engagement. */
export function demoSummary(report: FinalReport, ended: { state: EngagementState; seconds: number }): DemoSummary {
  const environments: DemoSummary['environments'] = {};
  for (const [environment, runs] of Object.entries(report.environments)) {
    const run = runs.findLast((one) => one.kind === 'full');
    if (run) environments[environment] = { run: run.run, modules: run.modules.map(moduleSummary) };
  }
  const phases = Object.values(environments).flatMap(({ modules }) => modules);
  return {
    engagement: report.engagement,
    state: ended.state,
    environments,
    identityClosed: report.identityClosed && phases.length > 0 && phases.every((phase) => phase.identityClosed),
    credits: Object.values(report.creditUse)
      .flat()
      .reduce((sum, used) => sum + used.credits, 0),
    seconds: ended.seconds,
    documents: report.documents,
  };
}

function moduleSummary(phase: PhaseReport): ModuleSummary {
  const { module, extracted, outcomes, destination, identityClosed, seconds, recordsPerSecond, calls, credits } = phase;
  const effort = { seconds, recordsPerSecond, calls, credits };
  return { module, extracted, ...outcomes, destination: destination.now, identityClosed, ...effort };
}
