import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineCommand, runMain } from 'citty';
import { CliError, explain, innermostMessage } from '../cli/failure.ts';
import { startExampleStack } from '../dev/example-stack.ts';
import { runDemo } from './demo.ts';
import { openOutput } from '../cli/output.ts';

const directory = fileURLToPath(new URL('../../.portage/demo', import.meta.url));
/** The exit code that shells use after Ctrl-C. */
const interrupted = 130;

const demo = defineCommand({
  meta: { name: 'demo', description: 'A whole engagement on this machine, from discovery to acceptance' },
  args: {
    size: { type: 'enum', options: ['small', 'medium', 'large'], default: 'small', description: "The operator's size" },
    'pause-at-gates': { type: 'boolean', description: 'Wait at every gate until somebody signs it' },
    keep: { type: 'boolean', description: 'Leave the acceptance gate open and the stack up, with things to try' },
    json: { type: 'boolean', description: 'Print one JSON object as the last line of stdout' },
  },
  run: ({ args }) =>
    run({
      size: args.size,
      pauseAtGates: args['pause-at-gates'] === true,
      keep: args.keep === true,
      json: args.json === true,
    }),
});

async function run({ size, ...options }: { size: string; pauseAtGates: boolean; keep: boolean; json: boolean }) {
  const output = openOutput();
  const stopping = new AbortController();
  const interrupt = () => {
    if (!stopping.signal.aborted) output.print('Stopping everything …');
    stopping.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  process.exitCode = 1;
  try {
    const { signal } = stopping;
    const stack = await startExampleStack({
      ...{ directory, fresh: true, operator: { size } },
      console: options.keep || options.pauseAtGates,
      ...{ log: output.print, showProgress: output.showProgress, signal },
    });
    try {
      const closed = await Promise.race([runDemo(stack, options, output, signal), stack.unexpectedEnd()]);
      process.exitCode = closed ? 0 : 1;
    } finally {
      await stack.stop();
    }
  } catch (error) {
    if (stopping.signal.aborted) {
      output.print('The demo was interrupted. The next one starts anew; npm run dev keeps its state.');
      process.exitCode = interrupted;
    } else {
      const message = error instanceof CliError ? explain(error).lines.join('\n') : innermostMessage(error);
      output.print(`demo: ${message}\nLogs are in ${join(directory, 'logs')}.`);
    }
  }
}

await runMain(demo);
