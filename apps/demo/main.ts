import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineCommand, runMain } from 'citty';
import { CliError, explain, innermostMessage } from '../cli/failure.ts';
import { startExampleStack } from '../dev/example-stack.ts';
import { runDemo } from './demo.ts';
import { openNarration } from './narration.ts';

const directory = fileURLToPath(new URL('../../.portage/demo', import.meta.url));
/** As a shell has it for a program that Ctrl-C ended. */
const interrupted = 130;

const demo = defineCommand({
  meta: { name: 'demo', description: 'A whole engagement on this machine, from discovery to acceptance' },
  args: {
    size: { type: 'enum', options: ['small', 'medium', 'large'], default: 'small', description: "The operator's size" },
    'pause-at-gates': { type: 'boolean', description: 'Leave the gates to people, and wait' },
    keep: { type: 'boolean', description: 'Leave the acceptance gate open and the stack up, with things to try' },
    json: { type: 'boolean', description: 'Print one JSON object as the last line of stdout' },
  },
  run: ({ args }) =>
    play({
      size: args.size,
      pauseAtGates: args['pause-at-gates'] === true,
      keep: args.keep === true,
      json: args.json === true,
    }),
});

async function play({ size, ...options }: { size: string; pauseAtGates: boolean; keep: boolean; json: boolean }) {
  const narration = openNarration();
  const stopping = new AbortController();
  const interrupt = () => {
    if (!stopping.signal.aborted) narration.say('Stopping everything …');
    stopping.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  process.exitCode = 1;
  try {
    const { signal } = stopping;
    const stack = await startExampleStack({ directory, operator: { size }, log: narration.say, signal });
    try {
      const closed = await Promise.race([runDemo(stack, options, narration, signal), stack.unexpectedEnd()]);
      process.exitCode = closed ? 0 : 1;
    } finally {
      await stack.stop();
    }
  } catch (error) {
    if (stopping.signal.aborted) process.exitCode = interrupted;
    else {
      const words = error instanceof CliError ? explain(error).lines.join('\n') : innermostMessage(error);
      narration.say(`demo: ${words}\nLogs are in ${join(directory, 'logs')}.`);
    }
  }
}

await runMain(demo);
