import type { FinalReport, PhaseReport, VerifyReport } from '../../schemas/report.ts';
import { outcomes } from '../../schemas/terms.ts';
import { historyLockHead, historyLockRows } from './history-lock.ts';
import { counted, duration, list, page, section, table, type Cell } from './markdown.ts';

/** The final report: every phase of every run, the verification, and the documents with their digests. */
export function finalReportDocument(report: FinalReport): string {
  const { customer, engagement, closedAt, withheld, documents, locks = [] } = report;
  const environments = Object.entries(report.environments);
  const gaps = environments.flatMap(([environment, runs]) =>
    runs.flatMap(({ run, modules }) =>
      modules.flatMap((one) => one.gaps.map((gap) => `${environment}, ${run}, ${one.module}: ${gap}`)),
    ),
  );
  return page(
    `Final report of ${customer}`,
    finalReportVerdict(report),
    list([...gaps, ...locks.flatMap(({ problem }) => problem ?? [])]),
    `Engagement \`${engagement}\`, as of ${closedAt}.`,
    ...environments.map(([environment, runs]) =>
      section(
        environment,
        ...runs.flatMap(({ run, modules, seconds, calls, credits, verify }) => [
          `### Run ${run}`,
          `The phases took ${duration(seconds)}, ${counted(calls, 'call')} and ${counted(credits, 'credit')}. ${verifiedText(verify)}`,
          table(reconciliationHead, reconciliationRows(modules)),
        ]),
        '### Calls to Zoho',
        table(
          ['Phase or step', 'Calls', 'Credits'],
          (report.creditUse[environment] ?? []).map(({ phase, calls, credits }) => [phase, calls, credits]),
        ),
      ),
    ),
    section(
      'Network identifiers',
      `${counted(report.bodiesScanned, 'outgoing body was', 'outgoing bodies were')} scanned before sending. ` +
        (withheld.length === 0 ? 'No value was withheld.' : 'These values were withheld:'),
      table(
        ['Rule', 'Values'],
        withheld.map(({ rule, count }) => [rule, count]),
      ),
    ),
    section('Read-only history', table(historyLockHead, historyLockRows(locks))),
    section(
      'Documents',
      table(
        ['Document', 'SHA-256'],
        documents.map(({ name, digest }) => [name, `\`${digest}\``]),
      ),
    ),
  );
}

export const reconciliationHead = ['Module', 'extracted', ...outcomes, 'in Zoho', 'closes', 'seconds', 'records/s'];

/** One row per phase, for the document and for the command line. */
export function reconciliationRows(phases: PhaseReport[]): Cell[][] {
  return phases.map((one) => [
    one.module,
    one.extracted,
    ...outcomes.map((outcome) => one.outcomes[outcome]),
    one.destination.now,
    one.identityClosed ? 'yes' : 'NO',
    one.seconds,
    one.recordsPerSecond,
  ]);
}

/** One sentence: whether the counts close and the fields agree, if anything was loaded. */
export function finalReportVerdict({
  identityClosed,
  verified,
  environments,
}: Pick<FinalReport, 'identityClosed' | 'verified' | 'environments'>): string {
  if (!Object.values(environments).some((loads) => loads.some(({ modules }) => modules.length > 0)))
    return 'No phase of a load has ended so far.';
  const counts = identityClosed
    ? 'The count identity closes in every phase of every run'
    : '**The count identity does not close in every phase**';
  const fields = verified
    ? 'every written field was read back and agrees'
    : '**some written fields were not read back or do not agree**';
  return `${counts}, and ${fields}.`;
}

function verifiedText(verify: VerifyReport | null): string {
  if (!verify) return 'Not verified.';
  return verify.agrees
    ? 'Every field agrees.'
    : '**Differences were found. They are listed in the verification document.**';
}
