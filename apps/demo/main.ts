import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineCommand, runMain } from 'citty';
import { CliError, explain, innermostMessage } from '../cli/failure.ts';
import { startExampleStack } from '../dev/example-stack.ts';
import { runDemo, type DemoOptions } from './demo.ts';
import { openOutput } from '../cli/output.ts';

const directory = fileURLToPath(new URL('../../.portage/demo', import.meta.url));
/** The answer key of the operator, for a comparison. */
const answers = join(directory, 'answers.jsonl');
/** The exit code that shells use after Ctrl-C. */
const interrupted = 130;

const demo = defineCommand({
  meta: { name: 'demo', description: 'A whole engagement on this machine, from discovery to acceptance' },
  args: {
    size: { type: 'enum', options: ['small', 'medium', 'large'], default: 'small', description: "The operator's size" },
    'pause-at-gates': { type: 'boolean', description: 'Wait at every gate until somebody signs it' },
    live: {
      type: 'boolean',
      description: 'Keep changing the source during load and cutover, and compare it with Zoho at the end',
    },
    keep: { type: 'boolean', description: 'Leave the acceptance gate open and the stack up, with things to try' },
    json: { type: 'boolean', description: 'Print one JSON object as the last line of stdout' },
  },
  run: ({ args }) =>
    run({
      size: args.size,
      pauseAtGates: args['pause-at-gates'] === true,
      keep: args.keep === true,
      json: args.json === true,
      live: args.live === true ? { answers } : null,
    }),
});

async function run({ size, ...options }: DemoOptions & { size: string }) {
  const output = openOutput();
  process.exitCode = 1;
  if (options.live && size === 'large')
    return output.print('demo: --live compares in memory, so it takes small and medium only. Nothing was started.');
  const stopping = new AbortController();
  const interrupt = () => {
    if (!stopping.signal.aborted) output.print('Stopping everything …');
    stopping.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  try {
    const { signal } = stopping;
    const stack = await startExampleStack({
      ...{ directory, fresh: true, operator: { size, ...options.live } },
      console: options.keep || options.pauseAtGates,
      ...{ log: output.print, showProgress: output.showProgress, signal },
    });
    try {
      // Its password is not printed.
      writeFileSync(join(directory, 'ledger-url'), stack.servers.ledgerUrl, { mode: 0o600 });
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
