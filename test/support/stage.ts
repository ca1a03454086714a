import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import axios from 'axios';
import { startProcess, type ProcessHandle } from '../../apps/dev/processes.ts';
import { workerCommand } from '../../apps/dev/worker-command.ts';
import { startStack, type Stack } from '../../apps/dev/stack.ts';
import { openLedger, type Ledger } from '../../connectors/ledger/database.ts';
import { writeDelivery } from '../../emulators/bss/files.ts';
import { loadOperator, type AnswerKey } from '../../emulators/bss/postgres.ts';
import type { FaultRule } from '../../emulators/zoho/faults.ts';
import type { EngagementStatus } from '../../schemas/engagement.ts';
import type { SignOff, Verdict } from '../../schemas/sign-off.ts';
import { eventually } from './eventually.ts';

export { eventually };

const root = fileURLToPath(new URL('../..', import.meta.url));
export const orgs = { production: '20090000001', sandbox: '20090000002' } as const;

const approvers: Record<string, { by: string; role: string }> = {
  scope: { by: 'ada@northwind.example', role: 'admin' },
  mapping: { by: 'pat@northwind.example', role: 'product_manager' },
  rehearsal: { by: 'fay@northwind.example', role: 'finance' },
  production: { by: 'ada@northwind.example', role: 'admin' },
  freeze: { by: 'ned@northwind.example', role: 'network' },
  acceptance: { by: 'fay@northwind.example', role: 'finance' },
  exception: { by: 'ada@northwind.example', role: 'admin' },
};

/** What `/__admin/state` gives of a module. */
export type OrgState = Record<string, { records: Record<string, unknown>[]; customFields: string[] }>;

export interface Stage {
  stack: Stack;
  client: Client;
  ledger: Ledger;
  answers: AnswerKey;
  folder: string;
  worker(): ProcessHandle;
  startWorker(): Promise<void>;
  /** Replaces a text in one of the engagement's files. */
  edit(file: string, from: string | RegExp, to: string): void;
  start(): Promise<WorkflowHandle>;
  status(): Promise<EngagementStatus>;
  /** Signs the open gate as one of its approvers. */
  sign(decision?: SignOff['decision'], changes?: Partial<SignOff>): Promise<Verdict>;
  /** Signs every gate until the engagement waits at this one, or ends. */
  signUntil(gate: string): Promise<EngagementStatus>;
  /** Waits until what the engagement says satisfies the test. */
  until(test: (status: EngagementStatus) => boolean): Promise<EngagementStatus>;
  admin<Answer>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer>;
  state(environment: keyof typeof orgs): Promise<OrgState>;
  faults(rules: FaultRule[]): Promise<void>;
  close(): Promise<void>;
}

/** A real Temporal server, a real Postgres, the emulators, a worker process, and one engagement in a folder of its own. */
export async function setStage(options: {
  accounts: number;
  plantedIdentifiers?: number;
  /** Profile that the engagement reads the operator with. */
  source?: 'source.yml' | 'source-files.yml';
}): Promise<Stage> {
  const stack = await startStack({ ephemeral: true, headless: true });
  const folder = mkdtempSync(join(tmpdir(), 'portage-engagement-'));
  cpSync(join(root, 'examples/demo-operator'), folder, { recursive: true });
  const run = (name: string, args: string[], env: Record<string, string> = {}) =>
    startProcess({
      name,
      command: process.execPath,
      args,
      env: { NODE_OPTIONS: '', ...env },
      logDirectory: stack.logDirectory,
    });
  const emulator = await run('zoho', ['--import', 'tsx', join(root, 'emulators/zoho/main.ts'), '--json']);
  const { apiUrl } = (await emulator.readyLine()) as { apiUrl: string };
  const { answers } = await loadOperator({ connectionString: stack.sourceUrl, scale: options });
  if (options.source === 'source-files.yml') await writeDelivery(join(folder, 'delivery'), options);
  const environment = {
    TEMPORAL_ADDRESS: stack.temporalAddress,
    TEMPORAL_NAMESPACE: stack.namespace,
    PORTAGE_LEDGER_URL: stack.ledgerUrl,
    PORTAGE_SOURCE_URL: stack.sourceUrl,
    PORTAGE_SOURCE_FOLDER: join(folder, 'delivery'),
    PORTAGE_STAGING: join(folder, 'staging'),
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
  let worker = await run('worker', workerCommand, environment);
  await worker.readyLine();
  const connection = await Connection.connect({ address: stack.temporalAddress });
  const client = new Client({ connection, namespace: stack.namespace });
  const ledger = openLedger(stack.ledgerUrl, 4);
  const handle = () => client.workflow.getHandle('engagement/demo');
  const status = () => handle().query<EngagementStatus>('status');
  const admin = async <Answer>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer> =>
    (await axios.request<Answer>({ method, url: `${apiUrl}/__admin/${path}`, data: body, maxContentLength: Infinity }))
      .data;
  const until = (test: (seen: EngagementStatus) => boolean) =>
    eventually(async () => {
      const seen = await status().catch(() => undefined);
      return seen && test(seen) ? seen : undefined;
    }, 'the engagement to get there');
  const ended = ({ state }: EngagementStatus) => ['closed', 'rejected', 'stopped', 'rolled back'].includes(state);
  const sign = async (decision: SignOff['decision'] = 'approved', changes: Partial<SignOff> = {}): Promise<Verdict> => {
    const { gate } = await until((seen) => seen.gate !== null);
    if (!gate) throw new Error('no gate');
    const approver = approvers[gate.gate.split(':')[0] ?? ''] ?? { by: '', role: '' };
    const signOff = { gate: gate.gate, decision, ...approver, digest: gate.digest, ...changes };
    return handle().executeUpdate<Verdict, [SignOff]>('signOff', { args: [signOff] });
  };
  return {
    stack,
    client,
    ledger,
    answers,
    folder,
    worker: () => worker,
    async startWorker() {
      worker = await run('worker', workerCommand, environment);
    },
    edit(file, from, to) {
      const path = join(folder, file);
      const text = readFileSync(path, 'utf8');
      const changed = text.replace(from, to);
      if (changed === text) throw new Error(`${file} has no ${String(from)}`);
      writeFileSync(path, changed);
    },
    start() {
      writeFileSync(
        join(folder, 'engagement.yml'),
        readFileSync(join(folder, 'engagement.yml'), 'utf8')
          .replace(/^documents: .*$/m, 'documents: documents')
          .replace(/^source: .*$/m, `source: ${options.source ?? 'source.yml'}`),
      );
      return client.workflow.start('engagement', {
        taskQueue: 'portage',
        workflowId: 'engagement/demo',
        args: [{ file: join(folder, 'engagement.yml') }],
      });
    },
    status,
    sign,
    async signUntil(gate) {
      for (;;) {
        const seen = await until((one) => one.gate !== null || ended(one));
        if (ended(seen) || seen.gate?.gate === gate) return seen;
        await sign();
      }
    },
    until,
    admin,
    state: (environment) => admin('GET', `state?org=${orgs[environment]}`),
    faults: (rules) => admin('POST', 'faults', rules),
    async close() {
      await connection.close();
      await ledger.close();
      await worker.stop(5_000);
      await emulator.stop();
      await stack.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
