import { creditsLeftText } from '../../../domain/credits-left.ts';
import { currentStep } from '../../../domain/cutover/follow.ts';
import { stepNames } from '../../../domain/documents/cutover-steps.ts';
import { progressLine } from '../../../domain/progress.ts';
import { liveReports } from '../../../domain/rollback-report.ts';
import type { EngagementStatus, StepProgress } from '../../../schemas/engagement.ts';
import type { OrgCredits, PhaseReport } from '../../../schemas/report.ts';
import { outcomes } from '../../../schemas/terms.ts';
import { ask } from '../ask.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { findEngagement, readSlug, readKnownStatus } from '../engagement.ts';
import { exitCodes } from '../failure.ts';
import { portageCommand } from '../portage-command.ts';
import { listRetries, type Retry } from '../retries.ts';
import { readProgress } from '../read-progress.ts';
import { withLaterRollbacks } from '../rollbacks.ts';
import { showRollback } from '../show-rollback.ts';
import { showStaying } from '../show-staying.ts';
import { print, printFacts, printJson, printTable, printInfo } from '../print.ts';

export const status = command({
  name: 'status',
  description: 'The state of an engagement; exit code 3 while it waits at a gate',
  example: 'portage status delta-telecom',
  args: {
    slug: { type: 'positional', required: true, description: 'Slug of the engagement' },
    credits: { type: 'boolean', description: 'Ask a worker also for the API credits used and left' },
  },
  run: ({ slug, json, credits: asksCredits }) =>
    withClient(async (client) => {
      const now = await withLaterRollbacks(client, await readKnownStatus(client, slug));
      const { status: workflow } = await findEngagement(client, slug).describe();
      const [retries, progress] = await Promise.all([listRetries(client, slug), readProgress(client, now)]);
      const credits = asksCredits ? await ask(client, { about: 'credits', engagement: readSlug(slug) }) : null;
      if (json) printJson({ ...now, progress, retries, ...(credits && { credits }) });
      else show(now, progress, retries, credits);
      // Throws the reason of the failure.
      if (workflow.name === 'FAILED') await findEngagement(client, slug).result();
      if (now.gate && now.state === 'waiting at gate') {
        printInfo(`\nIt waits at the gate ${now.gate.gate}: ${portageCommand(`gates ${slug}`)}`);
        process.exitCode = exitCodes.waitingAtGate;
      }
    }),
});

function show(now: EngagementStatus, progress: StepProgress[], retries: Retry[], credits: OrgCredits[] | null): void {
  printFacts([
    ['engagement', now.engagement],
    ['state', now.paused ? `${now.state}, paused` : now.state],
    ['step', now.step],
    ...(now.gate ? [['gate', `${now.gate.gate}: ${now.gate.summary}`] as [string, string]] : []),
    ...cutoverFacts(now),
    ...(now.run ? [['run', `${now.run.environment} ${now.run.run}`] as [string, string]] : []),
    ...progress.map((one): [string, string] => ['progress', progressLine(one)]),
    ['lanes', now.lanes],
  ]);
  if (retries.length > 0) showRetries(retries);
  if (credits) showCredits(credits);
  const reports = liveReports(now);
  if (reports.length > 0) showReports(reports);
  for (const report of now.rollbacks ?? []) {
    print(`\n${report.environment}, rolled back (${report.runs.join(', ') || 'no run'}):`);
    showRollback(report, 'done');
  }
  if (now.staying) showStaying(now.staying);
}

function cutoverFacts({ cutover = [] }: EngagementStatus): [string, string][] {
  const step = currentStep(cutover);
  if (!step) return [];
  return [['cutover', `${stepNames[step.id]}, step ${cutover.indexOf(step) + 1} of ${cutover.length}`]];
}

function showRetries(retries: Retry[]): void {
  print('\nCalls that failed and are repeated:');
  printTable(
    ['Call', 'Failures', 'First failure', 'Last failure', 'Next attempt', 'Reason'],
    retries.map((one) => [
      ...[one.call, one.attempts, momentOf(one.firstFailedAt), momentOf(one.failedAt)],
      ...[momentOf(one.nextAt, 'now'), one.reason],
    ]),
  );
}

function showCredits(credits: OrgCredits[]): void {
  print('');
  printTable(
    ['Environment', 'calls', 'credits used', 'credits left in the org'],
    credits.map(({ environment, used, left }) => [
      environment,
      used.reduce((sum, one) => sum + one.calls, 0),
      used.reduce((sum, one) => sum + one.credits, 0),
      creditsLeftText(left),
    ]),
  );
}

function showReports(reports: PhaseReport[]): void {
  print('');
  printTable(
    ['Environment', 'Run', 'Module', 'extracted', ...outcomes, 'in Zoho', 'closes'],
    reports.map((one) => [
      one.environment,
      one.run,
      one.module,
      one.extracted,
      ...outcomes.map((outcome) => one.outcomes[outcome]),
      one.destination.now,
      one.identityClosed ? 'yes' : 'NO',
    ]),
  );
}

/** `yyyy-mm-dd hh:mm:ss` in UTC: a call can fail for days. */
const momentOf = (iso: string | null, otherwise = ''): string =>
  iso === null ? otherwise : `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
