import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import axios from 'axios';
import { exampleFolder, startExampleStack, type ExampleStack } from '../../apps/dev/example-stack.ts';
import type { ApproverKeys } from '../../apps/dev/approver-keys.ts';
import type { ProcessHandle } from '../../apps/dev/processes.ts';
import type { Stack } from '../../apps/dev/stack.ts';
import { openLedger, type Ledger } from '../../connectors/ledger/database.ts';
import type { AnswerKey } from '../../emulators/bss/postgres.ts';
import type { OrgState } from '../../emulators/zoho/admin.ts';
import type { FaultRule } from '../../emulators/zoho/faults.ts';
import { hasEnded, type EngagementStatus } from '../../schemas/engagement.ts';
import type { Evidence, SignOff, Verdict } from '../../schemas/sign-off.ts';
import { eventually } from './eventually.ts';

interface Signer {
  by: string;
  role: string;
}

export const orgs = { production: '20090000001', sandbox: '20090000002' } as const;

const approvers: Record<string, Signer> = {
  scope: { by: 'ada@northwind.example', role: 'admin' },
  mapping: { by: 'pat@northwind.example', role: 'product_manager' },
  rehearsal: { by: 'fay@northwind.example', role: 'finance' },
  production: { by: 'ada@northwind.example', role: 'admin' },
  freeze: { by: 'ned@northwind.example', role: 'network' },
  acceptance: { by: 'fay@northwind.example', role: 'finance' },
  exception: { by: 'ada@northwind.example', role: 'admin' },
};

export type { OrgState };
/** Two different people decide to go live. */
const atGoLive: Signer[] = [
  { by: 'ned@northwind.example', role: 'network' },
  { by: 'fay@northwind.example', role: 'finance' },
];

/** Who signs a gate next. */
export function signerOf({ gate, approvedBy = [] }: Pick<Evidence, 'gate' | 'approvedBy'>): Signer {
  const signer =
    gate === 'go-live'
      ? atGoLive.find(({ by }) => !approvedBy.some((one) => one.by === by))
      : approvers[gate.split(':')[0] ?? ''];
  return signer ?? { by: '', role: '' };
}

/** An engagement with a stack and a folder of its own. */
export interface TestEngagement {
  /** Temporal and Postgres. */
  servers: Stack;
  client: Client;
  ledger: Ledger;
  answers: AnswerKey;
  /** A copy of `examples/demo-operator/`. */
  folder: string;
  /** The keys of the approvers. */
  keys: ApproverKeys;
  worker(): ProcessHandle;
  /** Starts another worker in place of one that has ended; it may not be ready yet. */
  startWorker(): Promise<void>;
  /** Replaces a text in one of the engagement's files. */
  edit(file: string, from: string | RegExp, to: string): void;
  start(): Promise<WorkflowHandle>;
  status(): Promise<EngagementStatus>;
  /** Signs the open gate as one of its approvers. */
  sign(decision?: SignOff['decision'], changes?: Partial<SignOff>): Promise<Verdict>;
  /** Signs every gate until the engagement waits at this one, or ends. */
  signUntil(gate: string): Promise<EngagementStatus>;
  /** Waits until the status satisfies the test. */
  until(test: (status: EngagementStatus) => boolean): Promise<EngagementStatus>;
  /** Calls the Zoho emulator's `/__admin/`. */
  admin<Answer>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer>;
  /** The content of an org of the Zoho emulator. */
  state(environment: keyof typeof orgs): Promise<OrgState>;
  /** Replaces the faults of the Zoho emulator. */
  faults(rules: FaultRule[]): Promise<void>;
  /** Stops what was started for the engagement and removes its folder. */
  close(): Promise<void>;
}

export interface TestEngagementOptions {
  /** Number of billing accounts of the operator. */
  accounts: number;
  plantedIdentifiers?: number;
  /** Profile that the engagement reads the operator with. */
  source?: 'source.yml' | 'source-files.yml' | 'source-bulk.yml';
  /** Runs the worker from `dist/`, as in production. */
  built?: boolean;
}

