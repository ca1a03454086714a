import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { demoSummary, type DemoSummary } from '../../domain/documents/demo-summary.ts';
import { finalReportVerdict } from '../../domain/documents/final-report.ts';
import { counted, duration } from '../../domain/documents/markdown.ts';
import type { EngagementFile } from '../../schemas/engagement-file.ts';
import type { EngagementStatus } from '../../schemas/engagement.ts';
import type { FinalReport } from '../../schemas/report.ts';
import { ask } from '../cli/ask.ts';
import { findEngagement } from '../cli/engagement.ts';
import { print, printTable } from '../cli/print.ts';
import { startEngagement } from '../cli/start-engagement.ts';
import { exampleFolder, type ExampleStack } from '../dev/example-stack.ts';
import { approverFor, readEngagementFile, signAs } from './approver.ts';
import { follow } from './follow.ts';
import type { Output } from '../cli/output.ts';
import { documentsFolder, suggestionsText, summaryHead, summaryRows } from './texts.ts';

export interface DemoOptions {
  pauseAtGates: boolean;
  keep: boolean;
  json: boolean;
}

const engagementFile = join(exampleFolder, 'engagement.yml');
/** A record that the demo loads, whatever its size. */
const exampleRecord = 'subscribers:SUB-000001';

/**
 * Runs the demo engagement and prints its reconciliation.
 *
 * @returns whether the engagement is closed and the count identity closed everywhere
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
  const conclude = async (status: EngagementStatus): Promise<DemoSummary> => {
    const report = await ask(client, { about: 'report', engagement: file.slug });
    const seconds = Math.round((Date.now() - started) / 100) / 10;
    const summary = demoSummary(report, { state: status.state, seconds });
    printSummary(summary, options.json, output);
    output.print(endText(report, summary));
    return summary;
  };
  const atAcceptance = async (status: EngagementStatus): Promise<void> => {
    await conclude(status);
    output.print(await suggestions(client, stack, file, status));
  };
  try {
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
      atAcceptance,
    });
    const summary = await conclude(ended);
    if (options.keep) {
      output.print(`The stack stays up: Temporal UI ${uiUrl}. Ctrl-C stops it.`);
      await delay(2 ** 31 - 1, undefined, { signal }).catch(() => {});
    }
    return summary.state === 'closed' && summary.identityClosed;
  } finally {
    await connection.close();
  }
}

function printSummary(summary: DemoSummary, json: boolean, output: Output): void {
  print('');
  printTable(summaryHead, summaryRows(summary));
  const folder = summary.documents[0] && documentsFolder(summary.documents[0]);
  if (folder) print(`\n${summary.documents.length} documents in ${folder}`);
  if (json) print(JSON.stringify(summary));
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
