/**
 * Measures the transformation of the demo operator with every kind of defect, for each object and for all: rows a second of
 * CPU time (one core), rows a second of wall-clock time, and peak memory. With `--before`, an earlier commit transforms the
 * same rows in the same run, and the contents of both ledgers are compared.
 * node --import tsx bench/transform.ts [--accounts 2000] [--before COMMIT] [--objects invoices,all]
 */
import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import pg from 'pg';
import type * as databaseCode from '../connectors/ledger/database.ts';
import type * as engagementsCode from '../connectors/ledger/engagements.ts';
import type * as openingCode from '../steps/open-engagement.ts';
import type * as transformCode from '../steps/transform/transform.ts';
import type * as portsCode from '../workers/ports.ts';
import { exampleVariables } from './example-variables.ts';
import { exampleFolder } from '../apps/dev/example-stack.ts';
import { startPostgres } from '../apps/dev/postgres.ts';
import { workerCommand } from '../apps/dev/worker-command.ts';
import { migrateLedger, openLedger } from '../connectors/ledger/database.ts';
import { readEngagement } from '../connectors/ledger/engagements.ts';
import { contentDigestOf } from '../connectors/staging/manifest.ts';
import { usualRates } from '../emulators/bss/defect-rates.ts';
import { loadOperator } from '../emulators/bss/postgres.ts';
import { startZohoEmulator } from '../emulators/zoho/server.ts';
import { Manifest } from '../schemas/manifest.ts';
import { extract } from '../steps/extract/extract.ts';
import { openEngagement } from '../steps/open-engagement.ts';
import { createPorts } from '../workers/ports.ts';

const objects = 'billing_accounts,subscribers,orders,invoices,all';
const { values } = parseArgs({
  options: {
    accounts: { type: 'string', default: '2000' },
    before: { type: 'string' },
    objects: { type: 'string', default: objects },
    /** Set for the measuring child process only: where the code is, and the name of the ledger's database. */
    root: { type: 'string' },
    folder: { type: 'string' },
    ledger: { type: 'string' },
  },
});
const secret = 'a secret for the bench that is long enough';
const own = fileURLToPath(new URL('..', import.meta.url));

interface Measured {
  rows: number;
  perCore: number;
  perSecond: number;
  peakMb: number;
}

/** Runs one transformation in this process with the code in `root`. */
async function measure(root: string, folder: string, ledgerUrl: string, staging: string): Promise<Measured> {
  const from = <Module>(path: string) => import(join(root, path)) as Promise<Module>;
  const database = await from<typeof databaseCode>('connectors/ledger/database.ts');
  const engagements = await from<typeof engagementsCode>('connectors/ledger/engagements.ts');
  const opening = await from<typeof openingCode>('steps/open-engagement.ts');
  const transforming = await from<typeof transformCode>('steps/transform/transform.ts');
  const composing = await from<typeof portsCode>('workers/ports.ts');
  await database.migrateLedger(ledgerUrl);
  const ledger = database.openLedger(ledgerUrl, 8);
  const ports = composing.createPorts(ledger, join(folder, 'staging'), secret);
  await opening.openEngagement(ports, {
    file: join(root, 'examples/demo-operator/engagement.yml'),
    engagement: 'demo',
  });
  const stored = await engagements.readEngagement(ledger, 'demo');
  const run = { engagement: 'demo', environment: 'sandbox', run: 'full-1', kind: 'full', staging } as const;
  const [cpu, began] = [process.cpuUsage(), performance.now()];
  const { queued, decided } = await transforming.transform(ports, stored, run);
  const used = process.cpuUsage(cpu);
  const seconds = (performance.now() - began) / 1_000;
  await ledger.close();
  const rows = queued + decided;
  return {
    rows,
    perCore: Math.round(rows / ((used.user + used.system) / 1e6)),
    perSecond: Math.round(rows / seconds),
    peakMb: Math.round(process.resourceUsage().maxRSS / 1_024),
  };
}

/** A digest of everything that a transformation wrote. */
async function contentOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  // By name, because an earlier commit has other tables.
  const columns = {
    record_value: 'no, module, object, key, base::text, custom::text, refs',
    decided: 'key, module, object, outcome, survivor, reason',
    remark: 'key, field, rule',
    record: 'key, module, same_as',
  };
  const parts = Object.entries(columns).map(
    ([table, names]) =>
      `(select md5(string_agg(md5(t::text), '' order by t::text)) from (select ${names} from ${table}) t)`,
  );
  const { rows } = await client.query<{ digest: string }>(
    `select md5(concat(${parts.join(', ')}, (select routed::text from run))) as digest`,
  );
  await client.end();
  return rows[0]?.digest ?? '';
}

