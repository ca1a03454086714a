/**
 * Times every statement of the ledger in a load, a delta, a verification and a rollback of one module: first of a small
 * engagement that is alone, then of a large one with five others beside it. Zoho is a stand-in that answers at once. It
 * prints, per statement, the calls, the median in milliseconds in both runs, the total, and the large tables that its plan
 * reads completely; and WAL and disk per record.
 * node tools/run.mjs --import tsx bench/ledger.ts [--records 1000000] [--alone 100000] [--others 200000] [--plans]
 */
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { exampleVariables } from './example-variables.ts';
import { startStack } from '../apps/dev/stack.ts';
import { readEngagementFiles } from '../connectors/engagement-files.ts';
import { transformedLines } from '../connectors/ledger/copy-text.ts';
import { migrateLedger, openLedger, type Ledger } from '../connectors/ledger/database.ts';
import { analyzePass } from '../connectors/ledger/phases.ts';
import { openFill } from '../connectors/ledger/queue.ts';
import { planRollback } from '../connectors/ledger/rollback-plan.ts';
import { closeRuns, findRun, openRun } from '../connectors/ledger/runs.ts';
import type { Coverage } from '../connectors/ledger/seal-changes.ts';
import type { ItemResult, Zoho } from '../connectors/zoho/port.ts';
import type { ReadsInBulk } from '../connectors/zoho/read-all.ts';
import { createGuard } from '../domain/identifiers/guard.ts';
import type { JsonObject } from '../schemas/json.ts';
import { loadedObjects, passes } from '../schemas/terms.ts';
import { runLane } from '../steps/load/lane.ts';
import type { Ports, StoredEngagement } from '../steps/ports.ts';
import { removeRecords } from '../steps/rollback/lane.ts';
import { surveyRecords } from '../steps/rollback/survey-records.ts';
import { compareModule } from '../steps/verify/compare-module.ts';

const { values: options } = parseArgs({
  options: {
    records: { type: 'string', default: '1000000' },
    alone: { type: 'string', default: '100000' },
    others: { type: 'string', default: '200000' },
    plans: { type: 'boolean', default: false },
  },
});
const module = 'Accounts';
const lanes = 10;
const modifiedAt = '2026-11-26T10:00:00+00:00';
const rowsPerPart = 2_500;

const keyOf = (number: number) => `bench:billing_accounts:BA-${String(number).padStart(8, '0')}` as const;
const idOf = (number: number) => String(10n ** 18n + BigInt(number));
const numberOf = (id: string) => Number(BigInt(id) - 10n ** 18n);
const fields = (number: number, phone: string): { base: JsonObject; custom: JsonObject } => ({
  base: {
    Portage_Key: keyOf(number),
    Account_Name: `Account ${number}`,
    Account_Type: 'Customer',
    Phone: phone,
    Billing_Street: `${number % 199} Harbour Street`,
    Billing_City: 'London',
    Billing_Code: 'N1 9GU',
    Billing_Country: 'United Kingdom',
  },
  custom: { Source_Status: 'active', Credit_Limit: 250, Bill_Cycle: String(number % 28) },
});
const isChanged = (number: number) => number % 100 === 0;

