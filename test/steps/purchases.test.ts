import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { runOutcomes } from '../support/compare.ts';
import { never, prepareSteps, type StepsEngagement } from '../support/steps.ts';
import type { VerifyReport } from '../../schemas/report.ts';
import { verifyModule } from '../../steps/verify/verify-module.ts';

type Row = Record<string, unknown>;

let steps: StepsEngagement;
let loaded: Awaited<ReturnType<StepsEngagement['load']>>;
async function query(sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: steps.sourceUrl });
  await client.connect();
  const { rows } = await client.query<Row>(sql);
  await client.end();
  return rows;
}
const records = (module: string): Row[] => steps.state('sandbox')[module]?.records ?? [];
const inZoho = (module: string, object: string, id: unknown): Row | undefined =>
  records(module).find((one) => one['Portage_Key'] === `northwind:${object}:${String(id)}`);

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 20 });
  await query(`update bss.subscription_order set supplier_no = 'SUP-9999' where order_no = 'PUR-0000002'`);
  await steps.open();
  await steps.extract('full-1');
  loaded = await steps.load('sandbox', 'full', 'demo/full-1');
});
afterAll(() => steps.close());

test('each supplier is one vendor, however many orders name it', async () => {
  const suppliers = await query('select supplier_no, name from bss.supplier');
  expect(records('Vendors')).toHaveLength(suppliers.length);
  for (const { supplier_no, name } of suppliers)
    expect(inZoho('Vendors', 'suppliers', supplier_no)).toMatchObject({ Vendor_Name: name });
});

test('an order with a supplier is a purchase order of its vendor with its lines, and no sales order', async () => {
  const orders = await query(
    `select o.order_no, o.supplier_no, o.ordered_at::date::text as day, count(*)::int as lines,
       sum(l.quantity * l.unit_price - l.discount)::numeric(20, 2)::text as total
     from bss.subscription_order o join bss.order_line l using (order_no)
     where supplier_no like 'SUP-0%' group by 1, 2, 3`,
  );
  expect(orders).toHaveLength(3);
  for (const { order_no, supplier_no, day, lines, total } of orders) {
    const order = inZoho('Purchase_Orders', 'orders', order_no)!;
    expect(order).toMatchObject({
      ...{ Subject: order_no, Vendor_Name: inZoho('Vendors', 'suppliers', supplier_no)!['id'], PO_Date: day },
      Grand_Total: Number(total),
    });
    expect(order['$lines']).toHaveLength(lines as number);
    expect(inZoho('Sales_Orders', 'orders', order_no)).toBeUndefined();
  }
});

test('an order whose supplier the source does not have is rejected, with that reason', async () => {
  const outcomes = await runOutcomes(steps.ports.ledger, 'sandbox', loaded.run.run);
  expect(outcomes.find(({ key }) => key === 'northwind:orders:PUR-0000002')).toMatchObject({
    outcome: 'rejected',
    reason: 'parent not migrated',
  });
});

test('vendors and purchase orders are counted and verified', async () => {
  for (const module of ['Vendors', 'Purchase_Orders'] as const) {
    const report = loaded.reports.find((one) => one.module === module);
    expect(report).toMatchObject({ identityClosed: true, gaps: [] });
    expect(await verifyModule(steps.ports, await steps.open(), { ...loaded.run, module }, never)).toEqual({
      agrees: true,
    });
  }
  const text = readFileSync(join(steps.folder, 'documents', 'verification-sandbox-full-1.json'), 'utf8');
  const compared = (JSON.parse(text) as VerifyReport).modules.map((one) => [one.module, one.compared]);
  expect(Object.fromEntries(compared)).toEqual({ Vendors: 3, Purchase_Orders: 3 });
});

test('a retired plan is an inactive product, and lines of old orders keep it', async () => {
  const [sold] = await query(
    `select p.plan_code, o.order_no from bss.service_plan p join bss.order_line l on l.item_code = p.plan_code
     join bss.subscription_order o using (order_no)
     where p.status_code = 2 and o.order_no not like 'PUR%' order by o.order_no, l.line_no limit 1`,
  );
  const plan = inZoho('Products', 'service_plans', sold!['plan_code'])!;
  expect(plan).toMatchObject({ Product_Active: false });
  const lines = inZoho('Sales_Orders', 'orders', sold!['order_no'])!['$lines'] as Row[];
  expect(lines.map((line) => line['Product_Name'])).toContain(plan['id']);
});

test('the next delta renames the vendor and adds its order, and creates no second vendor', async () => {
  const [supplier] = await query(`select supplier_no from bss.subscription_order where order_no = 'PUR-0000001'`);
  const id = String(supplier!['supplier_no']);
  await query(`update bss.supplier set name = 'Renamed Ltd', updated_at = timestamp '2026-01-15 09:00'
    where supplier_no = '${id}'`);
  await query(`insert into bss.subscription_order (order_no, account_no, subscriber_no, status_code, ordered_at, contract_end,
      description, owner_login, updated_at, supplier_no)
    values ('PUR-9000001', '', '', 1, timestamp '2026-01-15 09:10', '', 'Device purchase', 'arun',
      timestamp '2026-01-15 09:10', '${id}')`);
  await query(
    `insert into bss.order_line values ('PUR-9000001', 1, 'product_catalog', 'OFF-001', 'Purchase price', 10, 9.5, 0)`,
  );
  await steps.extract('delta-1');
  const { reports } = await steps.load('sandbox', 'delta', 'demo/delta-1');
  const outcomes = new Map(reports.map((one) => [one.module, one.outcomes]));
  expect(outcomes.get('Vendors')).toMatchObject({ created: 0, updated: 1 });
  expect(outcomes.get('Purchase_Orders')).toMatchObject({ created: 1, updated: 0 });
  const vendor = inZoho('Vendors', 'suppliers', id)!;
  expect(vendor).toMatchObject({ Vendor_Name: 'Renamed Ltd' });
  expect(inZoho('Purchase_Orders', 'orders', 'PUR-9000001')).toMatchObject({ Vendor_Name: vendor['id'] });
  expect(records('Vendors')).toHaveLength(3);
});

test('a rollback removes purchase orders before their vendors', async () => {
  const { preview } = await steps.rollBack('sandbox');
  const modules = preview.modules.map(({ module }) => module);
  expect(modules.indexOf('Purchase_Orders')).toBeLessThan(modules.indexOf('Vendors'));
  expect([records('Vendors'), records('Purchase_Orders')]).toEqual([[], []]);
});
