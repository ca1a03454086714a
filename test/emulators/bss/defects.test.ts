import { PNG } from 'pngjs';
import { account } from '../../../emulators/bss/accounts.ts';
import { filedDocument, interaction, note } from '../../../emulators/bss/care.ts';
import { plan } from '../../../emulators/bss/catalogue.ts';
import { usualRates, type Rule } from '../../../emulators/bss/defect-rates.ts';
import { documentContent } from '../../../emulators/bss/document-content.ts';
import { subscriberExtensions } from '../../../emulators/bss/extensions.ts';
import { documentNo, numberIn } from '../../../emulators/bss/ids.ts';
import { invoice } from '../../../emulators/bss/invoices.ts';
import { networkRows } from '../../../emulators/bss/network.ts';
import { order } from '../../../emulators/bss/orders.ts';
import type { Defect, GeneratedRecord, Row } from '../../../emulators/bss/records.ts';
import { numbersTo, scaleOf } from '../../../emulators/bss/scale.ts';
import { statusLabel } from '../../../emulators/bss/status-labels.ts';
import { subscriber } from '../../../emulators/bss/subscribers.ts';

const seed = 1;

/** All rows of an operator by object and id, and its answer key. */
function operator(accounts: number, defects: Partial<Record<Rule, number>>) {
  const scale = scaleOf({ accounts, plantedIdentifiers: 0, defects });
  const rows = new Map<string, Row>();
  const key: Defect[] = [];
  const addAll = (object: string, count: number, keyField: string, make: (number: number) => GeneratedRecord) => {
    for (const number of numbersTo(count)) {
      const record = make(number);
      rows.set(`${object} ${String(record.row[keyField])}`, record.row);
      key.push(...record.defects);
    }
  };
  addAll('billing_accounts', scale.accounts, 'account_no', (number) => account(seed, scale, number));
  addAll('subscribers', scale.subscribers, 'subscriber_no', (number) => {
    const { row, defects: own } = subscriber(seed, scale, number);
    const others = [subscriberExtensions(seed, scale, number), networkRows(seed, scale, number)];
    return { row, defects: [...own, ...others.flatMap((other) => other.defects)] };
  });
  addAll('orders', scale.orders, 'order_no', (number) => order(seed, scale, number));
  addAll('invoices', scale.invoices, 'invoice_no', (number) => invoice(seed, scale, number));
  addAll('notes', scale.notes, 'note_id', (number) => note(seed, scale, number));
  addAll('interactions', scale.interactions, 'interaction_id', (number) => interaction(seed, scale, number));
  addAll('documents', scale.documents, 'document_id', (number) => {
    const { row, content, defects: own } = filedDocument(seed, scale, number);
    return { row: { ...row, content }, defects: own };
  });
  return { scale, rows, key };
}
/** Defects of the catalogue. The demo's own rules have names instead of numbers. */
const fromCatalogue = (key: Defect[]) => key.filter(({ rule }) => rule.startsWith('DQ'));

test('the usual rates plant every rule', () => {
  const { scale, key } = operator(2_500, usualRates);
  const found = new Set<string>(fromCatalogue(key).map(({ rule }) => rule));
  expect([...found, 'DQ23'].sort()).toEqual(Object.keys(usualRates).sort());
  expect(scale.planVersions).toBe(1);
});

test('without rates, no defect of the catalogue is planted', () => {
  expect(fromCatalogue(operator(300, {}).key)).toEqual([]);
});

test('a rule applies to its share of the records', () => {
  const { key, scale } = operator(3_000, { DQ10: 60 });
  expect(fromCatalogue(key).length / scale.subscribers).toBeCloseTo(0.06, 2);
});

test('a record has at most one defect of the catalogue, in a field that the answer key names', () => {
  const { key, rows } = operator(600, usualRates);
  const records = fromCatalogue(key).filter(({ object }) => !['ocs_buckets', 'usage_records'].includes(object));
  for (const { object, id, field } of records) {
    const row = rows.get(`${object} ${id}`);
    expect(row).toBeDefined();
    if (field !== undefined && field !== 'lines' && field !== 'extensions') expect(row).toHaveProperty(field);
  }
  const own = records.filter(({ field }) => field !== 'extensions').map(({ object, id }) => `${object} ${id}`);
  expect(new Set(own).size).toBe(own.length);
});

const planted = (rules: Partial<Record<Rule, number>>) => {
  const { key, rows } = operator(400, rules);
  const found = fromCatalogue(key).map((defect) => ({
    ...defect,
    row: rows.get(`${defect.object} ${defect.id}`) ?? {},
  }));
  expect(found.length).toBeGreaterThan(0);
  return { found, rows };
};

test('the answer key has the correct number for a phone number in any notation', () => {
  for (const { row, right } of planted({ DQ06: 250 }).found)
    expect(String(row['msisdn']).replaceAll(/\(0\)|\D/g, '')).toMatch(new RegExp(`${right!.slice(3)}$`));
});

