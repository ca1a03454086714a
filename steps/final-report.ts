import { readCreditUse } from '../connectors/ledger/credits.ts';
import { readReports } from '../connectors/ledger/phases.ts';
import { countRemarks } from '../connectors/ledger/records.ts';
import { listRuns, type Run } from '../connectors/ledger/runs.ts';
import { finalReportDocument } from '../domain/documents/final-report.ts';
import { joinVerification } from '../domain/join-verification.ts';
import type { FinalReport, LoadReport, ModuleVerification, PhaseReport } from '../schemas/report.ts';
import type { DocumentRef } from '../schemas/sign-off.ts';
import { environments as environmentNames } from '../schemas/terms.ts';
import { writeAcceptancePack } from './acceptance-pack.ts';
import { findDocuments, writeDocument } from './documents.ts';
import { describeLocks } from './lock-history.ts';
import type { Ports, StoredEngagement } from './ports.ts';
import { compareModules } from '../domain/modules-of.ts';

/** Writes the final report and the acceptance pack, and lists every document with its digest. */
export async function closeEngagement(ports: Ports, stored: StoredEngagement): Promise<{ documents: DocumentRef[] }> {
  const report = await describeEngagement(ports, stored);
  await writeDocument(ports, stored, { kind: 'final-report' }, finalReportDocument(report), report);
  await writeAcceptancePack(ports, stored, report);
  return { documents: await findDocuments(ports, stored) };
}

/** All figures of an engagement up to now. */
export async function describeEngagement(ports: Ports, stored: StoredEngagement): Promise<FinalReport> {
  const { ledger } = ports;
  const { slug, customer, destination } = stored.engagement;
  const loads = await listRuns(ledger, slug);
  const environments = await describeLoads(ports, loads);
  const creditUse: FinalReport['creditUse'] = {};
  for (const environment of environmentNames)
    creditUse[environment] = await readCreditUse(ledger, destination[environment].orgId, slug);
  const all = Object.values(environments).flat();
  return {
    engagement: slug,
    customer,
    closedAt: new Date().toISOString(),
    identityClosed: all.length > 0 && all.every((load) => load.modules.every((one) => one.identityClosed)),
    verified: all.length > 0 && all.every((load) => load.verify?.agrees ?? false),
    environments,
    creditUse,
    withheld: await countWithheld(ports, loads),
    bodiesScanned: loads.reduce((sum, run) => sum + run.bodiesScanned, 0),
    locks: await describeLocks(ports, { engagement: slug, environment: 'production' }),
    documents: await findDocuments(ports, stored),
  };
}

/** The figures of runs by environment, from their reports. */
export async function describeLoads(ports: Pick<Ports, 'ledger'>, loads: Run[]): Promise<FinalReport['environments']> {
  const environments: FinalReport['environments'] = {};
  for (const run of loads) (environments[run.environment] ??= []).push(await describeLoad(ports, run));
  return environments;
}

/** The figures of one run, from its reports. */
export async function describeLoad({ ledger }: Pick<Ports, 'ledger'>, run: Run): Promise<LoadReport> {
  const phases = await readReports<PhaseReport>(ledger, run.id, 'reconciliation');
  const parts = await readReports<ModuleVerification>(ledger, run.id, 'verification');
  const { engagement, environment, run: name, kind } = run;
  return {
    run: name,
    kind,
    seconds: sum(phases.map((one) => one.seconds)),
    calls: sum(phases.map((one) => one.calls)),
    credits: sum(phases.map((one) => one.credits)),
    modules: phases.toSorted((a, b) => compareModules(a.module, b.module)),
    verify: parts.length > 0 ? joinVerification({ engagement, environment, run: name }, parts) : null,
  };
}

/** Number of withheld values by rule: the maximum over all loads, because every load transforms the same rows. */
async function countWithheld({ ledger }: Ports, loads: { id: number }[]): Promise<FinalReport['withheld']> {
  const withheld = new Map<string, number>();
  for (const { id } of loads) {
    for (const { rule, count } of await countRemarks(ledger, id))
      if (rule.startsWith('withheld:')) withheld.set(rule, Math.max(count, withheld.get(rule) ?? 0));
  }
  return [...withheld].map(([rule, count]) => ({ rule, count }));
}

const sum = (numbers: number[]) => Math.round(numbers.reduce((total, one) => total + one, 0) * 10) / 10;
