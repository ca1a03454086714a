import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { parse } from 'yaml';
import { changeOperator } from '../../../emulators/bss/change.ts';
import { loadOperator } from '../../../emulators/bss/postgres.ts';
import { PostgresProfile } from '../../../schemas/profile.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';

type Row = Record<string, string | null>;

let server: TestPostgres;
let databases = 0;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const profile = PostgresProfile.parse(
  parse(await readFile(new URL('../../../examples/demo-operator/source.yml', import.meta.url), 'utf8')),
);
const objects = Object.entries(profile.objects);

const newDatabase = (): Promise<string> => server.createDatabase(`operator_${(databases += 1)}`);

async function rowsOf(connectionString: string, query: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Row>(query)).rows;
  } finally {
    await client.end();
  }
}

async function readAll(url: string): Promise<Record<string, Row[]>> {
  const read: Record<string, Row[]> = {};
  for (const [object, { query }] of objects) read[object] = await rowsOf(url, query);
  return read;
}

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

async function load(
  seed: number,
  accounts = 800,
): Promise<{ url: string; operator: Awaited<ReturnType<typeof loadOperator>> }> {
  const url = await newDatabase();
  return { url, operator: await loadOperator({ connectionString: url, size: { accounts }, seed }) };
}

test('the same seed gives the same data and answer key, another seed gives other data', async () => {
  const [one, again, other] = [await load(7, 100), await load(7, 100), await load(8, 100)];
  const read = await Promise.all([one, again, other].map(async ({ url }) => digest(await readAll(url))));
  expect(read[1]).toBe(read[0]);
  expect(again.operator).toEqual(one.operator);
  expect(read[2]).not.toBe(read[0]);
});

test('the size small has the numbers of records that the README states', async () => {
  const url = await newDatabase();
  const { counts } = await loadOperator({ connectionString: url, size: 'small' });
  expect(counts).toMatchObject({
    billing_account: 2_000,
    subscriber: 5_000,
    service_plan: 60,
    offering: 60,
    supplier: 8,
    subscription_order: 8_080,
    invoice: 12_000,
  });
});

test('every query of the profile returns its key unique, not empty and in order', async () => {
  const { url } = await load(1);
  for (const [object, { key, query }] of objects) {
    const keys = (await rowsOf(url, query)).map((row) => row[key]);
    expect({ object, empty: keys.length === 0 || keys.includes(null) }).toEqual({ object, empty: false });
    expect({ object, distinct: new Set(keys).size }).toEqual({ object, distinct: keys.length });
    expect(keys).toEqual([...keys].sort());
  }
});

test('every value of an object query is a text', async () => {
  const { url } = await load(1, 100);
  for (const rows of Object.values(await readAll(url))) {
    for (const value of rows.flatMap((row) => Object.values(row))) {
      expect(value === null || typeof value === 'string').toBe(true);
    }
  }
});

test('the queries of handoff and custom fields return every row', async () => {
  const { url, operator } = await load(1, 100);
  const count = async (query: string): Promise<number> => Number((await rowsOf(url, query))[0]?.['count']);
  const { ocs_buckets, pcrf_rules, hss_records, usage_records, network_elements } = profile.handoff;
  expect(await count(ocs_buckets!.count)).toBe(operator.counts['ocs_bucket']);
  expect(await count(pcrf_rules!.count)).toBe(operator.counts['pcrf_rule']);
  expect(await count(hss_records!.count)).toBe(operator.counts['aaa_record']);
  expect(await count(usage_records!.count)).toBe(operator.counts['usage_record']);
  expect(await count(network_elements!.count)).toBe(operator.counts['network_element']);
  expect(await rowsOf(url, ocs_buckets!.snapshot!)).toHaveLength(operator.counts['ocs_bucket']!);
  expect(await rowsOf(url, pcrf_rules!.snapshot!)).toHaveLength(operator.counts['pcrf_rule']!);
  for (const row of await rowsOf(url, usage_records!.summary!)) expect(row['last_billed_usage']).toMatch(/^\d{4}-/);
  expect(await rowsOf(url, profile.customFields!)).toHaveLength(operator.counts['ext_definition']!);
});

test('no query selects a column that must never be selected', () => {
  const text = JSON.stringify(profile.objects) + JSON.stringify(profile.handoff);
  for (const column of profile.never.map((name) => name.split('.')[2]!).filter((name) => name !== '*')) {
    expect(text).not.toMatch(new RegExp(`\\b${column}\\b`));
  }
});

test('every record that the answer key names exists', async () => {
  const { url, operator } = await load(1);
  const read = await readAll(url);
  const keys = new Map<string, Set<unknown>>(
    objects.map(([name, { key }]) => [name, new Set(read[name]!.map((row) => row[key]))]),
  );
  const buckets = await rowsOf(url, profile.handoff.ocs_buckets!.snapshot!);
  keys.set('ocs_buckets', new Set(buckets.map((row) => row['bucket_id'])));
  for (const { object, id, into } of operator.answers.defects) {
    expect(keys.get(object)?.has(id)).toBe(true);
    if (into) expect(keys.get(object)?.has(into)).toBe(true);
  }
});