test('the answer key names the record that a look-alike resembles', () => {
  const { found, rows } = planted({ DQ04: 35, DQ08: 30 });
  for (const { rule, row, into } of found) {
    const other = rows.get(`subscribers ${into}`)!;
    if (rule === 'DQ04') expect(row['tax_id']).toBe(other['tax_id']);
    else expect([row['msisdn'], row['status_code']]).toEqual([other['msisdn'], 1]);
  }
});

test('the answer key has the correct amount for an amount in any notation', () => {
  for (const { row, right } of planted({ DQ19: 40, DQ21: 40 }).found) {
    const digits = String(row['balance']).replaceAll(/\D/g, '');
    expect(digits).toBe(right!.replaceAll(/\D/g, ''));
  }
});

test('the answer key has the correct status for a status in any spelling', () => {
  for (const { row, right } of planted({ DQ25: 60 }).found) {
    expect(statusLabel('subscriber', row['status_code'])).not.toBe(right);
    expect(['Active', 'Suspended', 'Terminated']).toContain(right);
  }
});

test('a hidden identifier is in the field that the answer key names', () => {
  for (const { object, row, field, value } of planted({ DQ31: 60 }).found)
    if (object === 'subscribers' && field === 'remarks') expect(row['remarks']).toContain(value);
});

test('identifiers are hidden in notes, interactions and document names', () => {
  const { found } = planted({ DQ31: 300 });
  for (const object of ['notes', 'interactions', 'documents']) {
    const here = found.filter((one) => one.object === object);
    expect(here.length).toBeGreaterThan(0);
    for (const { row, field, value } of here) expect(row[field!]).toContain(value);
  }
});

test('a defective document is missing, empty, too large, of another type, repeated, or has an invalid name', async () => {
  const { key, rows, scale } = operator(1_200, { DQ34: 600 });
  const found = key.filter(({ rule }) => rule === 'DQ34');
  const seen = new Set<unknown>();
  for (const { id, field } of found) {
    const row = rows.get(`documents ${id}`)!;
    const [number, content] = [numberIn(id), String(row['content'])];
    if (field === 'name') {
      expect(String(row['name'])).toMatch(/^\.\.\/|^C:\\|^(very )+/);
      seen.add(String(row['name']).slice(0, 2));
      continue;
    }
    const isPreviousSound = rows.get(`documents ${documentNo(number - 1)}`)?.['content'] === 'sound';
    if (seen.has(content) || (content === 'repeated' && !isPreviousSound)) continue;
    seen.add(content);
    const bytes = await documentContent(seed, scale, number);
    const previous = documentContent(seed, scale, number - 1);
    if (content === 'missing') expect(bytes).toBeNull();
    if (content === 'empty') expect(bytes).toHaveLength(0);
    if (content === 'oversized') expect(bytes!.length).toBeGreaterThan(20 * 2 ** 20);
    if (content === 'repeated') expect(bytes?.equals((await previous)!)).toBe(true);
    if (content === 'mistyped')
      expect(bytes!.subarray(1, 4).toString() === 'PNG').toBe(row['mime_type'] !== 'image/png');
  }
  expect([...seen].sort()).toEqual(['..', 'C:', 'empty', 'missing', 'mistyped', 'oversized', 'repeated', 've']);
});

test('a document without a defect is a readable PDF or PNG', async () => {
  const { rows, scale } = operator(100, {});
  const types = new Set<unknown>();
  for (const number of numbersTo(scale.documents)) {
    const row = rows.get(`documents ${documentNo(number)}`)!;
    const bytes = (await documentContent(seed, scale, number))!;
    types.add(row['mime_type']);
    if (row['mime_type'] === 'image/png') expect(PNG.sync.read(bytes).width).toBe(16);
    else expect(bytes.toString('latin1')).toMatch(/^%PDF-1[^]*%%EOF\s*$/);
  }
  expect(types).toEqual(new Set(['image/png', 'application/pdf']));
});

test('the answer key lists accounts that are their own parent', () => {
  for (const { row, id } of planted({ DQ16: 50 }).found) expect(row['parent_account_no']).toBe(id);
});

test('an order is rejected if its subscriber is rejected', () => {
  const { key, rows } = operator(200, { DQ02: 200 });
  const rejected = key.filter(({ object, expected }) => object === 'subscribers' && expected === 'rejected');
  const subscribers = new Set(rejected.map(({ id }) => id));
  const orphans = key.filter(({ rule }) => rule === 'parent-rejected').map(({ id }) => rows.get(`orders ${id}`)!);
  expect(rejected.map(({ rule }) => rule)).toContain('DQ02');
  expect(orphans.length).toBeGreaterThan(0);
  for (const row of orphans) expect([...subscribers]).toContain(row['subscriber_no']);
});

test('a second version of a plan has almost the same code as the first', () => {
  const scale = scaleOf({ accounts: 20, plantedIdentifiers: 0, defects: { DQ23: 100 } });
  expect(scale.plans).toBe(66);
  expect(plan(seed, scale, 61).row).toEqual({ ...plan(seed, scale, 1).row, plan_code: 'plan-001', version: 2 });
});
