import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openOutput } from '../cli/output.ts';
import { portageCommandAt } from '../cli/portage-command.ts';
import { readOwnEngagement, type OwnEngagement } from './own-engagement.ts';
import { exampleFolder, startExampleStack, type ExampleStack } from './example-stack.ts';

const usualDirectory = fileURLToPath(new URL('../../.portage/dev', import.meta.url));
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
  const { fresh = false, engagement } = parseArgs({
    options: { fresh: { type: 'boolean' }, engagement: { type: 'string' } },
  }).values;
  const own = engagement === undefined ? undefined : readOwnEngagement(engagement);
  const missing = own?.missing(process.env) ?? [];
  if (missing.length > 0)
    print(
      `The files of ${own!.slug} name variables that are not set: ${missing.join(', ')}. ` +
        'What needs them fails until you stop this, set them, and start again.',
    );
  // Each engagement has a state of its own.
  const directory = own ? `${usualDirectory}-${own.slug}` : usualDirectory;
  const ledgerFile = join(directory, 'ledger-url');
  const stack = await startExampleStack({
    ...{ directory, fresh, own, operator: { size: own ? `none, for ${own.slug}` : 'small' }, console: true },
    ...{ log: print, showProgress, signal },
  });
  try {
    // Its password is not printed.
    writeFileSync(ledgerFile, stack.servers.ledgerUrl, { mode: 0o600 });
    print(thingsToDo(stack, ledgerFile, own));
    if (!signal.aborted) await Promise.race([once(signal, 'abort'), stack.unexpectedEnd()]);
  } finally {
    await stack.stop();
    const again = engagement === undefined ? '' : ` --engagement ${engagement}`;
    print(
      `The state is kept: npm run dev${again && ` --${again}`} continues with it, npm run dev --${again} --fresh starts anew.`,
    );
  }
} catch (error) {
  if (!signal.aborted) {
    print(`dev: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

function thingsToDo(
  { consoleUrl, keys, servers: { temporalAddress, temporalUiUrl, namespace } }: ExampleStack,
  ledgerFile: string,
  own: OwnEngagement | undefined,
): string {
  const server = { address: temporalAddress, namespace };
  const file = relative(process.cwd(), own?.file ?? join(exampleFolder, 'engagement.yml'));
  const slug = own?.slug ?? 'demo';
  const [signer] = own ? [...keys.byEmail.keys()] : ['ada@northwind.example'];
  const withKey = signer === undefined ? '' : ` --as ${signer} ${keys.options(signer)}`;
  const sign = own ? `sign ${slug} scope --role ROLE${withKey}` : `sign demo scope --role admin${withKey}`;
  return [
    '',
    `Console         ${consoleUrl}`,
    `Temporal UI     ${temporalUiUrl}`,
    `Temporal        TEMPORAL_ADDRESS=${temporalAddress} TEMPORAL_NAMESPACE=${namespace}`,
    ...(own ? [`Propose         ${portageCommandAt(server, `propose ${file} --replace`)}`] : []),
    `Mapping         ${portageCommandAt(server, `mapping show ${slug} --ledger file:${relative(process.cwd(), ledgerFile)}`)}`,
    `An engagement   ${portageCommandAt(server, `start ${file}`)}`,
    ...(signer === undefined ? [] : [`Sign as ${own ? signer : 'Ada'}     ${portageCommandAt(server, sign)}`]),
    'Ctrl-C ends everything.',
  ].join('\n');
}
