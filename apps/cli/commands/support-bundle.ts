import { resolve } from 'node:path';
import type { Client } from '@temporalio/client';
import { bundleFiles, type SupportPart } from '../../../domain/support/bundle.ts';
import { describeStatus } from '../../../domain/support/reports.ts';
import type { EngagementStatus } from '../../../schemas/engagement.ts';
import type { Json } from '../../../schemas/json.ts';
import type { SupportReport } from '../../../schemas/support.ts';
import { describeForSupport } from '../../../steps/support.ts';
import { ask } from '../ask.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { readSlug, readStatus } from '../engagement.ts';
import { CliError, explain } from '../failure.ts';
import { ledgerOrWorkerOption, withLedger } from '../ledger.ts';
import { print, printInfo, printJson } from '../print.ts';
import { listRetries, type Retry } from '../retries.ts';
import { writeZip } from '../zip.ts';

/** It can read the ledger itself, because support is needed most when no worker answers. */
export const supportBundle = command({
  name: 'support-bundle',
  description: 'Write a zip for support: versions, settings, counts, times and failures; no records, secrets or people',
  example: 'portage support-bundle delta-telecom --into delta-telecom-support.zip',
  args: {
    slug: { type: 'positional', required: true, description: 'Slug of the engagement' },
    into: { type: 'string', description: 'The zip to write; an existing file stays', valueHint: 'file' },
    ledger: ledgerOrWorkerOption,
  },
  async run({ slug, into, ledger, json }) {
    const engagement = readSlug(slug);
    const at = new Date().toISOString();
    const file = resolve(into ?? `support-${engagement}-${at.slice(0, 19).replaceAll(/[-:T]/g, '')}.zip`);
    const gathered = await gather(engagement, ledger);
    const files = bundleFiles({ engagement, at }, partsOf(gathered), {
      people: peopleIn(gathered),
      keep: orgsIn(gathered),
    });
    await writeZip(file, files);
    const missing = partsOf(gathered).flatMap((part) => ('missing' in part ? [part] : []));
    if (json) return printJson({ file, files: files.map(({ name }) => name), missing });
    for (const { name, missing: why } of missing) printInfo(`! ${name}: ${why}`);
    print(file);
    printInfo('Read it before you send it. README.md in it says what it has, and what was left out.');
  },
});

type Answer<Content> = { content: Content } | { missing: string };
interface Gathered {
  report: Answer<SupportReport>;
  status: Answer<EngagementStatus>;
  attempts: Answer<Retry[]>;
}

/** Asks everyone who may know something; what does not answer is missing in the bundle, with the reason. */
async function gather(engagement: string, ledger: string | undefined): Promise<Gathered> {
  const ofTemporal = await attempt(() =>
    withClient(async (client) => ({
      status: await attempt(() => readStatus(client, engagement)),
      attempts: await attempt(() => listRetries(client, engagement)),
      report: ledger === undefined ? await attempt(() => askWorker(client, engagement)) : null,
    })),
  );
  const { status, attempts, report } =
    'content' in ofTemporal ? ofTemporal.content : { status: ofTemporal, attempts: ofTemporal, report: null };
  const gathered = {
    ...{ status, attempts },
    report:
      ledger === undefined
        ? (report ?? (ofTemporal as { missing: string }))
        : await attempt(() => withLedger(ledger, (opened) => describeForSupport(opened, engagement, null))),
  };
  const reasons = [gathered.report, status, attempts].flatMap((one) => ('missing' in one ? [one.missing] : []));
  if (reasons.length === 3) {
    throw new CliError(
      `Nothing is known of the engagement "${engagement}": ${[...new Set(reasons)].join(' ')}`,
      'No file was written.',
      'Correct what is named above, or give the URL of the ledger with --ledger env:NAME.',
    );
  }
  return gathered;
}

const askWorker = (client: Client, engagement: string) => ask(client, { about: 'support', engagement });

async function attempt<Content>(work: () => Promise<Content>): Promise<Answer<Content>> {
  try {
    return { content: await work() };
  } catch (error) {
    return { missing: explain(error).lines[0] ?? '' };
  }
}

/** What each file of the bundle has. */
const ofReport: [name: string, about: string, take: (report: SupportReport) => unknown][] = [
  ['versions', 'digests of the code, the mapping and the files, and the version of the ledger', (one) => one.versions],
  ['worker', 'settings of the worker that answered', (one) => one.worker],
  ['configuration', "the engagement's files, without values, queries and people", (one) => one.configuration],
  ['runs', 'all loads and their states', (one) => one.runs],
  ['reports', 'counts of each phase, and what the verification found', (one) => one.reports],
  ['exceptions', 'exceptions by reason, and conflicts', ({ exceptions, conflicts }) => ({ exceptions, conflicts })],
  ['receipts', 'what the guard scanned and withheld', (one) => one.receipts],
  ['timings', 'when each step began and ended, and what is under way', ({ steps, progress }) => ({ steps, progress })],
  ['credits', 'calls and credits by phase', (one) => one.credits],
  ['refusals', 'messages that did not count, and why', (one) => one.refusals],
  [
    'documents',
    'all documents with their digests, and the state of the audit',
    ({ documents, audit }) => ({ documents, audit }),
  ],
];

function partsOf({ report, status, attempts }: Gathered): SupportPart[] {
  return [
    ...ofReport.map(([name, about, take]): SupportPart => {
      if ('missing' in report) return { name, about, missing: report.missing };
      const content = take(report.content);
      return content === null
        ? { name, about, missing: 'The ledger was read without a worker.' }
        : { name, about, content: content as Json };
    }),
    part('status', 'where the engagement is', status, (now) => describeStatus(now)),
    part('attempts', 'calls that failed and are repeated', attempts, (all) => all as unknown as Json),
  ];
}

const part = <Content>(
  name: string,
  about: string,
  answer: Answer<Content>,
  take: (content: Content) => Json,
): SupportPart =>
  'missing' in answer ? { name, about, missing: answer.missing } : { name, about, content: take(answer.content) };

/** People whose sign-offs count, so that a failure that names one shows the role. */
const peopleIn = ({ status }: Gathered) =>
  'missing' in status
    ? []
    : status.content.signOffs
        .filter(({ verdict }) => verdict.counted)
        .map(({ signOff }) => ({ email: signOff.by, role: signOff.role }));

/** Ids of the orgs, which the report has as settings. */
function orgsIn({ report }: Gathered): string[] {
  if ('missing' in report) return [];
  const { engagement } = report.content.configuration as {
    engagement: { destination: Record<string, { orgId?: string }> };
  };
  return Object.values(engagement.destination).flatMap(({ orgId }) => orgId ?? []);
}
