import { parseArgs } from 'node:util';
import { startZohoEmulator } from './server.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    latency: { type: 'string', default: '0' },
    json: { type: 'boolean' },
  },
});

async function main(): Promise<void> {
  const emulator = await startZohoEmulator({ port: Number(values.port), latencyMs: Number(values.latency) });
  const orgs = emulator.orgs.map(({ id, environment, clientId, clientSecret, refreshToken }) => ({
    id,
    environment,
    clientId,
    clientSecret,
    refreshToken,
  }));
  const ready = { accountsUrl: emulator.url, apiUrl: emulator.url, orgs };
  process.stdout.write(values.json ? `${JSON.stringify(ready)}\n` : `Zoho CRM v8 emulator at ${emulator.url}\n`);
  const stop = () => void emulator.close().then(() => process.exit(0));
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

await main();
