/**
 * Measures the Zoho emulator alone: start-up time, upserts per second from a plain loop, and memory.
 * npx tsx bench/zoho-emulator.ts [--records 1000000] [--lanes 10]
 */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { startProcess } from '../apps/dev/processes.ts';

const { values } = parseArgs({
  options: { records: { type: 'string', default: '1000000' }, lanes: { type: 'string', default: '10' } },
});
const total = Number(values.records);
const lanes = Number(values.lanes);
const batch = 100;
const root = fileURLToPath(new URL('..', import.meta.url));

const started = performance.now();
const emulator = await startProcess({
  name: 'zoho',
  command: process.execPath,
  args: ['--max-old-space-size=4096', '--import', 'tsx', join(root, 'emulators/zoho/main.ts'), '--json'],
  env: { NODE_OPTIONS: '' },
  logDirectory: mkdtempSync(join(tmpdir(), 'portage-bench-')),
});
const { apiUrl } = (await emulator.readyLine()) as { apiUrl: string };
const startMs = performance.now() - started;

const agent = new Agent({ keepAlive: true, maxSockets: lanes });
function call(
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  const text = JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${apiUrl}${path}`,
      { method: 'POST', agent, headers: { ...headers, 'Content-Length': Buffer.byteLength(text) } },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(text);
  });
}

// A load of any size fits into one day's credits.
await call('/__admin/limits', { creditsPerWindow: 100_000_000 });
const { token } = JSON.parse((await call('/__admin/token', { environment: 'production' })).text) as { token: string };
const authorised = { Authorization: `Zoho-oauthtoken ${token}` };
const key = { field_label: 'Portage Key', data_type: 'text', length: 255, unique: {}, external: { type: 'org' } };
await call('/crm/v8/settings/fields?module=Accounts', { fields: [key] }, authorised);

/** An account with nine fields, a few hundred bytes. */
function account(number: number) {
  const id = String(number).padStart(8, '0');
  return {
    Portage_Key: `billing_accounts:BA-${id}`,
    Account_Name: `Account ${id}`,
    Account_Type: 'Customer',
    Phone: '+442079460123',
    Billing_Street: `${number % 199} Harbour Street`,
    Billing_City: 'London',
    Billing_Code: 'N1 9GU',
    Billing_Country: 'United Kingdom',
    Description: 'Prefers e-mail, called about roaming in August, on the platform since launch',
  };
}

async function load(): Promise<number> {
  let next = 0;
  const from = performance.now();
  const lane = async () => {
    while (next < total) {
      const first = next;
      next += batch;
      const data = Array.from({ length: Math.min(batch, total - first) }, (_, index) => account(first + index));
      const body = { data, trigger: [], duplicate_check_fields: ['Portage_Key'] };
      const response = await call('/crm/v8/Accounts/upsert', body, authorised);
      const items = (JSON.parse(response.text) as { data: { status: string }[] }).data;
      const bad = items.find((item) => item.status !== 'success');
      if (response.status !== 200 || bad) throw new Error(`${response.status} ${JSON.stringify(bad)}`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return total / ((performance.now() - from) / 1_000);
}

/** Peak resident memory, in MB. */
const peakMb = (): number => {
  const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${emulator.pid}/status`, 'utf8'));
  return Math.round(Number(line?.[1] ?? 0) / 1024);
};

const inserting = await load();
const insertedMb = peakMb();
const updating = await load();
process.stdout.write(
  `${JSON.stringify({
    records: total,
    lanes,
    startMs: Math.round(startMs),
    insertsPerSecond: Math.round(inserting),
    updatesPerSecond: Math.round(updating),
    peakMbAfterInserts: insertedMb,
    peakMbAfterUpdates: peakMb(),
  })}\n`,
);
agent.destroy();
await emulator.stop();
