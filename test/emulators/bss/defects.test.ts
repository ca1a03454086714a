import { usualRates, type Rule } from '../../../emulators/bss/defects.ts';
import { labelOf } from '../../../emulators/bss/labels.ts';
import { networkRows } from '../../../emulators/bss/network.ts';
import { account, subscriber, type Defect, type Row } from '../../../emulators/bss/people.ts';
import { numbersTo, scaleOf } from '../../../emulators/bss/scale.ts';
import { invoice, order, plan, subscriberExtensions } from '../../../emulators/bss/trade.ts';

const seed = 1;

/** Every row of an operator with its defects, by object. */
function operator(accounts: number, defects: Partial<Record<Rule, number>>) {
  const scale = scaleOf({ accounts, plantedIdentifiers: 0, defects });
  const rows = new Map<string, Row>();
  const key: Defect[] = [];
  const keep = (object: string, id: unknown, made: { row: Row; defects: Defect[] }) => {
    rows.set(`${object} ${String(id)}`, made.row);
    key.push(...made.defects);
  };
  for (const number of numbersTo(scale.accounts)) {
    const made = account(seed, scale, number);
    keep('billing_accounts', made.row['account_no'], made);
  }
  for (const number of numbersTo(scale.subscribers)) {
    const made = subscriber(seed, scale, number);
    keep('subscribers', made.row['subscriber_no'], made);
    key.push(...subscriberExtensions(seed, scale, number).defects, ...networkRows(seed, scale, number).defects);
  }
  for (const number of numbersTo(scale.orders)) {
    const made = order(seed, scale, number);
    keep('orders', made.row['order_no'], made);
  }
  for (const number of numbersTo(scale.invoices)) {
    const made = invoice(seed, scale, number);
    keep('invoices', made.row['invoice_no'], made);
  }
  return { scale, rows, key };
}
/** Those of the catalogue; the demo's own have names. */
const planted = (key: Defect[]) => key.filter(({ rule }) => rule.startsWith('DQ'));

test('the catalogue’s rates plant every rule', () => {
  const { scale, key } = operator(1_000, usualRates);
  const found = new Set<string>(planted(key).map(({ rule }) => rule));
  expect([...found, 'DQ23'].sort()).toEqual(Object.keys(usualRates).sort());
  expect(scale.planVersions).toBe(1);
});

test('without rates nothing of the catalogue is planted', () => {
  expect(planted(operator(300, {}).key)).toEqual([]);
});

test('a rule has its share of the records', () => {
  const { key, scale } = operator(6_000, { DQ10: 60 });
  expect(planted(key).length / scale.subscribers).toBeCloseTo(0.06, 2);
});

test('a record has one defect of the catalogue at most, and says which field it is in', () => {
  const { key, rows } = operator(600, usualRates);
  const records = planted(key).filter(({ object }) => !['ocs_buckets', 'usage_records', 'notes'].includes(object));
  for (const { object, id, field } of records) {
    const row = rows.get(`${object} ${id}`);
    expect(row).toBeDefined();
    if (field !== undefined && field !== 'lines' && field !== 'extensions') expect(row).toHaveProperty(field);
  }
  const own = records.filter(({ field }) => field !== 'extensions').map(({ object, id }) => `${object} ${id}`);
  expect(new Set(own).size).toBe(own.length);
});

const about = (rules: Partial<Record<Rule, number>>) => {
  const { key, rows } = operator(400, rules);
  const found = planted(key).map((defect) => ({ ...defect, row: rows.get(`${defect.object} ${defect.id}`) ?? {} }));
  expect(found.length).toBeGreaterThan(0);
  return { found, rows };
};

test('a phone number in any shape says the number that is right', () => {
  for (const { row, right } of about({ DQ06: 250 }).found)
    expect(String(row['msisdn']).replaceAll(/\(0\)|\D/g, '')).toMatch(new RegExp(`${right!.slice(3)}$`));
});

test('two records that look alike name each other', () => {
  const { found, rows } = about({ DQ04: 35, DQ08: 30 });
  for (const { rule, row, into } of found) {
    const other = rows.get(`subscribers ${into}`)!;
    if (rule === 'DQ04') expect(row['tax_id']).toBe(other['tax_id']);
    else expect([row['msisdn'], row['status_code']]).toEqual([other['msisdn'], 1]);
  }
});

test('an amount in any notation says the amount that is right', () => {
  for (const { row, right } of about({ DQ19: 40, DQ21: 40 }).found) {
    const digits = String(row['balance']).replaceAll(/\D/g, '');
    expect(digits).toBe(right!.replaceAll(/\D/g, ''));
  }
});

test('a status in any spelling says the status that is right', () => {
  for (const { row, right } of about({ DQ25: 60 }).found) {
    expect(labelOf('subscriber', row['status_code'])).not.toBe(right);
    expect(['Active', 'Suspended', 'Terminated']).toContain(right);
  }
});

test('a hidden identifier stands in the field that the key names', () => {
  for (const { object, row, field, value } of about({ DQ31: 60 }).found)
    if (object === 'subscribers' && field === 'remarks') expect(row['remarks']).toContain(value);
});

test('an account that is its own parent is told so', () => {
  for (const { row, id } of about({ DQ16: 50 }).found) expect(row['parent_account_no']).toBe(id);
});

test('an order without a person that reaches the destination is rejected with it', () => {
  const { key, rows } = operator(200, { DQ02: 200 });
  const rejected = key.filter(({ object, expected }) => object === 'subscribers' && expected === 'rejected');
  const lost = new Set(rejected.map(({ id }) => id));
  const orphans = key.filter(({ rule }) => rule === 'parent-rejected').map(({ id }) => rows.get(`orders ${id}`)!);
  expect(rejected.map(({ rule }) => rule)).toContain('DQ02');
  expect(orphans.length).toBeGreaterThan(0);
  for (const row of orphans) expect([...lost]).toContain(row['subscriber_no']);
});

test('a second version of a plan has nearly the code of the first', () => {
  const scale = scaleOf({ accounts: 20, defects: { DQ23: 100 } });
  expect(scale.plans).toBe(66);
  expect(plan(seed, scale, 61)).toEqual({ ...plan(seed, scale, 1), plan_code: 'plan-001' });
});
