import pg from 'pg';
import type { JsonObject } from '../../../schemas/json.ts';
import type { MatchPlan } from '../../../schemas/match.ts';
import type { RunRef } from '../../../schemas/refs.ts';
import type { Environment, Module } from '../../../schemas/terms.ts';
import { readDocument } from '../../../connectors/ledger/documents.ts';
import { createGuard } from '../../../domain/identifiers/guard.ts';
import { isComplete } from '../../../domain/rollback-report.ts';
import { discover } from '../../../steps/discover.ts';
import type { StoredEngagement } from '../../../steps/ports.ts';
import { proposeMapping } from '../../../steps/propose-mapping.ts';
import { verifyModule } from '../../../steps/verify/verify-module.ts';
import { contentOf, runOutcomes } from '../../support/compare.ts';
import { never, prepareSteps, type StepsEngagement } from '../../support/steps.ts';

/**
 * An org with 500 records of which 120 match in six ways: 20 each by e-mail, phone, tax number, name and postcode, product code,
 * and as candidates with a similar name. Both orgs have them.
 */
let steps: StepsEngagement;
let stored: StoredEngagement;
let staging: string;
const seeded: Record<Environment, Map<string, Seed | undefined>> = { sandbox: new Map(), production: new Map() };

const rules = {
  Accounts: `    match:
      - { name: tax number, fields: [{ field: Tax_Registration, as: id }], then: adopt }
      - { name: similar name, fields: [{ field: Account_Name, as: name, near: 0.85 }, Billing_Email] }
    overwrite: { default: fill_blanks, fields: { Phone: source, Description: zoho, Billing_City: zoho } }
`,
  Contacts: `    match:
      - { name: e-mail, fields: [Email], then: adopt }
      - { name: phone, fields: [Mobile], then: apart }
      - name: name and postcode
        fields: [{ field: First_Name, as: name }, { field: Last_Name, as: name }, { field: Mailing_Zip, as: id }]
        then: ask
`,
  Products: `    match:
      - { name: product code, fields: [{ field: Product_Code, as: id }], then: adopt }
    overwrite: { default: source, fields: { Product_Name: zoho } }
`,
};

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 80 });
  steps.edit('mapping.yml', /^ {2}Sales_Orders:[\s\S]*?(?=^maps:)/m, '');
  await steps.open();
  staging = (await steps.extract('full-1')).name;
  // What the source's records become in Zoho is learned from a load into the empty sandbox.
  await steps.load('sandbox', 'full', staging);
  const state = steps.state('sandbox');
  const seeds = seedsFrom((module) => (state[module]?.records ?? []) as JsonObject[]);
  await steps.rollBack('sandbox');
  for (const [module, text] of Object.entries(rules))
    steps.edit('mapping.yml', new RegExp(`^ {2}${module}:\n`, 'm'), `  ${module}:\n${text}`);
  stored = await steps.open();
  for (const environment of ['sandbox', 'production'] as const) await seed(environment, seeds);
});
afterAll(() => steps.close());

interface Seed {
  way: string;
  module: Module;
  key: string;
  values: JsonObject;
}

const text = (record: JsonObject, field: string): string => String(record[field] ?? '');

/** The records whose value in these fields no other one has. */
function unique(records: JsonObject[], ...fields: string[]): JsonObject[] {
  const valueOf = (record: JsonObject) => fields.map((field) => text(record, field).toLowerCase()).join('/');
  const counts = new Map<string, number>();
  for (const record of records) counts.set(valueOf(record), (counts.get(valueOf(record)) ?? 0) + 1);
  return records.filter((record) => counts.get(valueOf(record)) === 1 && fields.every((field) => record[field]));
}

