import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import pg from 'pg';
import { sha256 } from '../../../connectors/digest.ts';
import { readDocument } from '../../../connectors/ledger/documents.ts';
import type { Handoff } from '../../../domain/documents/handoff.ts';
import { gatherEvidence } from '../../../steps/gather-evidence.ts';
import { handOff } from '../../../steps/handoff/hand-off.ts';
import { prepareSteps, type StepsEngagement } from '../../support/steps.ts';

let steps: StepsEngagement;
const pathOf = (name: string) => join(steps.folder, 'documents', name);
const handoff = () => JSON.parse(readFileSync(pathOf('handoff.json'), 'utf8')) as Handoff;
const rowsIn = (name: string): Record<string, string>[] => parse(readFileSync(pathOf(name)), { columns: true });
async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: steps.sourceUrl });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(sql);
  await client.end();
  return rows;
}

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 20 });
  await steps.open();
});
afterAll(() => steps.close());

test('before the first extraction, the handoff has no lists', async () => {
  await handOff(steps.ports, await steps.open());
  expect(handoff()).toMatchObject({ lists: [], extractedAt: null });
});

describe('after an extraction', () => {
  beforeAll(async () => {
    await steps.extract('full-1');
    await handOff(steps.ports, await steps.open());
  });

  test('each list is a file with the rows, the kinds and the digest that the handoff states', () => {
    const { lists } = handoff();
    expect(lists.map(({ list }) => list)).toEqual([
      ...['receivables', 'taxes', 'balances', 'dunning', 'pricing_rules', 'bundles'],
    ]);
    for (const { file, rows, kinds, sha256: digest } of lists) {
      expect(sha256(readFileSync(pathOf(file)))).toBe(digest);
      const counted = Object.fromEntries(
        Object.keys(kinds).map((kind) => [kind, rowsIn(file).filter((one) => one['kind'] === kind).length]),
      );
      expect([rowsIn(file).length, counted]).toEqual([rows, kinds]);
    }
  });

  test('the pricing-rule inventory has every conditional discount and every formula of the source', async () => {
    const [discounts] = await query('select count(*)::int as n from bss.bundle_discount');
    const [formulas] = await query(`select count(*)::int as n from bss.offering where pricing_formula <> ''`);
    expect(handoff().lists.find(({ list }) => list === 'pricing_rules')).toMatchObject({
      read: 60,
      kinds: { discount: discounts!['n'], formula: formulas!['n'] },
    });
    const [first] = await query(
      `select bundle_code, condition, percent::text as percent from bss.bundle_discount order by bundle_code, condition limit 1`,
    );
    expect(rowsIn('product/pricing-rules.csv').find(({ kind }) => kind === 'discount')).toMatchObject({
      ...{ object: 'product_catalog', id: first!['bundle_code'], condition: first!['condition'] },
      ...{ effect: `percent ${String(first!['percent'])}`, products: 'OFF-007, OFF-008, OFF-009' },
    });
  });

  test('the tax handoff has every account with its scheme, and nothing that says whose it is', async () => {
    const accounts = await query(
      'select account_no, vat_scheme, tax_exempt_cert, holder_name from bss.billing_account',
    );
    const rows = rowsIn('finance/taxes.csv');
    expect(rows.map(({ id, scheme, exemption }) => [id, scheme, exemption]).sort()).toEqual(
      accounts.map((one) => [one['account_no'], one['vat_scheme'], one['tax_exempt_cert']]).sort(),
    );
    const text = readFileSync(pathOf('finance/taxes.csv'), 'utf8');
    for (const { holder_name } of accounts) expect(text).not.toContain(String(holder_name));
    expect(text).not.toMatch(/@|7946/);
  });

  test('finance has the dunning state of every dunned account, and the rules of tax', async () => {
    const cases = await query(
      `select account_no, level::text as level, since::text as since, amount::text as amount, next_action, next_on::text as next_on
       from bss.dunning_case order by account_no`,
    );
    expect(cases.length).toBeGreaterThan(0);
    expect(rowsIn('finance/dunning.csv').sort((a, b) => (a['id']! < b['id']! ? -1 : 1))).toEqual(
      cases.map(({ account_no, ...one }) => ({
        ...{
          object: 'billing_accounts',
          id: account_no,
          kind: `level ${String(one['level'])}`,
          currency: 'GBP',
          ...one,
        },
      })),
    );
    const rules = await query('select scheme, code, rate::text as rate from bss.tax_rule order by scheme, code');
    expect(rowsIn('finance/tax-rules.csv')).toMatchObject(rules);
    const [open] = await query(
      `select (select sum(open_balance) from bss.invoice i where i.account_no = d.account_no) = d.amount as equal from bss.dunning_case d`,
    );
    expect(open).toEqual({ equal: true });
  });

  test('the bundle table has every component with its quantity and name', async () => {
    const items = await query(
      `select b.bundle_code, b.item_code, o.name, b.quantity::text as quantity
       from bss.bundle_item b join bss.offering o on o.offering_code = b.item_code`,
    );
    const rows = rowsIn('product/bundles.csv').filter(({ kind }) => kind === 'component');
    expect(rows.map(({ id, item, item_name, quantity }) => [id, item, item_name, quantity]).sort()).toEqual(
      items.map((one) => [one['bundle_code'], one['item_code'], one['name'], one['quantity']]).sort(),
    );
    expect(readFileSync(pathOf('product/bundles.md'), 'utf8')).toMatch(/\| 1 × OFF-007 .*, 2 × OFF-009 /);
  });

  test('the acceptance shows the lists, and the ledger keeps their digests', async () => {
    const stored = await steps.open();
    const gate = { gate: 'acceptance', run: null, staging: null, why: null } as const;
    const { documents, summary } = await gatherEvidence(steps.ports, stored, gate);
    const names = ['product/pricing-rules.csv', 'finance/taxes.csv', 'product/bundles.csv', 'product/bundles.md'];
    expect(documents.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
    for (const name of names) expect(summary).toContain(name);
    for (const { file, sha256: digest } of handoff().lists)
      expect(await readDocument(steps.ports.ledger, 'demo', { name: file, digest })).not.toBeNull();
  });
});
