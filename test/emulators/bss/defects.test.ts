import { PNG } from 'pngjs';
import { filedDocument, interaction, note } from '../../../emulators/bss/care.ts';
import { usualRates, type Rule } from '../../../emulators/bss/defects.ts';
import { documentContent } from '../../../emulators/bss/document-content.ts';
import { labelOf } from '../../../emulators/bss/labels.ts';
import { networkRows } from '../../../emulators/bss/network.ts';
import { account, subscriber, type Defect, type Entity, type Row } from '../../../emulators/bss/people.ts';
import { documentNo, numberIn, numbersTo, scaleOf } from '../../../emulators/bss/scale.ts';
import { plan } from '../../../emulators/bss/catalogue.ts';
import { subscriberExtensions } from '../../../emulators/bss/extensions.ts';
import { invoice, order } from '../../../emulators/bss/trade.ts';

const seed = 1;

/** Every row of an operator with its defects, by object. */
function operator(accounts: number, defects: Partial<Record<Rule, number>>) {
  const scale = scaleOf({ accounts, plantedIdentifiers: 0, defects });
  const rows = new Map<string, Row>();
  const key: Defect[] = [];
  const all = (object: string, count: number, keyed: string, make: (number: number) => Entity) => {
    for (const number of numbersTo(count)) {
      const made = make(number);
      rows.set(`${object} ${String(made.row[keyed])}`, made.row);
      key.push(...made.defects);
    }
  };
  all('billing_accounts', scale.accounts, 'account_no', (number) => account(seed, scale, number));
  all('subscribers', scale.subscribers, 'subscriber_no', (number) => {
    const { row, defects: own } = subscriber(seed, scale, number);
    const others = [subscriberExtensions(seed, scale, number), networkRows(seed, scale, number)];
    return { row, defects: [...own, ...others.flatMap((other) => other.defects)] };
  });
  all('orders', scale.orders, 'order_no', (number) => order(seed, scale, number));
  all('invoices', scale.invoices, 'invoice_no', (number) => invoice(seed, scale, number));
  all('notes', scale.notes, 'note_id', (number) => note(seed, scale, number));
  all('interactions', scale.interactions, 'interaction_id', (number) => interaction(seed, scale, number));
  all('documents', scale.documents, 'document_id', (number) => {
    const { row, content, ...made } = filedDocument(seed, scale, number);
    return { ...made, row: { ...row, content } };
  });
  return { scale, rows, key };
}
/** Those of the catalogue; the demo's own have names. */
const planted = (key: Defect[]) => key.filter(({ rule }) => rule.startsWith('DQ'));

test('the catalogue’s rates plant every rule', () => {
  const { scale, key } = operator(2_500, usualRates);
  const found = new Set<string>(planted(key).map(({ rule }) => rule));
  expect([...found, 'DQ23'].sort()).toEqual(Object.keys(usualRates).sort());
  expect(scale.planVersions).toBe(1);
});

test('without rates nothing of the catalogue is planted', () => {
  expect(planted(operator(300, {}).key)).toEqual([]);
});

test('a rule has its share of the records', () => {
  const { key, scale } = operator(3_000, { DQ10: 60 });
  expect(planted(key).length / scale.subscribers).toBeCloseTo(0.06, 2);
});

test('a record has one defect of the catalogue at most, and says which field it is in', () => {
  const { key, rows } = operator(600, usualRates);
  const records = planted(key).filter(({ object }) => !['ocs_buckets', 'usage_records'].includes(object));
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

test('identifiers hide in notes, in what was said, and in names of files', () => {
  const { found } = about({ DQ31: 300 });
  for (const object of ['notes', 'interactions', 'documents']) {
    const mine = found.filter((one) => one.object === object);
    expect(mine.length).toBeGreaterThan(0);
    for (const { row, field, value } of mine)
      expect(String(row[field!]).replaceAll(/[:-]/g, '')).toContain(value!.replaceAll(/[:-]/g, ''));
  }
});

test('a defective document is missing, empty, too large, of another type, there twice, or badly named', async () => {
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
    const isSound = rows.get(`documents ${documentNo(number - 1)}`)?.['content'] === 'sound';
    if (seen.has(content) || (content === 'repeated' && !isSound)) continue;
    seen.add(content);
    const bytes = await documentContent(seed, scale, number);
    const before = documentContent(seed, scale, number - 1);
    if (content === 'missing') expect(bytes).toBeNull();
    if (content === 'empty') expect(bytes).toHaveLength(0);
    if (content === 'oversized') expect(bytes!.length).toBeGreaterThan(20 * 2 ** 20);
    if (content === 'repeated') expect(bytes?.equals((await before)!)).toBe(true);
    if (content === 'mistyped')
      expect(bytes!.subarray(1, 4).toString() === 'PNG').toBe(row['mime_type'] !== 'image/png');
  }
  expect([...seen].sort()).toEqual(['..', 'C:', 'empty', 'missing', 'mistyped', 'oversized', 'repeated', 've']);
});

test('a sound document is a page or a picture that programs can read', async () => {
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
  expect(plan(seed, scale, 61)).toEqual({ ...plan(seed, scale, 1), plan_code: 'plan-001', version: 2 });
});