/** 120 records that match, each in its own notation, and 380 that match nothing. */
function seedsFrom(recordsOf: (module: Module) => JsonObject[]): Seed[] {
  const used = new Set<string>();
  // A record that is held back must be no parent: its children would be rejected.
  const isParent = (record: JsonObject) => text(record, 'Portage_Key').includes(':billing_accounts:');
  const take = (
    way: string,
    module: Module,
    fields: string[],
    valuesOf: (record: JsonObject, n: number) => JsonObject,
  ) =>
    unique(recordsOf(module), ...fields)
      .filter((record) => !used.has(text(record, 'Portage_Key')) && !(way === 'similar name' && isParent(record)))
      .slice(0, 20)
      .map((record, n): Seed => {
        used.add(text(record, 'Portage_Key'));
        return { way, module, key: text(record, 'Portage_Key'), values: valuesOf(record, n) };
      });
  const matching = [
    ...take('similar name', 'Accounts', ['Billing_Email'], (record) => ({
      Account_Name: `${text(record, 'Account_Name')} plc`,
      Billing_Email: text(record, 'Billing_Email').toUpperCase(),
    })),
    ...take('tax number', 'Accounts', ['Tax_Registration', 'Phone'], (record, n) => ({
      Account_Name: `Kept name ${n}`,
      Tax_Registration: ` ${text(record, 'Tax_Registration').toLowerCase().replace(/^(..)/, '$1-')}`,
      Phone: `+4420790000${10 + n}`,
      Billing_Street: 'Kept street',
    })),
    ...take('e-mail', 'Contacts', ['Email'], (record, n) => ({
      Last_Name: `Kept ${n}`,
      Email: text(record, 'Email').toUpperCase(),
    })),
    ...take('phone', 'Contacts', ['Mobile'], (record, n) => ({
      Last_Name: `Relative ${n}`,
      Mobile: text(record, 'Mobile')
        .replace(/^\+44/, '0')
        .replace(/^(.{5})/, '$1 '),
    })),
    ...take('name and postcode', 'Contacts', ['First_Name', 'Last_Name', 'Mailing_Zip'], (record) => ({
      First_Name: text(record, 'First_Name').toUpperCase(),
      Last_Name: `${text(record, 'Last_Name')}.`,
      Mailing_Zip: text(record, 'Mailing_Zip').replaceAll(' ', '').toLowerCase(),
    })),
    ...take('product code', 'Products', ['Product_Code'], (record, n) => ({
      Product_Name: `Kept product ${n}`,
      Product_Code: text(record, 'Product_Code').replaceAll('-', ' ').toLowerCase(),
      Unit_Price: 1,
    })),
  ];
  const others = Array.from({ length: 380 }, (_, n): Seed => {
    const own = { way: 'none', key: '' };
    if (n < 150) return { ...own, module: 'Accounts', values: { Account_Name: `Stranger ${n}`, Phone: 'unknown' } };
    if (n < 300)
      return { ...own, module: 'Contacts', values: { Last_Name: `Stranger ${n}`, Email: `s${n}@other.example` } };
    return { ...own, module: 'Products', values: { Product_Name: `Stranger ${n}`, Product_Code: `STRANGE-${n}` } };
  });
  return [...matching, ...others];
}

async function seed(environment: Environment, seeds: Seed[]): Promise<void> {
  const zoho = steps.ports.openZoho(stored, environment, createGuard({}));
  await zoho.createFields('Accounts', [
    { label: 'Tax Registration', dataType: 'text', length: 40 },
    { label: 'Billing Email', dataType: 'email' },
  ]);
  for (const module of ['Accounts', 'Contacts', 'Products'] as const) {
    const own = seeds.filter((one) => one.module === module);
    for (let from = 0; from < own.length; from += 100) {
      const page = own.slice(from, from + 100);
      const results = await zoho.insert(
        module,
        page.map(({ values }) => values),
      );
      for (const [index, result] of results.entries()) {
        if (!result.ok) throw new Error(`${module}: ${result.reason}`);
        seeded[environment].set(result.id, page[index]);
      }
    }
  }
  expect(seeded[environment].size).toBe(500);
}

const found = async (environment: Environment) =>
  steps.ports.ledger.query<{ rule: string; state: string; key: string; id: string }>(
    `select m.rule, m.state, m.key, m.zoho_id::text as id from record_match m join environment e on e.id = m.env
     where e.name = $1`,
    [environment],
  );

const counts = (rows: { rule: string; state: string }[]) => {
  const sums: Record<string, number> = {};
  for (const { rule, state } of rows) sums[`${rule}: ${state}`] = (sums[`${rule}: ${state}`] ?? 0) + 1;
  return sums;
};

const expected = {
  'tax number: adopt': 20,
  'product code: adopt': 20,
  'e-mail: adopt': 20,
  'phone: apart': 20,
  'name and postcode: ask': 20,
  'similar name: ask': 20,
};

/** What a person sees: an empty field has no value, and a check box that was never set is off. */
const seen = (environment: Environment) => {
  const state = structuredClone(steps.state(environment));
  for (const { records } of Object.values(state))
    for (const record of records)
      for (const [name, value] of Object.entries(record)) if (value === null || value === false) delete record[name];
  return contentOf(state);
};

test('the gate mapping shows all 120 matches with production, and production is only read', async () => {
  const before = seen('production');
  await discover(steps.ports, stored);
  await proposeMapping(steps.ports, { engagement: 'demo', file: `${steps.folder}/engagement.yml` });
  expect(seen('production')).toEqual(before);
  const rows = await found('production');
  expect(counts(rows)).toEqual(expected);
  for (const { key, id, rule } of rows) expect(seeded.production.get(id)).toMatchObject({ key, way: rule });
  const document = await readDocument(steps.ports.ledger, 'demo', { name: 'matches.json' });
  const plan = JSON.parse(document?.body ?? '{}') as MatchPlan;
  const fieldOf = (module: Module, name: string) =>
    plan.fields.find(({ module: own, field }) => own === module && field === name);
  expect(fieldOf('Accounts', 'Phone')).toMatchObject({ rule: 'source', overwritten: 20 });
  expect(fieldOf('Accounts', 'Account_Name')).toMatchObject({ rule: 'fill_blanks', left: 20 });
  expect(fieldOf('Accounts', 'Billing_City')).toMatchObject({ rule: 'zoho', left: 20 });
  expect(fieldOf('Accounts', 'Billing_Code')).toMatchObject({ rule: 'fill_blanks', filled: 20 });
  expect(plan.read).toEqual([
    { module: 'Accounts', records: 190 },
    { module: 'Contacts', records: 210 },
    { module: 'Products', records: 100 },
  ]);
  expect(plan.dependants).toEqual([]);
  const page = (await readDocument(steps.ports.ledger, 'demo', { name: 'matches.md' }))?.body ?? '';
  expect(page).toContain('60 records adopted, 20 matches kept apart, 40 matches are open');
  expect(page).not.toMatch(/Kept name|Stranger|example\.org/);
});