/** A manifest of one object only; its name. */
function stageAlone(folder: string, object: string): string {
  if (object === 'all') return 'demo/full-1';
  const manifest = Manifest.parse(JSON.parse(readFileSync(join(folder, 'staging/demo/full-1/manifest.json'), 'utf8')));
  const alone = manifest.objects.filter((one) => one.object === object);
  const name = `demo/${object}`;
  mkdirSync(join(folder, 'staging', name), { recursive: true });
  writeFileSync(
    join(folder, 'staging', name, 'manifest.json'),
    JSON.stringify({ ...manifest, name, objects: alone, contentDigest: contentDigestOf(alone) }),
  );
  return name;
}

async function compare(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'portage-bench-'));
  // Postgres may run as another user.
  chmodSync(folder, 0o711);
  const databases = ['ledger', 'source'];
  const server = await startPostgres({
    directory: join(folder, 'postgres'),
    databases,
    logDirectory: folder,
    ephemeral: true,
  });
  const emulator = await startZohoEmulator();
  const earlier = join(folder, 'before');
  try {
    Object.assign(process.env, {
      PORTAGE_SOURCE_URL: server.url('source'),
      ...exampleVariables(folder),
      PORTAGE_ZOHO_ACCOUNTS_URL: emulator.url,
      PORTAGE_ZOHO_API_URL: emulator.url,
    });
    for (const { environment, clientId, clientSecret, refreshToken } of emulator.orgs) {
      const name = `PORTAGE_ZOHO_${environment.toUpperCase()}`;
      Object.assign(process.env, {
        [`${name}_CLIENT_ID`]: clientId,
        [`${name}_CLIENT_SECRET`]: clientSecret,
        [`${name}_REFRESH_TOKEN`]: refreshToken,
      });
    }
    const size = { accounts: Number(values.accounts), defects: usualRates };
    await loadOperator({ connectionString: server.url('source'), size, onDefect: () => undefined });
    await migrateLedger(server.url('ledger'));
    const ledger = openLedger(server.url('ledger'), 8);
    const ports = createPorts(ledger, join(folder, 'staging'), secret);
    await openEngagement(ports, { file: join(exampleFolder, 'engagement.yml'), engagement: 'demo' });
    const never = new AbortController().signal;
    await extract(ports, await readEngagement(ledger, 'demo'), { staging: 'full-1' }, never);
    if (values.before !== undefined) {
      execFileSync('git', ['worktree', 'add', '--quiet', '--detach', earlier, values.before], { cwd: own });
      symlinkSync(join(own, 'node_modules'), join(earlier, 'node_modules'));
    }
    const codes = { ...(values.before === undefined ? {} : { before: earlier }), now: own };
    for (const object of values.objects.split(',')) {
      const staging = stageAlone(folder, object);
      const found: { code: string; measured: Measured; content: string }[] = [];
      for (const [code, root] of Object.entries(codes)) {
        const name = `${object}_${code}`;
        await ledger.query(`create database ${name}`);
        const limits = workerCommand.slice(0, -1);
        const script = [...limits, fileURLToPath(import.meta.url), '--objects', staging, '--root', root];
        const target = ['--folder', folder, '--ledger', server.url(name)];
        const line = await runChild([...script, ...target]);
        const measured = JSON.parse(line) as Measured;
        found.push({ code, measured, content: await contentOf(server.url(name)) });
        const { rows, perCore, perSecond, peakMb } = measured;
        process.stdout.write(
          `${object} ${code}: ${rows} rows, ${perCore} rows/s a core, ${perSecond} rows/s, peak ${peakMb} MB\n`,
        );
      }
      const [before, now] = found;
      if (!before || !now) continue;
      const ratio = (now.measured.perCore / before.measured.perCore).toFixed(1);
      const isEqual = before.content === now.content ? 'equal' : 'DIFFERENT';
      process.stdout.write(`${object}: ${ratio} times as many rows a core, contents ${isEqual}\n`);
    }
    await ledger.close();
  } finally {
    await emulator.close();
    await server.stop();
    if (values.before !== undefined) execFileSync('git', ['worktree', 'remove', '--force', earlier], { cwd: own });
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The last line that a child process prints. It runs beside the emulator, which must answer it. */
async function runChild(args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return stdout.trim().split('\n').at(-1) ?? '';
}

const { root, folder, ledger } = values;
if (root !== undefined && folder !== undefined && ledger !== undefined) {
  process.stdout.write(`${JSON.stringify(await measure(root, folder, ledger, values.objects))}\n`);
  process.exit(0);
} else await compare();
