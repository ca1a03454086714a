import { creditsLeftText } from '../../../domain/credits-left.ts';
import { outcomes } from '../../../schemas/terms.ts';
import { ask } from '../ask.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { findEngagement, readSlug, readStatus } from '../engagement.ts';
import { exitCodes } from '../failure.ts';
import { listRetries } from '../retries.ts';
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
      const now = await readStatus(client, slug);
      const { status: workflow } = await findEngagement(client, slug).describe();
      const retries = await listRetries(client, slug);
      const credits = asksCredits ? await ask(client, { about: 'credits', engagement: readSlug(slug) }) : null;
      if (json) printJson({ ...now, retries, ...(credits && { credits }) });
      else {
        printFacts([
          ['engagement', now.engagement],
          ['state', now.paused ? `${now.state}, paused` : now.state],
          ['step', now.step],
          ...(now.gate ? [['gate', `${now.gate.gate}: ${now.gate.summary}`] as [string, string]] : []),
          ...(now.run ? [['run', `${now.run.environment} ${now.run.run}`] as [string, string]] : []),
          ['lanes', now.lanes],
        ]);
        if (retries.length > 0) {
          print('\nCalls that failed and are repeated:');
          printTable(
            ['Call', 'Failures', 'First failure', 'Last failure', 'Next attempt', 'Reason'],
            retries.map((one) => [
              ...[one.call, one.attempts, momentOf(one.firstFailedAt), momentOf(one.failedAt)],
              ...[momentOf(one.nextAt, 'now'), one.reason],
            ]),
          );
        }
        if (credits) {
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
        if (now.reports.length > 0) {
          print('');
          printTable(
            ['Environment', 'Run', 'Module', 'extracted', ...outcomes, 'in Zoho', 'closes'],
            now.reports.map((one) => [
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
      }
      // Throws the reason of the failure.
      if (workflow.name === 'FAILED') await findEngagement(client, slug).result();
      if (now.gate && now.state === 'waiting at gate') {
        printInfo(`\nIt waits at the gate ${now.gate.gate}: portage gates ${slug}`);
        process.exitCode = exitCodes.waitingAtGate;
      }
    }),
});

/** `yyyy-mm-dd hh:mm:ss` in UTC: a call can fail for days. */
const momentOf = (iso: string | null, otherwise = ''): string =>
  iso === null ? otherwise : `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
