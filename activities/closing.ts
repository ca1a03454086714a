import { readCreditUse } from '../connectors/ledger/credits.ts';
import { readEngagement } from '../connectors/ledger/engagements.ts';
import { listDocuments } from '../connectors/ledger/sign-offs.ts';
import { readReports } from '../connectors/ledger/phases.ts';
import { countRemarks } from '../connectors/ledger/records.ts';
import { listRuns } from '../connectors/ledger/runs.ts';
import { finalReportDocument } from '../domain/documents/final-report.ts';
import type { FinalReport, PhaseReport, VerifyReport } from '../schemas/report.ts';
import type { DocumentRef } from '../schemas/sign-off.ts';
import { environments as environmentNames, modules } from '../schemas/words.ts';
import { documentsFolder, writeDocument } from './documents.ts';
import type { Ports } from './ports.ts';
import { joinResults } from './verification.ts';

export function closingActivities(ports: Ports) {
  const { ledger } = ports;

  async function describe(engagement: string): Promise<FinalReport> {
    const stored = await readEngagement(ledger, engagement);
    const environments: FinalReport['environments'] = {};
    const withheld = new Map<string, number>();
    let bodiesScanned = 0;
    for (const run of (await listRuns(ledger, engagement)).filter((one) => one.run !== 'before')) {
      const phases = await readReports<PhaseReport>(ledger, run.id, 'reconciliation');
      const parts = await readReports<VerifyReport>(ledger, run.id, 'verification');
      const ref = { engagement, environment: run.environment, run: run.run };
      (environments[run.environment] ??= []).push({
        run: run.run,
        seconds: sum(phases.map((one) => one.seconds)),
        calls: sum(phases.map((one) => one.calls)),
        credits: sum(phases.map((one) => one.credits)),
        modules: phases.sort((a, b) => modules.indexOf(a.module) - modules.indexOf(b.module)),
        verify: parts.length > 0 ? joinResults(ref, parts) : null,
      });
      bodiesScanned += Number(run.bodiesScanned);
      for (const { rule, count } of await countRemarks(ledger, run.id)) {
        if (rule.startsWith('withheld:')) withheld.set(rule, Math.max(count, withheld.get(rule) ?? 0));
      }
    }
    const creditUse: FinalReport['creditUse'] = {};
    for (const environment of environmentNames) {
      const { orgId } = stored.engagement.destination[environment];
      creditUse[environment] = await readCreditUse(ledger, orgId, engagement);
    }
    const all = Object.values(environments).flat();
    return {
      engagement,
      customer: stored.engagement.customer,
      closedAt: new Date().toISOString(),
      identityClosed: all.length > 0 && all.every((run) => run.modules.every((one) => one.identityClosed)),
      verified: all.length > 0 && all.every((run) => run.verify?.agrees ?? false),
      environments,
      creditUse,
      withheld: [...withheld].map(([rule, count]) => ({ rule, count })),
      bodiesScanned,
      documents: await listDocuments(ledger, engagement, documentsFolder(stored)),
    };
  }

  return {
    describeEngagement: describe,

    /** Writes the final report, and lists every document with its digest. */
    async close(input: { engagement: string }): Promise<{ documents: DocumentRef[] }> {
      const stored = await readEngagement(ledger, input.engagement);
      const report = await describe(input.engagement);
      await writeDocument(ports, stored, 'final-report', finalReportDocument(report), report);
      return { documents: await listDocuments(ledger, input.engagement, documentsFolder(stored)) };
    },
  };
}

const sum = (numbers: number[]) => Math.round(numbers.reduce((total, one) => total + one, 0) * 10) / 10;
