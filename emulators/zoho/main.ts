import { parseArgs } from 'node:util';
import { openLog } from './log.ts';
import { demoOrgs, readSeed } from './orgs/seed.ts';
import { writeSnapshot } from './orgs/snapshot.ts';
import { startZohoEmulator } from './server.ts';

const usage = `npm run emulator:zoho -- [--port N] [--json] [--seed FILE] [--snapshot FILE] [--latency MS] [--add-ons]`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      latency: { type: 'string', default: '0' },
      seed: { type: 'string' },
      snapshot: { type: 'string' },
      json: { type: 'boolean' },
      'add-ons': { type: 'boolean' },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port ${values.port} is not a port.\n${usage}`);
  const { log, watch } = openLog();
  const seeds = values.seed ? readSeed(values.seed) : demoOrgs;
  const emulator = await startZohoEmulator({
    watch,
    port,
    latencyMs: Number(values.latency),
    orgs: values['add-ons'] ? seeds.map((seed) => ({ ...seed, addOns: true })) : seeds,
    ...(values.snapshot ? { snapshot: values.snapshot } : {}),
  });
  const orgs = emulator.orgs.map(({ id, environment, clientId, clientSecret, refreshToken, userTokens }) => ({
    id,
    environment,
    clientId,
    clientSecret,
    refreshToken,
    userTokens,
  }));
  const ready = { accountsUrl: emulator.url, apiUrl: emulator.url, orgs };
  process.stdout.write(values.json ? `${JSON.stringify(ready)}\n` : `Zoho CRM v8 emulator at ${emulator.url}\n`);
  log.info({ url: emulator.url }, 'emulator ready');
  const stop = () => {
    log.info('emulator stopped');
    if (values.snapshot) writeSnapshot(values.snapshot, emulator.admin.orgs);
    void emulator.close().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
