import { readColumnFacts } from '../../connectors/ledger/column-facts.ts';
import type { ColumnFacts } from '../../schemas/column-facts.ts';
import { discover } from '../../steps/discover.ts';
import { prepareSteps, type StepsEngagement } from '../support/steps.ts';

let steps: StepsEngagement;
let facts: ColumnFacts[];
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 200 });
  await discover(steps.ports, await steps.open());
  facts = await readColumnFacts(steps.ports.ledger, 'demo');
});
afterAll(() => steps.close());

const factsOf = (object: string, column: string, within: string | null = null): ColumnFacts => {
  const found = facts.find((one) => one.object === object && one.column === column && one.within === within);
  if (!found) throw new Error(`no facts of ${object}.${column}`);
  return found;
};

test('every column of the operator has the type that its values have', () => {
  const types = (object: string, within: string | null = null) =>
    Object.fromEntries(
      facts
        .filter((one) => one.object === object && one.within === within)
        .map(({ column, semantic }) => [column, semantic]),
    );
  expect(types('subscribers')).toMatchObject({
    subscriber_no: 'id',
    account_no: 'reference',
    customer_type: 'code',
    first_name: 'given_name',
    last_name: 'family_name',
    company_name: 'company',
    tax_id: 'tax_number',
    email: 'email',
    msisdn: 'phone',
    alt_phone: 'phone',
    street: 'street',
    city: 'city',
    postcode: 'postcode',
    country_code: 'country',
    birth_date: 'birth_date',
    status: 'status',
    plan_code: 'reference',
    language: 'language',
    owner_login: 'user',
    remarks: 'text',
    created_at: 'timestamp',
    'extensions.paperless': 'flag',
    'extensions.loyalty_tier': 'code',
  });
  expect(types('invoices')).toMatchObject({
    invoice_no: 'id',
    account_no: 'reference',
    issued_on: 'date',
    due_on: 'date',
    status: 'status',
    total: 'money',
    open_balance: 'money',
    currency: 'currency',
    taxes: 'json',
  });
  expect(types('orders', 'lines')).toMatchObject({
    item_code: 'reference',
    quantity: 'quantity',
    unit_price: 'money',
    description: 'text',
  });
});

test('a reference is measured: the share of rows whose value is an id of the other object', () => {
  const [accounts] = factsOf('subscribers', 'account_no').references;
  // One of 500 subscribers has an account that does not exist.
  expect(accounts).toEqual({ object: 'billing_accounts', contained: 0.998 });
  expect(factsOf('orders', 'item_code', 'lines').references.map(({ object }) => object)).toEqual([
    'service_plans',
    'product_catalog',
  ]);
});

test('a key has a value of its own in every row', () => {
  expect(factsOf('invoices', 'invoice_no').isKey).toBe(true);
  expect(factsOf('subscribers', 'tax_id').isKey).toBe(false);
});

test('a status code decides its label', () => {
  expect(factsOf('orders', 'status_code').decides).toContain('status');
});

test('the ledger holds counts, shapes and hashes, and no value of a record', async () => {
  const rows = await steps.ports.ledger.query<{ text: string }>('select facts::text as text from column_facts');
  const text = rows.map((row) => row.text).join('\n');
  expect(text).not.toMatch(/example\.(?:org|com)|Quillfeather|London|SUB-0|BA-0|7946/);
  expect(factsOf('subscribers', 'city').top).toHaveLength(factsOf('subscribers', 'city').distinct);
});

test('a second discovery replaces the facts of the first one', async () => {
  await discover(steps.ports, await steps.open());
  expect(await readColumnFacts(steps.ports.ledger, 'demo')).toHaveLength(facts.length);
});
