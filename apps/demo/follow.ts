import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { EngagementFile, Person } from '../../schemas/engagement-file.ts';
import { hasEnded, type EngagementStatus } from '../../schemas/engagement.ts';
import type { RunRef } from '../../schemas/refs.ts';
import type { Evidence } from '../../schemas/sign-off.ts';
import { decideExceptions, signOffUpdate } from '../../workflows/messages.ts';
import { ask } from '../cli/ask.ts';
import { findEngagement, readStatus, sendUpdate } from '../cli/engagement.ts';
import { readSums } from '../cli/exceptions.ts';
import { isUnanswered } from '../cli/failure.ts';
import type { ApproverKeys } from '../dev/approver-keys.ts';
import { approverFor, leaveOutAs, signAs } from './approver.ts';
import type { LiveSource } from './live.ts';
import type { Output } from '../cli/output.ts';
import { isBlocked } from '../../domain/open-exceptions.ts';
import { decidedText, gateText, phaseLine, signCommand, signedText } from './texts.ts';
import { addSample, currentSteps, progressLine, sampleOf, type Sample } from '../../domain/progress.ts';

export interface Following {
  client: Client;
  /** Address and namespace of the Temporal server, for commands that people can use. */
  address: string;
  namespace: string;
  file: EngagementFile;
  keys: ApproverKeys;
  output: Output;
  /** Leave every gate to people. */
  pauseAtGates: boolean;
  /** Leave the acceptance gate to people. */
  keep: boolean;
  signal: AbortSignal;
  /** The source that keeps changing meanwhile. */
  live: LiveSource | null;
  /** Called once, when an acceptance gate opens that is left to people. */
  atAcceptance(status: EngagementStatus): Promise<void>;
}

const statusEveryMs = 500;
const progressEveryMs = 1_000;

/**
 * Follows an engagement to its end: prints its steps and phases, and signs its gates as the approvers of the demo.
 *
 * @throws {WorkflowFailedError} if the engagement fails
 * @throws the signal's reason when it is aborted
 */
export async function follow(following: Following): Promise<EngagementStatus> {
  const { client, file, live, output, signal } = following;
  const printed = { step: 'opening', gate: '', reports: new Set<string>() };
  const printProgress = progressPrinter(following);
  for (;;) {
    signal.throwIfAborted();
    const now = await readStatus(client, file.slug).catch((error: unknown) => {
      if (isUnanswered(error)) return null;
      throw error;
    });
    if (now) {
      await live?.observe(now);
      for (const line of now.reports.map(phaseLine)) {
        if (!printed.reports.has(line)) output.print(line);
        printed.reports.add(line);
      }
      if (hasEnded(now)) {
        await findEngagement(client, file.slug).result();
        return now;
      }
      // Gates and phases have lines of their own.
      if (now.step !== printed.step && now.state === 'running' && !now.stepIsResult) {
        output.print(`- ${now.step}`);
      }
      printed.step = now.step;
      const shown = now.gate ? `${now.gate.digest} ${now.gate.gate} ${now.gate.approvedBy?.length ?? 0}` : '';
      if (now.gate && shown !== printed.gate) {
        printed.gate = shown;
        await handleGate(following, now.gate, now);
      }
      if (!now.gate) await printProgress(now.run);
    }
    await delay(statusEveryMs, undefined, { signal });
  }
}

async function handleGate(following: Following, gate: Evidence, now: EngagementStatus): Promise<void> {
  const { client, file, keys, output, pauseAtGates, keep, live } = following;
  const approver = approverFor(file, gate.gate, gate.approvedBy);
  output.print(gateText(gate));
  const decision = (await live?.decide(gate, now)) ?? 'approved';
  if (keep && gate.gate === 'acceptance') return following.atAcceptance(now);
  if (pauseAtGates) {
    if (isBlocked(gate)) output.print(`    its exceptions first:\n    npm run portage -- exceptions list ${file.slug}`);
    return output.print(
      `    it waits for a signature:\n    ${signCommand(file.slug, gate, approver, keys, following)}`,
    );
  }
  const decided = await decideOpen(following, gate, approver);
  const verdict = await sendUpdate(
    client,
    file.slug,
    signOffUpdate,
    signAs(file.slug, approver, decided, keys, decision),
  );
  if (!verdict.counted) throw new Error(`The demo's sign-off of ${gate.gate} did not count: ${verdict.why}`);
  output.print(signedText(approver, decision));
}

/**
 * Decides about the exceptions that keep the gate from being approved: the records of each reason are left out.
 *
 * @returns the evidence afterwards
 */
async function decideOpen({ client, file, keys, output }: Following, gate: Evidence, by: Person): Promise<Evidence> {
  if (!isBlocked(gate)) return gate;
  const { environment, reasons } = await readSums(client, file.slug);
  for (const group of reasons.filter(({ open }) => open > 0)) {
    const message = leaveOutAs(file.slug, by, environment, group, keys);
    const verdict = await sendUpdate(client, file.slug, decideExceptions, message);
    if (!verdict.counted) throw new Error(`The demo's decision about exceptions did not count: ${verdict.why}`);
    output.print(decidedText(group, verdict.count, by));
  }
  return (await readStatus(client, file.slug)).gate ?? gate;
}

function progressPrinter({ client, file, output }: Following): (run: RunRef | null) => Promise<void> {
  let samples: Sample[] = [];
  let asked = -Infinity;
  return async (run) => {
    if (Date.now() - asked < progressEveryMs) return;
    asked = Date.now();
    const all = await ask(client, { about: 'progress', engagement: file.slug });
    const step = currentSteps(all, run).at(-1);
    if (!step) return;
    samples = addSample(samples, sampleOf(step, asked));
    output.showProgress(progressLine(step, samples));
  };
}
