import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openOutput } from '../cli/output.ts';
import { portageCommandAt } from '../cli/portage-command.ts';
import { exampleFolder, startExampleStack, type ExampleStack } from './example-stack.ts';

const directory = fileURLToPath(new URL('../../.portage/dev', import.meta.url));
/** The URL of the ledger, for commands that read it. */
const ledgerFile = join(directory, 'ledger-url');
const { print, showProgress } = openOutput();

const stopping = new AbortController();
const { signal } = stopping;
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    if (!signal.aborted) print('Stopping everything …');
    stopping.abort();
  });
}

try {
  const { fresh = false } = parseArgs({ options: { fresh: { type: 'boolean' } } }).values;
  const stack = await startExampleStack({
    ...{ directory, fresh, operator: { size: 'small' }, console: true },
    ...{ log: print, showProgress, signal },
  });
  try {
    // Its password is not printed.
    writeFileSync(ledgerFile, stack.servers.ledgerUrl, { mode: 0o600 });
    print(thingsToDo(stack));
    if (!signal.aborted) await Promise.race([once(signal, 'abort'), stack.unexpectedEnd()]);
  } finally {
    await stack.stop();
    print('The state is kept: npm run dev continues with it, npm run dev -- --fresh starts anew.');
  }
} catch (error) {
  if (!signal.aborted) {
    print(`dev: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

function thingsToDo({
  consoleUrl,
  keys,
  servers: { temporalAddress, temporalUiUrl, namespace },
}: ExampleStack): string {
  const server = { address: temporalAddress, namespace };
  return [
    '',
    `Console         ${consoleUrl}`,
    `Temporal UI     ${temporalUiUrl}`,
    `Temporal        TEMPORAL_ADDRESS=${temporalAddress} TEMPORAL_NAMESPACE=${namespace}`,
    `Mapping         ${portageCommandAt(server, `mapping show demo --ledger file:${relative(process.cwd(), ledgerFile)}`)}`,
    `An engagement   ${portageCommandAt(server, `start ${relative(process.cwd(), join(exampleFolder, 'engagement.yml'))}`)}`,
    `Sign as Ada     ${portageCommandAt(server, `sign demo scope --as ada@northwind.example --role admin ${keys.options('ada@northwind.example')}`)}`,
    'Ctrl-C ends everything.',
  ].join('\n');
}
