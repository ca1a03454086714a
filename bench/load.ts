/**
 * Compares the load of one module with a plain loop without durability, against the same emulator in the same run.
 * It prints the ratio of both speeds, and the CPU microseconds per record of the loop and of each process of Portage.
 * The worker is the one of `npm start`.
 * npm run build && node tools/run.mjs --import tsx bench/load.ts [--records 100000] [--latency 50] [--rounds 3]
 */
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import axios from 'axios';
import { cpuSeconds } from './cpu.ts';
import { exampleVariables } from './example-variables.ts';
import { startProcess } from '../apps/dev/processes.ts';
import { builtWorkerCommand, workerEnvironment } from '../apps/dev/worker-command.ts';
import { startStack } from '../apps/dev/stack.ts';
import { readEngagementFiles } from '../connectors/engagement-files.ts';
import { migrateLedger, openLedger } from '../connectors/ledger/database.ts';
import { storeEngagement } from '../connectors/ledger/engagements.ts';
import { readPasses } from '../connectors/ledger/phases.ts';
import { transformedLines } from '../connectors/ledger/copy-text.ts';
import { openFill } from '../connectors/ledger/queue.ts';
import { openRun } from '../connectors/ledger/runs.ts';
import type { JsonObject } from '../schemas/json.ts';

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '100000' },
    latency: { type: 'string', default: '50' },
    rounds: { type: 'string', default: '3' },
  },
});
const total = Number(values.records);
const lanes = 10;
const rowsPerPart = 2_500;
const root = fileURLToPath(new URL('..', import.meta.url));

/** An account with eight fields, a few hundred bytes. */
function account(number: number): JsonObject {
  const id = String(number).padStart(8, '0');
  return {
    Portage_Key: `bench:billing_accounts:BA-${id}`,
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

const stack = await startStack({ ephemeral: true, headless: true });
// The worker inherits them.
Object.assign(process.env, exampleVariables(stack.directory));
const run = (name: string, args: string[], env = {}) =>
  startProcess({
    name,
    command: process.execPath,
    args,
    env,
    logDirectory: stack.logDirectory,
  });
const emulator = await run('zoho', ['--import', 'tsx', join(root, 'emulators/zoho/main.ts'), '--json']);
const { apiUrl } = (await emulator.readyLine()) as { apiUrl: string };
const secrets = {
  PORTAGE_SOURCE_URL: stack.sourceUrl,
  PORTAGE_ZOHO_ACCOUNTS_URL: apiUrl,
  PORTAGE_ZOHO_API_URL: apiUrl,
  ...Object.fromEntries(
    ['SANDBOX', 'PRODUCTION'].flatMap((name) => [
      [`PORTAGE_ZOHO_${name}_CLIENT_ID`, '1000.DEMOCLIENT'],
      [`PORTAGE_ZOHO_${name}_CLIENT_SECRET`, 'demo-client-secret'],
      [`PORTAGE_ZOHO_${name}_REFRESH_TOKEN`, `1000.demo.${name.toLowerCase()}`],
    ]),
  ),
};
await migrateLedger(stack.ledgerUrl);
const ledger = openLedger(stack.ledgerUrl);
const config = await readEngagementFiles(join(root, 'examples/demo-operator/engagement.yml'));
// Nothing is extracted, so there are no fingerprints: the guard uses its rules alone.
await storeEngagement(ledger, { ...config, profile: { ...config.profile, identifiers: {} } });
const worker = await run('worker', builtWorkerCommand, {
  ...workerEnvironment,
  ...secrets,
  TEMPORAL_ADDRESS: stack.temporalAddress,
  TEMPORAL_NAMESPACE: stack.namespace,
  PORTAGE_LEDGER_URL: stack.ledgerUrl,
});
await worker.readyLine();
const connection = await Connection.connect({ address: stack.temporalAddress });
const client = new Client({ connection, namespace: stack.namespace });
const admin = (path: string, body: unknown) => axios.post(`${apiUrl}/__admin/${path}`, body);

/** Resets the emulator, and creates the key field in both orgs. */
async function prepareOrgs(): Promise<string> {
  await admin('reset', {});
  // A load of any size fits into one day's credits.
  await admin('limits', { creditsPerWindow: 100_000_000 });
  let sandboxToken = '';
  for (const environment of ['production', 'sandbox']) {
    const { data } = await axios.post<{ token: string }>(`${apiUrl}/__admin/token`, { environment });
    const headers = { Authorization: `Zoho-oauthtoken ${data.token}` };
    const field = { field_label: 'Portage Key', data_type: 'text', length: 255, unique: {}, external: { type: 'org' } };
    await axios.post(`${apiUrl}/crm/v8/settings/fields?module=Accounts`, { fields: [field] }, { headers });
    sandboxToken = data.token;
  }
  await admin('latency', { ms: Number(values.latency) });
  await ledger.query('delete from access_token');
  return sandboxToken;
}

async function plainLoop(token: string): Promise<number> {
  const http = axios.create({
    httpAgent: new Agent({ keepAlive: true }),
    headers: { Authorization: `Zoho-oauthtoken ${token}` },
  });
  let next = 1;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      while (next <= total) {
        const data = Array.from({ length: Math.min(100, total - next + 1) }, (_, index) => account(next + index));
        next += data.length;
        const body = { data, trigger: [], duplicate_check_fields: ['Portage_Key'] };
        await http.post(`${apiUrl}/crm/v8/Accounts/upsert`, body);
      }
    }),
  );
  return total / ((performance.now() - started) / 1_000);
}

