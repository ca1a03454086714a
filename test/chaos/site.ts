import axios from 'axios';
import type { ExampleStack } from '../../apps/dev/example-stack.ts';
import { loadOperator } from '../../emulators/bss/postgres.ts';
import type { FaultRule } from '../../emulators/zoho/faults.ts';
import type { EngagementStatus } from '../../schemas/engagement.ts';
import { copyExample, openEngagementOn, orgs, type OrgState, type TestEngagement } from '../support/engagement.ts';
import { eventually } from '../support/eventually.ts';
import type { People } from '../../emulators/comparison/compare.ts';
import { createFindings, type Findings } from './check/findings.ts';
import { readSource, type Source } from '../../emulators/comparison/source.ts';
import { prepareFiles } from './files.ts';
import { defects } from './operator.ts';
import type { Fault, Run } from './schedule.ts';

export type Environment = keyof typeof orgs;

/** The counts of one org in the emulator. */
export interface OrgStats {
  calls: number;
  duplicates: number;
  writes: Record<string, number>;
}

/** One engagement under faults: the stack it runs on, and what the check must know of it. */
export interface Site {
  stack: ExampleStack;
  engagement: TestEngagement;
  run: Run;
  slug: string;
  findings: Findings;
  /** The source when it was generated, and when it was extracted for the first load. */
  original: Source;
  extracted: Source | null;
  people: People;
  /** Production and sandbox before the engagement wrote to them, with what people added later. */
  before: Record<Environment, OrgState>;
  /** Keys that a source row had at some time, by module. */
  everExpected: Map<string, Set<string>>;
  /** The fault that is carried out, for the messages of waits. */
  current: Fault | null;
  /** The rehearsal is to be sent back at its gate. */
  isSentBack: boolean;
  isRolledBack: boolean;
  /** Exception gates that were signed, with their summaries. */
  exceptions: string[];
  log(line: string): void;
  status(): Promise<EngagementStatus | undefined>;
  stats(environment: Environment): Promise<OrgStats>;
  /** Waits for a condition, with a limit that names the fault. */
  wait<T>(probe: () => Promise<T | undefined>, what: string, seconds?: number): Promise<T>;
  /** Calls Zoho as one of the operator's people. Returns the ids of the records. */
  call(method: 'POST' | 'PUT' | 'DELETE', path: string, data?: object): Promise<string[]>;
  source(): Promise<Source>;
  /** The users of an org. */
  users(environment: Environment): Promise<{ id: string; email: string }[]>;
  /** Replaces the emulator's faults. */
  rules(rules: FaultRule[]): Promise<void>;
  activeRules: FaultRule[];
  close(): Promise<void>;
}

/** A person who is not the user that loads. */
const colleague = 'dora@northwind.example';

/** Prepares an engagement with a new operator in fresh orgs, on a stack that may have run another one. */
export async function openSite(stack: ExampleStack, run: Run, log: (line: string) => void): Promise<Site> {
  const { sourceUrl } = stack.servers;
  const slug = `chaos-${run.number}`;
  const size = { accounts: run.accounts, defects, plantedIdentifiers: 20 };
  const { answers } = await loadOperator({ connectionString: sourceUrl, size, seed: run.operator });
  const folder = copyExample();
  const engagement = await openEngagementOn(stack, { slug, folder, answers });
  await engagement.admin('POST', 'reset');
  await engagement.admin('POST', 'latency', { ms: run.latencyMs });
  prepareFiles(engagement, run);
  const { connection } = engagement.client;
  const handle = engagement.client.workflow.getHandle(`engagement/${slug}`);
  const site: Site = {
    stack,
    engagement,
    run,
    slug,
    findings: createFindings(),
    original: await readSource(sourceUrl),
    extracted: null,
    people: { rule: run.conflicts, edits: new Map(), deleted: new Set() },
    before: { sandbox: await engagement.state('sandbox'), production: await engagement.state('production') },
    everExpected: new Map(),
    current: null,
    isSentBack: false,
    isRolledBack: false,
    exceptions: [],
    activeRules: [],
    log,
    // Without a worker, a query waits until its deadline.
    status: () =>
      connection
        .withDeadline(Date.now() + 5_000, () => handle.query<EngagementStatus>('status'))
        .catch(() => undefined),
    async stats(environment) {
      const { orgs: all } = await engagement.admin<{ orgs: Record<string, OrgStats> }>('GET', 'stats');
      const found = all[orgs[environment]];
      if (!found) throw new Error(`The emulator has no ${environment} org.`);
      return found;
    },
    wait(probe, what, seconds = 480) {
      const { current } = site;
      const during = current ? `fault ${current.number} (${current.kind} in ${current.stage})` : 'no fault';
      return eventually(probe, `${what}; the last fault was ${during}`, seconds * 1_000);
    },
    async call(method, path, data) {
      // The faults are for the load: people whose reply was lost would look before they write again.
      await engagement.faults([]);
      const tokenOf = { environment: 'production', user: colleague };
      const { apiUrl, token } = await engagement.admin<{ apiUrl: string; token: string }>('POST', 'token', tokenOf);
      const headers = { Authorization: `Zoho-oauthtoken ${token}` };
      const url = `${apiUrl}/crm/v8/${path}`;
      const answer = await axios.request<{ data?: { details: { id: string } }[] }>({ method, url, headers, data });
      await engagement.faults(site.activeRules);
      return (answer.data.data ?? []).map(({ details }) => details.id);
    },
    source: () => readSource(sourceUrl),
    async users(environment) {
      await engagement.faults([]);
      const own = await engagement.admin<{ apiUrl: string; token: string }>('POST', 'token', { environment });
      const headers = { Authorization: `Zoho-oauthtoken ${own.token}` };
      const url = `${own.apiUrl}/crm/v8/users?type=AllUsers`;
      const { data } = await axios.get<{ users: { id: string; email: string }[] }>(url, { headers });
      await engagement.faults(site.activeRules);
      return data.users;
    },
    rules(rules) {
      site.activeRules = rules;
      return engagement.faults(rules);
    },
    close: () => engagement.close(),
  };
  return site;
}
