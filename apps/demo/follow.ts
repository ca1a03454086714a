import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { EngagementFile } from '../../schemas/engagement-file.ts';
import type { EngagementStatus } from '../../schemas/engagement.ts';
import type { RunRef } from '../../schemas/refs.ts';
import type { Evidence } from '../../schemas/sign-off.ts';
import { signOffUpdate } from '../../workflows/messages.ts';
import { ask } from '../cli/ask.ts';
import { findEngagement, readStatus, tell } from '../cli/engagement.ts';
import { isUnanswered } from '../cli/failure.ts';
import { approverFor } from './approver.ts';
import type { Narration } from './narration.ts';
import { currentPhase, progressLine, remember, sampleOf, type Sample } from './progress.ts';
import { gateText, phaseLine, signCommand, signedText } from './words.ts';

export interface Following {
  client: Client;
  file: EngagementFile;
  narration: Narration;
  /** Leave every gate to people. */
  pauseAtGates: boolean;
  /** Leave the acceptance gate to people. */
  keep: boolean;
  signal: AbortSignal;
  /** Told once when an acceptance gate opens that is left to people. */
  atAcceptance(status: EngagementStatus): Promise<void>;
}

const statusEveryMs = 500;
const progressEveryMs = 1_000;
/** Steps that a gate's or a phase's own line tells already. */
const saidOtherwise = /^opening$|reconciled$|: (approved|changes-requested|rejected)$/;
const ended: EngagementStatus['state'][] = ['closed', 'rejected', 'stopped', 'rolled back'];

/**
 * Follows an engagement to its end: tells its steps and phases, and signs its gates as the approvers of the demo.
 *
 * @throws {WorkflowFailedError} if the engagement fails
 * @throws the signal's reason when it is aborted
 */
export async function follow(following: Following): Promise<EngagementStatus> {
  const { client, file, narration, signal } = following;
  const told = { step: '', gate: '', reports: new Set<string>() };
  const progress = tellProgress(following);
  for (;;) {
    signal.throwIfAborted();
    const now = await readStatus(client, file.slug).catch((error: unknown) => {
      if (isUnanswered(error)) return null;
      throw error;
    });
    if (now) {
      for (const line of now.reports.map(phaseLine)) {
        if (!told.reports.has(line)) narration.say(line);
        told.reports.add(line);
      }
      if (ended.includes(now.state)) {
        await findEngagement(client, file.slug).result();
        return now;
      }
      if (now.step !== told.step && now.state === 'running' && !saidOtherwise.test(now.step)) {
        narration.say(`- ${now.step}`);
      }
      told.step = now.step;
      if (now.gate && now.gate.digest + now.gate.gate !== told.gate) {
        told.gate = now.gate.digest + now.gate.gate;
        await meetGate(following, now.gate, now);
      }
      if (now.run && !now.gate) await progress(now.run);
    }
    await delay(statusEveryMs, undefined, { signal });
  }
}

async function meetGate(following: Following, gate: Evidence, now: EngagementStatus): Promise<void> {
  const { client, file, narration, pauseAtGates, keep } = following;
  const approver = approverFor(file, gate.gate);
  narration.say(gateText(gate));
  if (keep && gate.gate === 'acceptance') return following.atAcceptance(now);
  if (pauseAtGates) {
    return narration.say(`    it waits for a signature:\n    ${signCommand(file.slug, gate, approver)}`);
  }
  const verdict = await tell(client, file.slug, signOffUpdate, {
    gate: gate.gate,
    decision: 'approved',
    by: approver.email,
    role: approver.role,
    digest: gate.digest,
    comment: 'Signed by the demo.',
  });
  if (!verdict.counted) throw new Error(`The demo's sign-off of ${gate.gate} did not count: ${verdict.why}`);
  narration.say(signedText(approver));
}

function tellProgress({ client, file, narration }: Following): (run: RunRef) => Promise<void> {
  let samples: Sample[] = [];
  let asked = -Infinity;
  return async (run) => {
    if (Date.now() - asked < progressEveryMs) return;
    asked = Date.now();
    const all = await ask(client, { about: 'progress', engagement: file.slug });
    const phase = currentPhase(all.filter((one) => one.environment === run.environment && one.run === run.run));
    if (!phase) return;
    samples = remember(samples, sampleOf(phase, asked));
    narration.show(progressLine(phase, samples));
  };
}
