import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { changesByPhase } from '../../domain/documents/live-demo.ts';
import type { EngagementStatus } from '../../schemas/engagement.ts';
import { LiveChange, LiveComparison, type LiveResult } from '../../schemas/live-demo.ts';
import type { Decision, Evidence } from '../../schemas/sign-off.ts';
import type { ExampleStack } from '../dev/example-stack.ts';
import { startProcess, type ProcessHandle } from '../dev/processes.ts';
import type { Output } from '../cli/output.ts';

/** A source that keeps changing while the demo runs. */
export interface LiveSource {
  /** Looks at the newest status: the writer does not stop later than the deltas begin. */
  observe(status: EngagementStatus): Promise<void>;
  /**
   * What the demo decides at a gate. Stops the writer when the quiet check has found it. A phase that left records pending,
   * because too many of them had lost their row meanwhile, is loaded on.
   */
  decide(gate: Evidence, status: EngagementStatus): Promise<Decision>;
  /** Stops the writer and compares source and Zoho by content. A second call has the result of the first. */
  conclude(status: EngagementStatus): Promise<LiveResult>;
  /** Ends the writer, whatever happened. */
  close(): Promise<void>;
}

export interface LiveOptions {
  stack: ExampleStack;
  /** Id of the production org. */
  org: string;
  /** The answer key that the operator was generated with. */
  answers: string;
  output: Output;
  signal: AbortSignal;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Remembers source and org as they are before the engagement, and begins to change the source. */
export async function startLiveSource(options: LiveOptions): Promise<LiveSource> {
  const { stack, org, answers, output, signal } = options;
  const { sourceUrl, directory, logDirectory } = stack.servers;
  const [changes, before] = [join(directory, 'changes.jsonl'), join(directory, 'before.bin')];
  const start = async (name: string, file: string, ...args: string[]): Promise<ProcessHandle> => {
    signal.throwIfAborted();
    const command = ['--max-old-space-size=8192', '--import', 'tsx', join(root, file), ...args];
    return startProcess({ name, command: process.execPath, args: command, logDirectory });
  };
  const compare = (...args: string[]) =>
    start(
      'comparison',
      'emulators/comparison/main.ts',
      ...['--source', sourceUrl, '--zoho', stack.zohoUrl, '--org', org, ...args],
    );
  const remembering = await compare('--remember', before);
  await remembering.readyLine(comparedWithinMs);
  const writer = await start('writer', 'emulators/bss/live/main.ts', ...['--url', sourceUrl, '--log', changes]);
  await writer.readyLine();
  output.print('A writer changes the source from now on, as live business does');

  let stoppedAt: string | null = null;
  let isFound = false;
  let continued = 0;
  const stop = async (why: string): Promise<void> => {
    if (stoppedAt !== null) return;
    const end = writer.ended();
    if (end) throw new Error(`The writer ended by itself (${end.code ?? end.signal}). Its log: ${writer.logFile}`);
    stoppedAt = new Date().toISOString();
    await writer.stop();
    output.print(`    the writer was stopped: ${why}`);
  };
  let result: Promise<LiveResult> | undefined;
  const compareOnce = async (status: EngagementStatus): Promise<LiveResult> => {
    await stop('the engagement has ended');
    const lines = readFileSync(changes, 'utf8').split('\n').filter(Boolean);
    const made = lines.map((line) => LiveChange.parse(JSON.parse(line)));
    output.print('Comparing source and Zoho by content, without code of the product …');
    const comparing = await compare('--before', before, '--answers', answers, '--changes', changes);
    const comparison = LiveComparison.parse(await comparing.readyLine(comparedWithinMs));
    return { changes: changesByPhase(made, status.signOffs), foundByQuietCheck: isFound, comparison };
  };
  return {
    async observe({ step }) {
      if (step.startsWith('delta')) await stop('the deltas have begun, and the quiet check had not seen it');
    },
    async decide({ gate }, { reports }) {
      const module = gate.replace('exception:', '');
      const isPending = (reports.findLast((one) => one.module === module)?.outcomes.pending ?? 0) > 0;
      if (isPending && (continued += 1) <= mostContinued) return 'changes-requested';
      if (gate !== 'exception:quiet-check' || stoppedAt !== null) return 'approved';
      isFound = true;
      await stop('the quiet check has found it. The source is watched again');
      return 'changes-requested';
    },
    conclude: (status) => (result ??= compareOnce(status)),
    close: () => writer.stop(),
  };
}

/** Phases that are continued, before what is left is approved. */
const mostContinued = 5;
/** A comparison of 20,000 accounts takes minutes. */
const comparedWithinMs = 1_800_000;