/** Zoho, as far as these steps need it. It accepts everything and keeps nothing but whether the delta was written. */
function standIn(records: number) {
  let isUpdated = false;
  let isEmpty = false;
  const accept = (ids: string[]) => Promise.resolve(ids.map((id): ItemResult => ({ ok: true, id, modifiedAt })));
  const zoho = {
    insert: (_: string, rows: JsonObject[]) =>
      accept(rows.map((row) => idOf(Number(String(row['Portage_Key']).slice(-8))))),
    update: (_: string, rows: JsonObject[]) => accept(rows.map((row) => String(row['id']))),
    remove: (_: string, ids: string[]) => accept(ids),
    readByIds: (_: string, ids: string[]) =>
      Promise.resolve(
        new Map(
          (isEmpty ? [] : ids).map((id): [string, JsonObject] => {
            const number = numberOf(id);
            const { base, custom } = fields(number, isUpdated && isChanged(number) ? '+442' : '+441');
            return [id, { ...base, ...custom, Modified_Time: modifiedAt, Modified_By: { id: '1' } }];
          }),
        ),
      ),
    findByKey: () => Promise.resolve(new Map()),
    // eslint-disable-next-line @typescript-eslint/require-await -- the port wants an async iterable
    async *listKeys() {
      for (let from = 1; from <= records; from += 2_000)
        yield Array.from({ length: Math.min(2_000, records - from + 1) }, (_, index) => ({
          ...{ key: keyOf(from + index), id: idOf(from + index), modifiedAt, modifiedBy: '1' },
        }));
    },
    // Nothing refers to the records.
    async *listReferences() {},
    modules: () => Promise.resolve([]),
    fields: () => Promise.resolve([{ apiName: 'Portage_Key', lookupModule: null }]),
    currentUser: () => Promise.resolve('1'),
    usage: () => ({ calls: 0, credits: 0, bodiesScanned: 0, creditsRemaining: null }),
  };
  return {
    zoho: zoho as unknown as Zoho,
    update: () => (isUpdated = true),
    empty: () => (isEmpty = true),
  };
}

interface Timing {
  milliseconds: number[];
  scans: Set<string>;
  plan: string[];
}
let timings: Map<string, Timing> | null = null;

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Plan Rows': number;
  Plans?: PlanNode[];
}
const scansOf = (node: PlanNode): string[] => [
  ...(node['Node Type'] === 'Seq Scan' && node['Plan Rows'] > 20_000 ? [node['Relation Name'] ?? ''] : []),
  ...(node.Plans ?? []).flatMap(scansOf),
];

/** Times every statement of every connection while `timings` is set, and asks for the plan of its third call. */
function timeStatements(): void {
  const original = pg.Client.prototype.query as (this: pg.Client, ...args: unknown[]) => unknown;
  const timed = async function (this: pg.Client, args: unknown[], text: string, values: unknown[]): Promise<unknown> {
    const name = text
      .replaceAll(/_\d+\b/g, '_N')
      .replaceAll(/\s+/g, ' ')
      .trim()
      .slice(0, 3_000);
    const timing = timings?.get(name) ?? { milliseconds: [], scans: new Set<string>(), plan: [] };
    timings?.set(name, timing);
    if (timing.milliseconds.length === 2 && /^(with|select|insert|update|delete)/i.test(name)) {
      const { rows } = (await original.call(this, `explain (format json) ${text}`, values)) as {
        rows: { 'QUERY PLAN': [{ Plan: PlanNode }] }[];
      };
      for (const scan of scansOf(rows[0]!['QUERY PLAN'][0].Plan)) timing.scans.add(scan);
      timing.plan = ((await original.call(this, `explain ${text}`, values)) as { rows: object[] }).rows.map((row) =>
        String(Object.values(row)[0]),
      );
    }
    const began = performance.now();
    try {
      return await original.apply(this, args);
    } finally {
      timing.milliseconds.push(performance.now() - began);
    }
  };
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [first, second] = args;
    const isText = typeof first === 'string';
    const isConfig = typeof first === 'object' && first !== null && 'text' in first && !('submit' in first);
    if (!timings || !(isText || isConfig) || args.some((one) => typeof one === 'function'))
      return original.apply(this, args);
    const values = isText ? second : (first as { values?: unknown[] }).values;
    return timed.call(this, args, isText ? first : String(first.text), (values as unknown[] | undefined) ?? []);
  } as typeof pg.Client.prototype.query;
}

interface Engagement {
  ledger: Ledger;
  slug: string;
  records: number;
}

