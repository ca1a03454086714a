import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApproverKeys } from '../../apps/dev/approver-keys.ts';
import { createNetworkKey } from '../../apps/dev/network-key.ts';
import { exampleFolder } from '../../apps/dev/example-stack.ts';
import { migrateLedger, openLedger } from '../../connectors/ledger/database.ts';
import { readEngagement } from '../../connectors/ledger/engagements.ts';
import { secondPassOf } from '../../domain/second-pass.ts';
import type { Rates } from '../../emulators/bss/defect-rates.ts';
import { loadOperator, type AnswerKey } from '../../emulators/bss/postgres.ts';
import { stateOf } from '../../emulators/zoho/admin.ts';
import { demoOrgs } from '../../emulators/zoho/orgs/seed.ts';
import { startZohoEmulator, type ZohoEmulator } from '../../emulators/zoho/server.ts';
import type { RollbackReport } from '../../schemas/engagement.ts';
import type { PhaseRef, RunRef } from '../../schemas/refs.ts';
import type { PhaseReport } from '../../schemas/report.ts';
import { passes, type Environment } from '../../schemas/terms.ts';
import { applySchema } from '../../steps/schema/apply.ts';
import { extract } from '../../steps/extract/extract.ts';
import { loadLane } from '../../steps/load/load-lane.ts';
import { nameRun, openEngagement } from '../../steps/open-engagement.ts';
import { beginPhase, endPass, endRun, reportPhase } from '../../steps/phase.ts';
import type { Ports, StoredEngagement } from '../../steps/ports.ts';
import { checkRollback } from '../../steps/rollback/check.ts';
import { closeEnvironment } from '../../steps/rollback/close.ts';
import { removeFields } from '../../steps/rollback/fields.ts';
import { removeRecords } from '../../steps/rollback/lane.ts';
import { removeLocks } from '../../steps/rollback/locks.ts';
import { endRollback, previewRollback } from '../../steps/rollback/rollback.ts';
import { survey } from '../../steps/survey.ts';
import { transform } from '../../steps/transform/transform.ts';
import { createPorts } from '../../workers/ports.ts';
import { createTestDatabase } from './database.ts';
import type { OrgState } from './engagement.ts';
import { secretOfTests } from './secret.ts';

/** The demo engagement without Temporal and without a process of its own: ledger, source, staging and Zoho for steps. */
export interface StepsEngagement {
  ports: Ports;
  /** A copy of `examples/demo-operator/`; edit a file before `open`. */
  folder: string;
  sourceUrl: string;
  /** Where a process of its own finds the ledger and the staging. */
  databaseUrl: string;
  stagingFolder: string;
  emulator: ZohoEmulator;
  answers: AnswerKey;
  edit(file: string, from: string | RegExp, to: string): void;
  /** Opens the engagement, or reads its files again. */
  open(): Promise<StoredEngagement>;
  /** Extracts the source under this name. */
  extract(staging: string): Promise<{ name: string; digest: string; rows: number }>;
  /** Loads what was extracted, as the workflow `migration` would, with one lane. */
  load(
    environment: Environment,
    kind: 'full' | 'delta',
    staging: string,
  ): Promise<{ run: RunRef; reports: PhaseReport[] }>;
  /** Rolls an environment back, as the workflow `rollback` would, with one lane. */
  rollBack(environment: Environment): Promise<{ preview: RollbackReport; report: RollbackReport }>;
  /** Loads one pass after the other of a module whose queue is filled; with `isHalf`, only the first. */
  loadModule(phase: PhaseRef, isHalf?: boolean): Promise<PhaseReport>;
  state(environment: Environment): OrgState;
  close(): Promise<void>;
}

/** A signal that does not abort. */
export const never = new AbortController().signal;

