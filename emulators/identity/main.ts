import { parseArgs } from 'node:util';
import { keysIn } from './keys.ts';
import { readPeople } from './people.ts';
import { startIdentityProvider } from './server.ts';

const usage =
  'emulators/identity/main.ts --redirect URI [--redirect URI …] [--port N] [--keys FILE] [--people FILE] [--json]';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      redirect: { type: 'string', multiple: true, default: [] },
      keys: { type: 'string' },
      people: { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  if (values.redirect.length === 0) throw new Error(usage);
  const provider = await startIdentityProvider({
    port: Number(values.port),
    redirectUris: values.redirect,
    ...(values.people === undefined ? {} : { people: readPeople(values.people) }),
    ...(values.keys === undefined ? {} : { keys: keysIn(values.keys) }),
  });
  const { issuer } = provider;
  process.stdout.write(values.json ? `${JSON.stringify({ issuer })}\n` : `Identity provider at ${issuer}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void provider.close().then(() => process.exit(0)));
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