/** The value of a field, of a custom field, or of a field of the first line. */
function valueOf(row: Row | undefined, field: string): string | null | undefined {
  const [name = '', part = ''] = field.split('.');
  if (part === '' || !row) return row?.[name];
  const value = JSON.parse(row[name] ?? '') as Row | Row[];
  return (Array.isArray(value) ? value[0] : value)?.[part];
}

test('identifiers and look-alikes are in the field that the answer key names', async () => {
  const url = await newDatabase();
  const size = { accounts: 400, plantedIdentifiers: 2_000, identifierKeys: 3 };
  const { answers } = await loadOperator({ connectionString: url, size });
  const read = await readAll(url);
  const rows = new Map(
    objects.flatMap(([object, { key }]) => read[object]!.map((row) => [`${object} ${row[key]}`, row] as const)),
  );
  const planted = answers.defects.filter(({ rule }) => rule === 'identifier' || rule === 'look-alike');
  expect(planted.filter(({ rule }) => rule === 'identifier')).toHaveLength(2_003);
  expect(planted.length).toBeGreaterThan(3_000);
  for (const { object, id, field, value, right } of planted)
    expect(valueOf(rows.get(`${object} ${id}`), field!)).toContain(value ?? right);
});

test('the network tables have every identifier of the operator that is planted', async () => {
  const url = await newDatabase();
  const size = { accounts: 400, plantedIdentifiers: 2_000, defects: { DQ31: 200 } };
  const { answers } = await loadOperator({ connectionString: url, size });
  const known = await rowsOf(
    url,
    `select imsi as value from bss.sim_card union select iccid from bss.sim_card union select eid from bss.sim_card
     union select imei from bss.device union select replace(mac, ':', '') from bss.device union select imsi from bss.aaa_record
     union select ki from bss.aaa_record union select opc from bss.aaa_record union select static_ip from bss.aaa_record`,
  );
  const values = new Set(known.map(({ value }) => value));
  const planted = answers.defects.flatMap(({ identifier }) => identifier ?? []);
  const unknown = planted.filter(({ owner, numbers }) => (owner === 'own') !== numbers.every((one) => values.has(one)));
  expect(planted.length).toBeGreaterThan(2_000);
  expect(unknown).toEqual([]);
});

test('an account whose number is an IMSI is referred to by it', async () => {
  const url = await newDatabase();
  await loadOperator({ connectionString: url, size: { accounts: 100, identifierKeys: 3 } });
  const keys = `select account_no from bss.billing_account where account_no ~ '^[0-9]+$'`;
  const orphans = `select account_no from bss.subscriber where account_no not in (select account_no from bss.billing_account)
    and account_no not like 'BA-9%'`;
  expect(await rowsOf(url, keys)).toHaveLength(3);
  expect(await rowsOf(url, orphans)).toEqual([]);
  const referring = await rowsOf(url, `select 1 from bss.subscriber where account_no in (${keys})`);
  expect(referring.length).toBeGreaterThan(0);
});

test('every reference to a missing account or plan is in the answer key', async () => {
  const { url, operator } = await load(1);
  const read = await readAll(url);
  const accounts = new Set(read['billing_accounts']!.map((row) => row['account_no']));
  const plans = new Set(read['service_plans']!.map((row) => `service_plans:${row['plan_code']}`));
  const known = new Set(
    operator.answers.defects.filter((d) => /rejected|blank/.test(d.expected)).map((d) => d.object + d.id),
  );
  for (const row of read['subscribers']!) {
    if (!accounts.has(row['account_no'])) expect(known).toContain(`subscribers${row['subscriber_no']}`);
  }
  for (const row of read['invoices']!) {
    if (!accounts.has(row['account_no'])) expect(known).toContain(`invoices${row['invoice_no']}`);
  }
  for (const row of read['orders']!) {
    const items = (JSON.parse(row['lines']!) as { item_object: string; item_code: string }[]).map(
      (line) => `${line.item_object}:${line.item_code}`,
    );
    const missing = items.some((item) => item.startsWith('service_plans:') && !plans.has(item));
    if (missing) expect(known).toContain(`orders${row['order_no']}`);
  }
});

test('simulated live business changes a few records, the same ones each time', async () => {
  const [one, two] = [await load(3, 100), await load(3, 100)];
  const before = await readAll(one.url);
  await changeOperator(one.url);
  await changeOperator(two.url);
  const after = await readAll(one.url);
  expect(digest(await readAll(two.url))).toBe(digest(after));
  const old = new Set(
    Object.values(before)
      .flat()
      .map((row) => JSON.stringify(row)),
  );
  const changed = Object.values(after)
    .flat()
    .filter((row) => !old.has(JSON.stringify(row)));
  expect(changed.length).toBeGreaterThan(0);
  expect(changed.length).toBeLessThan(50);
  for (const row of changed) expect(row['updated_at']! > '2026-01-15').toBe(true);
});
