/**
 * Compares a delta with the full load before it: 1 % of the rows changed, 0.1 % deleted, 0.1 % edited on both sides.
 * node tools/run.mjs --import tsx bench/delta.ts [--accounts 2000]
 * It prints calls, credits, WAL of the ledger, rows written to the ledger and seconds, and each as a share of the full load.
 */
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startStack } from '../apps/dev/stack.ts';
import { createGuard } from '../domain/identifiers/guard.ts';
import type { Module } from '../schemas/terms.ts';
import { prepareSteps } from '../test/support/steps.ts';

const { values } = parseArgs({ options: { accounts: { type: 'string', default: '2000' } } });
const stack = await startStack({ ephemeral: true, headless: true });
process.env['POSTGRES_TEST_URL'] = stack.ledgerUrl;
const steps = await prepareSteps({ accounts: Number(values.accounts) });
// A load of any size fits into one day's credits.
for (const limits of steps.emulator.admin.limits.values()) limits.configure({ creditsPerWindow: 100_000_000 });
const { ledger } = steps.ports;
const stored = await steps.open();
const source = new pg.Client({ connectionString: steps.sourceUrl });
await source.connect();

interface Effort {
  calls: number;
  credits: number;
  walBytes: number;
  rowsWritten: number;
  seconds: number;
}

async function read(): Promise<Effort> {
  const [use] = await ledger.query<Pick<Effort, 'calls' | 'credits'>>(
    'select coalesce(sum(calls), 0)::int as calls, coalesce(sum(credits), 0)::int as credits from credit_use',
  );
  await ledger.query('select pg_stat_force_next_flush()');
  const [written] = await ledger.query<{ rows: number }>(
    `select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::int as rows from pg_stat_user_tables
     where relname ~ '^(record|record_value|outcome|decided|remark)_\\d+$' or relname in ('conflict', 'stale_record')`,
  );
  const [wal] = await ledger.query<{ bytes: number }>(`select (pg_current_wal_lsn() - '0/0')::float8 as bytes`);
  return {
    calls: use?.calls ?? 0,
    credits: use?.credits ?? 0,
    walBytes: wal?.bytes ?? 0,
    rowsWritten: written?.rows ?? 0,
    seconds: performance.now() / 1_000,
  };
}

async function measured(work: () => Promise<unknown>): Promise<Effort> {
  await ledger.query('checkpoint');
  const before = await read();
  await work();
  // Statistics of other connections arrive a little later.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const after = await read();
  return {
    calls: after.calls - before.calls,
    credits: after.credits - before.credits,
    walBytes: after.walBytes - before.walBytes,
    rowsWritten: after.rowsWritten - before.rowsWritten,
    seconds: after.seconds - before.seconds,
  };
}

async function load(kind: 'full' | 'delta', name: string): Promise<void> {
  const { reports } = await steps.load('production', kind, name);
  const open = reports.filter((report) => !report.identityClosed);
  if (open.length > 0) throw new Error(open.flatMap((report) => report.gaps).join(' '));
  process.stderr.write(
    `${JSON.stringify(reports.map(({ module, outcomes, stale }) => ({ module, ...outcomes, ...stale })))}\n`,
  );
}

/** People edit the field that the source changes as well. */
async function editInZoho(module: Module, object: string, field: string, share: number): Promise<void> {
  const records = await ledger.query<{ id: string }>(
    `select zoho_id::text as id from record where split_part(key, ':', 2) = $1 and module = $2 and zoho_id is not null
       and hashtext(split_part(key, ':', 3)) % $3 = 0`,
    [object, module, share],
  );
  const zoho = steps.ports.openZoho(stored, 'production', createGuard({}));
  for (let from = 0; from < records.length; from += 100)
    await zoho.update(
      module,
      records.slice(from, from + 100).map(({ id }) => ({ id, [field]: 'Changed by people' })),
    );
}

const full = await steps.extract('full-1');
const fullEffort = await measured(() => load('full', full.name));

const everyHundredth = (column: string) => `hashtext(${column}) % 100 = 0`;
await source.query(`
  update bss.billing_account set city = 'New Town' where ${everyHundredth('account_no')};
  update bss.subscriber set city = 'New Town' where ${everyHundredth('subscriber_no')};
  update bss.subscription_order set description = 'Changed' where ${everyHundredth('order_no')};
  update bss.invoice set due_on = due_on + 1 where ${everyHundredth('invoice_no')};
  delete from bss.invoice where hashtext(invoice_no) % 1000 = 1`);
await editInZoho('Accounts', 'billing_accounts', 'Billing_City', 1_000);
await editInZoho('Contacts', 'subscribers', 'Mailing_City', 1_000);
const delta = await steps.extract('delta-1');
const deltaEffort = await measured(() => load('delta', delta.name));

const shares = Object.fromEntries(
  Object.entries(deltaEffort).map(([name, value]) => [
    name,
    `${Math.round((value / fullEffort[name as keyof Effort]) * 1_000) / 10} %`,
  ]),
);
process.stdout.write(`${JSON.stringify({ rows: full.rows, full: fullEffort, delta: deltaEffort, shares }, null, 2)}\n`);
await source.end();
await steps.close();
await stack.stop();