async function fill({ ledger, slug }: Engagement, run: string, numbers: number[], coverage?: Coverage): Promise<void> {
  const ref = { engagement: slug, environment: 'production', run } as const;
  const opened = await openRun(ledger, ref, { kind: coverage ? 'delta' : 'full', mapping: '', manifest: '' });
  const filling = await openFill(ledger, opened, '');
  for (let part = 1; (part - 1) * rowsPerPart < numbers.length; part += 1) {
    const from = (part - 1) * rowsPerPart;
    const lines = numbers.slice(from, from + rowsPerPart).map((number, index) => {
      const values = fields(number, coverage ? '+442' : '+441');
      const record = { key: keyOf(number), module, ...values, refs: [] } as const;
      return transformedLines(
        { kind: 'queued', record: { ...record, refs: [] }, remarks: [] },
        'billing_accounts',
        from + index + 1,
      );
    });
    await filling.add({ object: 'billing_accounts', part }, Buffer.from(lines.join('')));
  }
  await filling.seal([module], coverage);
}

async function load({ ledger, slug }: Engagement, run: string, zoho: Zoho): Promise<void> {
  const ref = { engagement: slug, environment: 'production', run, module } as const;
  const ports = {
    ledger,
    zoho,
    keyField: 'Portage_Key',
    conflicts: 'ask',
    creditFloor: 0,
    breakerPercent: 100,
  } as const;
  const lane = (pass: (typeof passes)[number], number: number) =>
    runLane(
      { ...ports, creditsBackAt: () => Promise.resolve(new Date()) },
      { ...ref, pass, lane: number, lanes, slice: 20_000_000 },
      new AbortController().signal,
    );
  for (const pass of passes) {
    await Promise.all(Array.from({ length: lanes }, (_, number) => lane(pass, number)));
    await analyzePass(ledger, await findRun(ledger, ref));
  }
}

const numbersTo = (last: number, test = (_: number) => true) =>
  Array.from({ length: last }, (_, index) => index + 1).filter(test);

async function bytes(ledger: Ledger): Promise<{ wal: number; disk: number }> {
  const [row] = await ledger.query<{ wal: number; disk: number }>(
    `select (pg_current_wal_lsn() - '0/0')::float8 as wal, pg_database_size(current_database())::float8 as disk`,
  );
  return row ?? { wal: 0, disk: 0 };
}

/** The bulk reads of a module without lines. */
const noLines: ReadsInBulk = {
  startBulkRead: () => Promise.reject(new Error('accounts have no lines')),
  bulkReadJob: () => Promise.reject(new Error('accounts have no lines')),
  bulkReadFile: () => Promise.reject(new Error('accounts have no lines')),
};

/** A full load, a verification, a delta of 1 % and a rollback. */
async function runAll(engagement: Engagement, stored: StoredEngagement): Promise<Record<string, number>> {
  const { ledger, slug, records } = engagement;
  const { zoho, update, empty } = standIn(records);
  const seconds: Record<string, number> = {};
  const step = async (name: string, work: () => Promise<unknown>) => {
    const began = performance.now();
    await work();
    seconds[name] = Math.round(performance.now() - began) / 1_000;
    process.stderr.write(`${slug} ${name}: ${seconds[name]} s\n`);
  };
  const before = await bytes(ledger);
  await step('fill and seal', () => fill(engagement, 'full-1', numbersTo(records)));
  await step('load', () => load(engagement, 'full-1', zoho));
  const after = await bytes(ledger);
  seconds['WAL bytes a record'] = Math.round((after.wal - before.wal) / records);
  seconds['disk bytes a record'] = Math.round((after.disk - before.disk) / records);
  const ref = { engagement: slug, environment: 'production' } as const;
  const guard = createGuard({});
  await step('verify', async () =>
    compareModule(
      await findRun(ledger, { ...ref, run: 'full-1' }),
      {
        ...{ ledger, guard, module, keyField: 'Portage_Key', declared: [], lineFields: null, figures: null },
        zoho: { ...zoho, ...noLines },
        rules: { lines: undefined, money: [], places: 2, us: '1' },
      },
      new AbortController().signal,
    ),
  );
  const changed = numbersTo(records, isChanged);
  const coverage: Coverage = {
    whole: [],
    vanished: {},
    routed: [{ object: 'billing_accounts', module, rows: records }],
  };
  if (!loadedObjects.includes('billing_accounts')) throw new Error('the object is not loaded');
  await step('fill and seal a delta of 1 %', () => fill(engagement, 'delta-1', changed, coverage));
  update();
  await step('load the delta', () => load(engagement, 'delta-1', zoho));
  seconds['WAL bytes of the delta a changed record'] = Math.round(
    ((await bytes(ledger)).wal - after.wal) / changed.length,
  );
  await step('plan the rollback', async () => {
    await closeRuns(ledger, ref);
    await planRollback(ledger, ref, async (plan) => {
      await surveyRecords(zoho, plan, 'Portage_Key', new AbortController().signal);
      await plan.count(1_000);
      await plan.store();
    });
  });
  const ports = { ledger, openZoho: () => zoho, requestTimeoutMs: 30_000 } as unknown as Ports;
  await step('roll back', () =>
    Promise.all(
      Array.from({ length: lanes }, (_, lane) =>
        removeRecords(ports, stored, { ...ref, module, lane, lanes }, new AbortController().signal),
      ),
    ),
  );
  empty();
  return seconds;
}