export async function prepareSteps(size: {
  accounts: number;
  plantedIdentifiers?: number;
  defects?: Rates;
  /** Scopes of the refresh tokens; all by default. */
  scopes?: string[];
}): Promise<StepsEngagement> {
  const folder = mkdtempSync(join(tmpdir(), 'portage-steps-'));
  cpSync(exampleFolder, folder, { recursive: true });
  const [source, ledgerDatabase] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const [{ answers }] = await Promise.all([
    loadOperator({ connectionString: source.url, size }),
    migrateLedger(ledgerDatabase.url),
  ]);
  const { scopes } = size;
  const emulator = await startZohoEmulator(scopes ? { orgs: demoOrgs.map((org) => ({ ...org, scopes })) } : {});
  await nameSecrets(emulator, source.url);
  const ledger = openLedger(ledgerDatabase.url, 8);
  const stagingFolder = join(folder, 'staging');
  const ports = createPorts(ledger, stagingFolder, secretOfTests);

  const edit = (file: string, from: string | RegExp, to: string) => {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    const changed = text.replace(from, to);
    if (changed === text) throw new Error(`${file} has no ${String(from)}`);
    writeFileSync(path, changed);
  };
  edit('engagement.yml', /^documents: .*$/m, 'documents: documents');
  // Sign-offs without a proof count, and exceptions need no decision, so that tests can be short.
  edit('engagement.yml', 'allowUnproven: false', 'allowUnproven: true\n  openExceptions: any');
  const stored = () => readEngagement(ledger, 'demo');

  const { load, loadModule } = loaderOn(ports);

  return {
    ports,
    folder,
    sourceUrl: source.url,
    databaseUrl: ledgerDatabase.url,
    stagingFolder,
    emulator,
    answers,
    edit,
    async open() {
      await openEngagement(ports, { file: join(folder, 'engagement.yml'), engagement: 'demo' });
      return stored();
    },
    extract: async (staging) => extract(ports, await stored(), { staging }, never),
    load,
    async rollBack(environment) {
      const engagement = await stored();
      const ref = { engagement: 'demo', environment };
      await closeEnvironment(ports, engagement, ref);
      const preview = await previewRollback(ports, engagement, ref, never);
      await removeLocks(ports, engagement, ref);
      for (const { module } of preview.modules)
        await removeRecords(ports, engagement, { ...ref, module, lane: 0, lanes: 1 }, never);
      await checkRollback(ports, engagement, ref);
      await removeFields(ports, engagement, ref);
      return { preview, report: await endRollback(ports, engagement, ref) };
    },
    loadModule,
    state(environment) {
      const org = [...emulator.admin.orgs.values()].find(({ seed }) => seed.environment === environment);
      if (!org) throw new Error(`the emulator has no ${environment} org`);
      return stateOf(org) as OrgState;
    },
    async close() {
      await ledger.close();
      await emulator.close();
      await Promise.all([source.drop(), ledgerDatabase.drop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Loads the demo engagement that the ledger of these ports has. */
export function loaderOn(ports: Ports): Pick<StepsEngagement, 'load' | 'loadModule'> {
  const stored = () => readEngagement(ports.ledger, 'demo');
  const loadModule = async (phase: PhaseRef, isHalf = false): Promise<PhaseReport> => {
    await beginPhase(ports, await stored(), phase);
    for (const pass of isHalf ? passes.slice(0, 1) : passes) {
      const lane = { ...phase, pass, lane: 0, lanes: 1, slice: 1_000_000 };
      await loadLane(ports, await stored(), lane, never);
      await endPass(ports, { ...phase, pass });
    }
    return reportPhase(ports, await stored(), { ...phase, isHalf });
  };
  return {
    loadModule,
    async load(environment, kind, staging) {
      const engagement = await stored();
      const run: RunRef = {
        engagement: 'demo',
        environment,
        run: await nameRun(ports, { engagement: 'demo', environment, kind }),
      };
      await survey(ports, engagement, run);
      await transform(ports, engagement, { ...run, kind, staging });
      await applySchema(ports, engagement, run);
      const reports: PhaseReport[] = [];
      const later = secondPassOf(engagement.mapping).modules;
      for (const module of engagement.modules)
        reports.push(await loadModule({ ...run, module }, later.includes(module)));
      for (const module of later) reports.push(await loadModule({ ...run, module }));
      await endRun(ports, run);
      return { run, reports };
    },
  };
}

/** Sets the environment variables that the demo's files name. */
async function nameSecrets({ url, orgs }: ZohoEmulator, sourceUrl: string): Promise<void> {
  const variables: Record<string, string> = {
    ...createApproverKeys(join(exampleFolder, 'engagement.yml')).variables,
    ...(await createNetworkKey()).variables,
    PORTAGE_SOURCE_URL: sourceUrl,
    PORTAGE_ZOHO_ACCOUNTS_URL: url,
    PORTAGE_ZOHO_API_URL: url,
    PORTAGE_IDENTITY_ISSUER: 'http://127.0.0.1:8481',
  };
  for (const { environment, clientId, clientSecret, refreshToken, userTokens } of orgs) {
    const name = `PORTAGE_ZOHO_${environment.toUpperCase()}`;
    variables[`${name}_CLIENT_ID`] = clientId;
    variables[`${name}_CLIENT_SECRET`] = clientSecret;
    variables[`${name}_REFRESH_TOKEN`] = refreshToken;
    for (const token of Object.values(userTokens ?? {})) variables[`${name}_CHECK_REFRESH_TOKEN`] = token;
  }
  Object.assign(process.env, variables);
}