describe('a load', () => {
  let run: RunRef;
  let before: ReturnType<typeof contentOf>;
  beforeAll(async () => {
    before = seen('sandbox');
    ({ run } = await steps.load('sandbox', 'full', staging));
  }, 60_000);

  const inZoho = (key: string) => {
    for (const module of ['Accounts', 'Contacts', 'Products'] as const)
      for (const record of steps.state('sandbox')[module]?.records ?? [])
        if (record['Portage_Key'] === key) return record as JsonObject;
    return null;
  };

  test('updates what is adopted, creates what is kept apart, and holds back what nobody has decided about', async () => {
    const rows = await found('sandbox');
    expect(counts(rows)).toEqual(expected);
    const outcomes = new Map((await runOutcomes(steps.ports.ledger, 'sandbox', run.run)).map((one) => [one.key, one]));
    for (const { key, id, state } of rows) {
      const { outcome, reason } = outcomes.get(key) ?? {};
      const record = inZoho(key);
      if (state === 'adopt') expect([outcome, record?.['id']]).toEqual(['updated', id]);
      if (state === 'apart') expect([outcome, record?.['id'] === id]).toEqual(['created', false]);
      if (state === 'ask') {
        expect(outcome).toBe('rejected');
        expect(reason).toBe(`it may be record ${id} in Zoho, and nobody has decided about this match`);
        expect(record).toBeNull();
      }
    }
  });

  test('writes only the fields that the rules give to the source', async () => {
    for (const { key, rule, state } of await found('sandbox')) {
      if (state !== 'adopt') continue;
      const record = inZoho(key) ?? {};
      if (rule === 'tax number') {
        expect(record['Account_Name']).toMatch(/^Kept name/);
        expect(record).toMatchObject({ Billing_Street: 'Kept street', Account_Type: 'Customer' });
        expect(record['Phone']).not.toMatch(/^\+4420790000/);
        expect(record['Billing_Code']).toBeTruthy();
        expect([record['Billing_City'] ?? null, record['Description'] ?? null]).toEqual([null, null]);
      } else if (rule === 'product code') {
        expect(record['Product_Name']).toMatch(/^Kept product/);
        expect(record['Unit_Price']).not.toBe(1);
      } else expect(record['Last_Name']).toMatch(/^Kept/);
    }
  });

  test('is verified without a difference: fields that are left to Zoho are none', async () => {
    for (const module of ['Accounts', 'Contacts', 'Products'] as const)
      expect([module, await verifyModule(steps.ports, stored, { ...run, module }, never)]).toEqual([
        module,
        { agrees: true },
      ]);
  });

  test('keeps to the rules in a delta: what Zoho won stays', async () => {
    await changeSource();
    const { name } = await steps.extract('delta-1');
    const delta = await steps.load('sandbox', 'delta', name);
    const keys = new Set((await runOutcomes(steps.ports.ledger, 'sandbox', delta.run.run)).map(({ key }) => key));
    const adopted = (await found('sandbox')).filter((one) => one.state === 'adopt' && one.rule === 'tax number');
    for (const { key } of adopted) {
      expect(keys.has(key)).toBe(true);
      expect(inZoho(key)).toMatchObject({ Billing_Street: 'Kept street', Billing_Code: 'NEW 1' });
      expect(inZoho(key)?.['Billing_City'] ?? null).toBeNull();
    }
    for (const module of ['Accounts', 'Contacts', 'Products'] as const)
      expect(await verifyModule(steps.ports, stored, { ...delta.run, module }, never)).toEqual({ agrees: true });
  }, 60_000);

  test('is rolled back to what was before, by content', async () => {
    const images = await steps.ports.ledger.query('select from before_image');
    expect(images).toHaveLength(60);
    const { report } = await steps.rollBack('sandbox');
    expect(isComplete(report)).toBe(true);
    expect(report.modules.reduce((sum, one) => sum + one.restored, 0)).toBe(60);
    expect(seen('sandbox')).toEqual(before);
  }, 60_000);
});

/** All rows of accounts and of business subscribers get another street, postcode and city. */
async function changeSource(): Promise<void> {
  const client = new pg.Client({ connectionString: steps.sourceUrl });
  await client.connect();
  try {
    for (const name of ['billing_account', 'subscriber'])
      await client.query(`update bss.${name} set street = 'New street 1', city = 'Newtown', postcode = 'NEW 1'`);
  } finally {
    await client.end();
  }
}