const stack = await startStack({ ephemeral: true, headless: true });
const example = fileURLToPath(new URL('../examples/demo-operator/engagement.yml', import.meta.url));
Object.assign(process.env, { PORTAGE_SOURCE_URL: stack.sourceUrl, ...exampleVariables(stack.directory) });
const stored = (await readEngagementFiles(example)) as unknown as StoredEngagement;
timeStatements();

async function measured(database: string, records: number, others: number) {
  const admin = new pg.Client({ connectionString: stack.ledgerUrl });
  await admin.connect();
  await admin.query(`create database ${database}`);
  await admin.end();
  const url = new URL(stack.ledgerUrl);
  url.pathname = `/${database}`;
  await migrateLedger(url.href);
  const ledger = openLedger(url.href);
  const open = async (slug: string, count: number): Promise<Engagement> => {
    await ledger.query(`insert into engagement (slug, config, config_digest) values ($1, '{}', '')`, [slug]);
    return { ledger, slug, records: count };
  };
  for (let other = 1; other <= (others > 0 ? 5 : 0); other += 1) {
    const engagement = await open(`other-${other}`, others);
    await fill(engagement, 'full-1', numbersTo(others));
    await load(engagement, 'full-1', standIn(others).zoho);
    process.stderr.write(`other ${other} is loaded\n`);
  }
  const statements = new Map<string, Timing>();
  const engagement = await open('measured', records);
  timings = statements;
  const seconds = await runAll(engagement, stored);
  timings = null;
  await ledger.close();
  return { seconds, statements };
}

const median = (numbers: number[]) =>
  numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
const rounded = (number: number) => Math.round(number * 100) / 100;

const alone = await measured('alone', Number(options.alone), 0);
const large = await measured('large', Number(options.records), Number(options.others));
console.log(`Alone, ${options.alone} records:`, alone.seconds);
console.log(`${options.records} records beside five engagements of ${options.others} each:`, large.seconds);
const lines = [...large.statements]
  .map(([text, timing]) => {
    const total = timing.milliseconds.reduce((sum, one) => sum + one, 0);
    const small = alone.statements.get(text);
    return {
      ...{ text, timing, total, calls: timing.milliseconds.length },
      medianAlone: small ? rounded(median(small.milliseconds)) : null,
      medianLarge: rounded(median(timing.milliseconds)),
    };
  })
  .sort((one, other) => other.total - one.total)
  .slice(0, 40);
console.table(
  lines.map(({ text, calls, medianAlone, medianLarge, total, timing }) => ({
    ...{ calls, 'median ms alone': medianAlone, 'median ms': medianLarge, 'total s': rounded(total / 1_000) },
    'reads completely': [...timing.scans].join(' '),
    statement: text.slice(0, 70),
  })),
);
if (options.plans)
  for (const { text, timing } of lines) console.log(`\n${text.slice(0, 300)}\n${timing.plan.join('\n')}`);
await stack.stop();
process.exit(0);
