import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { demoSummary, type DemoSummary } from '../../domain/documents/demo-summary.ts';
import { finalReportVerdict } from '../../domain/documents/final-report.ts';
import { liveLines } from '../../domain/documents/live-demo.ts';
import { counted, duration } from '../../domain/documents/markdown.ts';
import type { EngagementFile } from '../../schemas/engagement-file.ts';
import type { EngagementStatus } from '../../schemas/engagement.ts';
import type { LiveResult } from '../../schemas/live-demo.ts';
import type { FinalReport } from '../../schemas/report.ts';
import { ask } from '../cli/ask.ts';
import { findEngagement } from '../cli/engagement.ts';
import { print, printTable } from '../cli/print.ts';
import { startEngagement } from '../cli/start-engagement.ts';
import { exampleFolder, type ExampleStack } from '../dev/example-stack.ts';
import { approverFor, readEngagementFile, signAs } from './approver.ts';
import { follow } from './follow.ts';
import { startLiveSource, type LiveSource } from './live.ts';
import type { Output } from '../cli/output.ts';
import { documentsFolder, suggestionsText, summaryHead, summaryRows } from './texts.ts';

export interface DemoOptions {
  pauseAtGates: boolean;
  keep: boolean;
  json: boolean;
  /** Change the source meanwhile, and compare it with Zoho at the end. */
  live: { answers: string } | null;
}

const engagementFile = join(exampleFolder, 'engagement.yml');
/** A record that the demo loads, whatever its size. */
const exampleRecord = 'subscribers:SUB-000001';

/**
 * Runs the demo engagement and prints its reconciliation.
 *
 * @returns whether the engagement is closed, the count identity closed everywhere, and a live source is equal to Zoho
 */
export async function runDemo(
  stack: ExampleStack,
  options: DemoOptions,
  output: Output,
  signal: AbortSignal,
): Promise<boolean> {
  const { temporalAddress: address, temporalUiUrl: uiUrl, namespace } = stack.servers;
  const file = readEngagementFile(engagementFile);
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, namespace });
  const started = Date.now();
  let live: LiveSource | null = null;
  const conclude = async (status: EngagementStatus): Promise<Conclusion> => {
    const report = await ask(client, { about: 'report', engagement: file.slug });
    const seconds = Math.round((Date.now() - started) / 100) / 10;
    const summary = demoSummary(report, { state: status.state, seconds });
    const ending = live ? await live.conclude(status) : null;
    printSummary(summary, ending, options.json, output);
    output.print(endText(report, summary));
    return { summary, ending };
  };
  const atAcceptance = async (status: EngagementStatus): Promise<void> => {
    await conclude(status);
    output.print(await suggestions(client, stack, file, status));
  };
  try {
    const org = file.destination.production.orgId;
    if (options.live) live = await startLiveSource({ stack, org, ...options.live, output, signal });
    const workflowId = await startEngagement(client, file.slug, engagementFile);
    output.print(`Started the workflow ${workflowId}; watch it at ${uiUrl}\n`);
    const ended = await follow({
      client,
      address,
      namespace,
      file,
      keys: stack.keys,
      output,
      signal,
      ...options,
      live,
      atAcceptance,
    });
    const { summary, ending } = await conclude(ended);
    // Whoever signed the gates tries the commands for an engagement that has ended next.
    if (options.keep || options.pauseAtGates) {
      output.print(`The stack stays up: Temporal UI ${uiUrl}. Ctrl-C stops it.`);
      await delay(2 ** 31 - 1, undefined, { signal }).catch(() => {});
    }
    const isEqual = ending === null || ending.comparison.differing === 0;
    return summary.state === 'closed' && summary.identityClosed && isEqual;
  } finally {
    await live?.close();
    await connection.close();
  }
}

interface Conclusion {
  summary: DemoSummary;
  /** How source and Zoho compare, if the source kept changing. */
  ending: LiveResult | null;
}

function printSummary(summary: DemoSummary, live: LiveResult | null, json: boolean, output: Output): void {
  print('');
  printTable(summaryHead, summaryRows(summary));
  const folder = summary.documents[0] && documentsFolder(summary.documents[0]);
  if (folder) print(`\n${summary.documents.length} documents in ${folder}`);
  if (live) print(`\n${liveLines(live).join('\n')}`);
  if (json) print(JSON.stringify(live ? { ...summary, live } : summary));
  output.print('');
}

function endText(report: FinalReport, { state, seconds, credits }: DemoSummary): string {
  const effort = `it took ${duration(seconds)} and ${counted(credits, 'API credit')}`;
  return `${finalReportVerdict(report)} The engagement is ${state}; ${effort}.`;
}

async function suggestions(
  client: Client,
  { servers, consoleUrl, keys }: ExampleStack,
  file: EngagementFile,
  { gate }: EngagementStatus,
): Promise<string> {
  const { runId } = await findEngagement(client, file.slug).describe();
  const { temporalAddress: address, temporalUiUrl: uiUrl, namespace } = servers;
  const approver = approverFor(file, 'acceptance');
  const signOff = gate && signAs(file.slug, approver, gate, keys);
  const key = exampleRecord;
  return suggestionsText({ slug: file.slug, runId, address, namespace, uiUrl, consoleUrl, gate, signOff, key });
}