/** Starts the example stack and prepares an engagement on it; the test starts that with `start()`. */
export async function prepareEngagement(options: TestEngagementOptions): Promise<TestEngagement> {
  const { accounts, plantedIdentifiers, source = 'source.yml', built = false } = options;
  const folder = copyExample();
  const answerFile = join(folder, 'answers.jsonl');
  const delivery = source === 'source-files.yml' ? join(folder, 'delivery') : undefined;
  const operator = { size: String(accounts), plantedIdentifiers, answers: answerFile, delivery };
  const stack = await startExampleStack({ operator, built });
  const engagement = await openEngagementOn(stack, { slug: 'demo', folder, answers: readAnswers(answerFile), source });
  return {
    ...engagement,
    async close() {
      await engagement.close();
      await stack.stop();
    },
  };
}

/**
 * A copy of `examples/demo-operator/`, which tests may edit. Sign-offs without a proof count, and exceptions need no decision, so
 * that tests can be short.
 */
export function copyExample(): string {
  const folder = mkdtempSync(join(tmpdir(), 'portage-engagement-'));
  cpSync(exampleFolder, folder, { recursive: true });
  const file = join(folder, 'engagement.yml');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace('allowUnproven: false', 'allowUnproven: true\n  openExceptions: any'),
  );
  return folder;
}

export interface EngagementOnStack {
  /** The engagement's slug, if another engagement ran on the stack before. */
  slug: string;
  /** A copy of the example, which `close` removes. */
  folder: string;
  answers: AnswerKey;
  source?: string;
}

/** Prepares an engagement on a stack that runs. */
export async function openEngagementOn(stack: ExampleStack, options: EngagementOnStack): Promise<TestEngagement> {
  const { slug, folder, answers, source = 'source.yml' } = options;
  const { servers } = stack;
  const connection = await Connection.connect({ address: servers.temporalAddress });
  const client = new Client({ connection, namespace: servers.namespace });
  const ledger = openLedger(servers.ledgerUrl, 4);
  const handle = () => client.workflow.getHandle(`engagement/${slug}`);
  const status = () => handle().query<EngagementStatus>('status');
  const admin = async <Answer>(method: 'GET' | 'POST', path: string, data?: unknown): Promise<Answer> => {
    const url = `${stack.zohoUrl}/__admin/${path}`;
    return (await axios.request<Answer>({ method, url, data, maxContentLength: Infinity })).data;
  };
  const until = (test: (seen: EngagementStatus) => boolean) =>
    eventually(async () => {
      const seen = await status().catch(() => undefined);
      return seen && test(seen) ? seen : undefined;
    }, 'the expected status of the engagement');
  const sign = async (decision: SignOff['decision'] = 'approved', changes: Partial<SignOff> = {}): Promise<Verdict> => {
    const { gate } = await until((seen) => seen.gate !== null);
    if (!gate) throw new Error('no gate');
    const signOff = { gate: gate.gate, decision, ...signerOf(gate), digest: gate.digest, ...changes };
    return handle().executeUpdate<Verdict, [SignOff]>('signOff', { args: [signOff] });
  };
  return {
    servers,
    client,
    ledger,
    answers,
    folder,
    keys: stack.keys,
    worker: () => stack.worker(),
    startWorker: () => stack.startWorker(),
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
          .replace(/^slug: .*$/m, `slug: ${slug}`)
          .replace(/^documents: .*$/m, 'documents: documents')
          .replace(/^source: .*$/m, `source: ${source}`),
      );
      return client.workflow.start('engagement', {
        taskQueue: 'portage',
        workflowId: `engagement/${slug}`,
        args: [{ file: join(folder, 'engagement.yml') }],
      });
    },
    status,
    sign,
    async signUntil(gate) {
      for (;;) {
        const seen = await until((one) => one.gate !== null || hasEnded(one));
        if (hasEnded(seen) || seen.gate?.gate === gate) return seen;
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
      // A worker that still runs may write a document meanwhile.
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

export function readAnswers(file: string): AnswerKey {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return { defects: lines.map((line) => JSON.parse(line) as AnswerKey['defects'][number]) };
}