/** Bytes that the ledger's server has written to its write-ahead log. */
async function walBytes(): Promise<number> {
  const [row] = await ledger.query<{ bytes: number }>(`select (pg_current_wal_lsn() - '0/0')::float8 as bytes`);
  return row?.bytes ?? 0;
}

async function portage(round: number) {
  const ref = { engagement: 'demo', environment: 'production', run: `full-${round}` } as const;
  // The org is empty again, so nothing of an earlier round is in Zoho.
  await ledger.query(`update run set state = 'rolled-back'`);
  await ledger.query('update record set zoho_id = null, base_no = null');
  const run = await openRun(ledger, ref, { kind: 'full', mapping: '', manifest: '' });
  const walBefore = await walBytes();
  const fillStarted = performance.now();
  const fill = await openFill(ledger, run, '');
  for (let part = 1; (part - 1) * rowsPerPart < total; part += 1) {
    let lines = '';
    for (let number = (part - 1) * rowsPerPart + 1; number <= Math.min(part * rowsPerPart, total); number += 1) {
      const key = `bench:billing_accounts:BA-${String(number).padStart(8, '0')}` as const;
      const record = { key, module: 'Accounts', base: account(number), custom: {}, refs: [] } as const;
      lines += transformedLines(
        { kind: 'queued', record: { ...record, refs: [] }, remarks: [] },
        'billing_accounts',
        number,
      );
    }
    await fill.add({ object: 'billing_accounts', part }, Buffer.from(lines));
  }
  await fill.seal(['Accounts']);
  const fillSeconds = (performance.now() - fillStarted) / 1_000;
  const filled = cpu();
  const handle = await client.workflow.start('moduleLoad', {
    taskQueue: 'portage',
    workflowId: `bench/${round}`,
    args: [{ ...ref, module: 'Accounts', org: '20090000001', slice: 20_000, pass: 'base', paused: false, lanes }],
  });
  const { trouble } = (await handle.result()) as { trouble: string | null };
  if (trouble !== null) throw new Error(trouble);
  const [phase] = await readPasses(ledger, { ...ref, module: 'Accounts' });
  if (phase?.written !== total) throw new Error(`only ${phase?.written} of ${total} were written`);
  const { events } = await handle.fetchHistory();
  const wal = (await walBytes()) - walBefore;
  return { speed: total / phase.seconds, events: events?.length ?? 0, fillSeconds, wal, filled };
}

/** Seconds of CPU used so far. The loop runs in this process. */
const cpu = () => ({
  loop: cpuSeconds(process.pid, { children: false }),
  worker: cpuSeconds(worker.pid),
  postgres: cpuSeconds(stack.postgres.pid ?? 0),
  temporal: cpuSeconds(stack.temporal.pid ?? 0),
});
const microseconds = (from: number, to: number) => Math.round(((to - from) * 1e6) / total);

interface Round {
  loop: number;
  portage: number;
  ratio: number;
  eventsPer1000: number;
  fillPerSecond: number;
  walPerRecord: number;
  cpuMicrosecondsPerRecord: Record<'loop' | 'worker' | 'postgres' | 'temporal', number>;
}
const rounds: Round[] = [];
for (let round = 1; round <= Number(values.rounds); round += 1) {
  const token = await prepareOrgs();
  const began = cpu();
  const loop = await plainLoop(token);
  const looped = cpu();
  await prepareOrgs();
  const { speed, events, fillSeconds, wal, filled } = await portage(round);
  const ended = cpu();
  rounds.push({
    loop: Math.round(loop),
    portage: Math.round(speed),
    ratio: Math.round((speed / loop) * 100) / 100,
    eventsPer1000: Math.round((events * 100_000) / total) / 100,
    fillPerSecond: Math.round(total / fillSeconds),
    walPerRecord: Math.round(wal / total),
    cpuMicrosecondsPerRecord: {
      loop: microseconds(began.loop, looped.loop),
      worker: microseconds(filled.worker, ended.worker),
      postgres: microseconds(filled.postgres, ended.postgres),
      temporal: microseconds(filled.temporal, ended.temporal),
    },
  });
  process.stderr.write(`${JSON.stringify(rounds.at(-1))}\n`);
}
const memory = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${worker.pid}/status`, 'utf8'))?.[1];
process.stdout.write(
  `${JSON.stringify({ records: total, latencyMs: Number(values.latency), rounds, workerPeakMb: Math.round(Number(memory) / 1_024) })}\n`,
);
await connection.close();
await ledger.close();
await worker.stop();
await emulator.stop();
await stack.stop();
