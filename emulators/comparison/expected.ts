import type { Defect } from '../bss/records.ts';
import {
  accountOf,
  callOf,
  componentOf,
  contactOf,
  fileOf,
  invoiceOf,
  isSendable,
  mailOf,
  meetingOf,
  noteOf,
  offeringOf,
  orderOf,
  planOf,
  purchaseOf,
  vendorOf,
} from './rules.ts';
import { text, type Source, type SourceRow } from './source.ts';
import { any, keyOf, type Reader, type Values } from './values.ts';

/** What Zoho must have for one source row. */
export interface ExpectedRecord {
  module: string;
  key: string;
  values: Values;
  lines: Values[] | null;
}

/** The records that must be in Zoho, by module and key, and where the keys of merged rows lead to. */
export interface Expected {
  modules: Map<string, Map<string, ExpectedRecord>>;
  /** Key of a merged row → key of the record that it is part of. */
  survivors: Map<string, string>;
  /** Number of source rows by object. */
  rows: Map<string, number>;
}

export const modules = [
  ...[
    'Accounts',
    'Contacts',
    'Products',
    'Bundle_Components',
    'Vendors',
    'Sales_Orders',
    'Purchase_Orders',
    'Invoices',
  ],
  ...['Calls', 'Events', 'Notes', 'Attachments', 'Emails'],
] as const;

/** In bytes. */
const largestFile = 20 * 2 ** 20;
/** All other files of this operator are small, so that those of an e-mail have less together. */
const ofMail = 10 * 2 ** 20;

/**
 * What must be in Zoho for this source by the mapping of `examples/demo-operator`, in rules that share nothing with the
 * product: written by hand for this operator, with its answer key for the rows with defects.
 *
 * @param original the source when the operator was generated: the answer key applies to values that are still the same
 */
export function expectedOf(source: Source, original: Source, defects: Defect[]): Expected {
  const found = createCollector(source, original, defects);
  const { add, has, rowsOf, survivors } = found;

  const accounts = rowsOf('billing_accounts', 'account_no', source.accounts);
  const kept = accounts.filter(({ row }) => !/\b(test|dummy|do not use)\b/i.test(text(row['holder_name'])));
  merge(survivors, kept, [['tax_reg_no', 'holder_name']]);
  for (const one of kept) if (!survivors.has(keyOf(one.object, one.id))) add('Accounts', one, accountOf(one, source));

  const subscribers = rowsOf('subscribers', 'subscriber_no', source.subscribers);
  const isBusiness = ({ row }: Reader) => row['customer_type'] === 'BUS';
  const [firms, people] = [subscribers.filter(isBusiness), subscribers.filter((one) => !isBusiness(one))];
  merge(survivors, firms, [['tax_id']]);
  merge(survivors, people, [['tax_id'], ['email', 'first_name', 'last_name']]);
  const status = ({ row }: Reader) => text(source.labels.get(`subscriber ${row['status_code']}`));
  const isUsable = (one: Reader) =>
    !survivors.has(keyOf(one.object, one.id)) && ['Active', 'Suspended', 'Barred', 'Terminated'].includes(status(one));
  const hasAccount = ({ row }: Reader) => has('Accounts', 'billing_accounts', text(row['account_no']));
  for (const one of firms.filter(isUsable))
    if (text(one.row['company_name']).trim() !== '' && text(one.row['account_no']) !== '')
      add('Accounts', one, contactOf(one, source, 'firm'));
  for (const one of people.filter(isUsable))
    if (text(one.row['last_name']).trim() !== '' && hasAccount(one))
      add('Contacts', one, contactOf(one, source, 'person'));

  for (const one of rowsOf('service_plans', 'plan_code', source.plans)) add('Products', one, planOf(one, source));
  for (const one of rowsOf('product_catalog', 'offering_code', source.offerings))
    add('Products', one, offeringOf(one, source));

  const items = [...source.bundles.values()].flat();
  const components = items.map((row) => ({ ...row, number: `${row['bundle_code']}/${row['item_code']}` }));
  for (const one of rowsOf('bundle_components', 'number', components)) {
    const item = text(one.row['item_code']);
    const [itemOf] = ['product_catalog', 'service_plans'].filter((object) => has('Products', object, item));
    if (itemOf !== undefined && has('Products', 'product_catalog', text(one.row['bundle_code'])))
      add('Bundle_Components', one, componentOf(one, itemOf));
  }

  for (const one of rowsOf('suppliers', 'supplier_no', source.suppliers)) add('Vendors', one, vendorOf(one));

  const residents = new Set(people.map(({ id }) => id));
  const isWhole = (lines: SourceRow[]) =>
    lines.length > 0 && lines.every((line) => has('Products', text(line['item_object']), text(line['item_code'])));
  for (const one of rowsOf('orders', 'order_no', source.orders)) {
    const lines = source.orderLines.get(one.id) ?? [];
    const supplier = text(one.row['supplier_no']);
    if (supplier !== '') {
      if (has('Vendors', 'suppliers', supplier) && isWhole(lines))
        add('Purchase_Orders', one, purchaseOf(one, source), lines);
      continue;
    }
    const contact = text(one.row['subscriber_no']);
    const contactNo = residents.has(contact) ? contact : '';
    if (hasAccount(one) && isWhole(lines) && (contactNo === '' || has('Contacts', 'subscribers', contactNo)))
      add('Sales_Orders', one, orderOf(one, source, contactNo), lines);
  }
  for (const one of rowsOf('invoices', 'invoice_no', source.invoices)) {
    const lines = source.invoiceLines.get(one.id) ?? [];
    if (hasAccount(one) && isWhole(lines)) add('Invoices', one, invoiceOf(one, source), lines);
  }

  /** What the customer of an activity or a note has become. */
  const moduleOf = (customer: string) =>
    ['Contacts', 'Accounts'].find((module) => has(module, 'subscribers', customer)) ?? null;
  for (const one of rowsOf('interactions', 'interaction_id', source.interactions)) {
    const module = moduleOf(text(one.row['subscriber_no']));
    if (module === null || text(one.row['subject']).trim() === '') continue;
    if (one.row['kind_code'] === 'C') add('Calls', one, callOf(one, module));
    if (one.row['kind_code'] === 'M') add('Events', one, meetingOf(one, module));
    if (one.row['kind_code'] === 'E' && isSendable(one)) add('Emails', one, mailOf(one));
  }
  for (const one of rowsOf('notes', 'note_id', source.notes))
    if (moduleOf(text(one.row['subscriber_no'])) !== null && text(one.row['body']).trim() !== '')
      add('Notes', one, noteOf(one));
  for (const one of rowsOf('documents', 'document_id', source.documents)) {
    const owner = text(one.row['owner_no']);
    const hasOwner: Record<string, () => boolean> = {
      billing_accounts: () => has('Accounts', 'billing_accounts', owner),
      subscribers: () => moduleOf(owner) !== null,
      interactions: () => has('Emails', 'interactions', owner),
    };
    const [bytes, most] = [Number(one.row['bytes']), one.row['owner_object'] === 'interactions' ? ofMail : largestFile];
    if (hasOwner[text(one.row['owner_object'])]?.() && bytes > 0 && bytes <= most) add('Attachments', one, fileOf(one));
  }
  return found.expected;
}

function createCollector(source: Source, original: Source, defects: Defect[]) {
  const byRow = new Map<string, Defect[]>();
  for (const one of defects) {
    const row = `${one.object} ${one.id}`;
    byRow.set(row, [...(byRow.get(row) ?? []), one]);
  }
  const first = new Map<string, SourceRow>();
  for (const [field, rows] of [
    ['account_no', original.accounts],
    ['subscriber_no', original.subscribers],
    ['plan_code', original.plans],
    ['offering_code', original.offerings],
    ['supplier_no', original.suppliers],
    ['order_no', original.orders],
    ['invoice_no', original.invoices],
    ['interaction_id', original.interactions],
    ['note_id', original.notes],
    ['document_id', original.documents],
  ] as const)
    for (const row of rows) first.set(text(row[field]), row);
  const expected: Expected = {
    modules: new Map(modules.map((module) => [module, new Map<string, ExpectedRecord>()])),
    survivors: new Map(),
    rows: new Map(),
  };
  const known = (object: string, id: string, field: string, isSame: boolean, value: string) => {
    const planted = isSame ? (byRow.get(`${object} ${id}`) ?? []).filter((one) => one.field === field) : [];
    if (planted.some((one) => one.expected === 'withheld')) return any;
    if (planted.some((one) => one.expected === 'blank')) return '';
    const repaired = planted.find((one) => one.expected === 'repaired');
    return repaired ? (repaired.right ?? any) : value;
  };
  const readerOf = (object: string, id: string, row: SourceRow): Reader => ({
    object,
    id,
    row,
    read: (field) => known(object, id, field, first.get(id)?.[field] === row[field], text(row[field])),
    extension: (name) => {
      const value = text(source.extensions.get(id)?.get(name));
      const isSame = text(original.extensions.get(id)?.get(name)) === value;
      const planted = known(object, id, `extensions.${name}`, isSame, value);
      // The catalogue's rules for custom fields name no single field, and change the note only.
      return planted === value && name === 'dealer_note' ? known(object, id, 'extensions', isSame, value) : planted;
    },
  });
  return {
    expected,
    survivors: expected.survivors,
    rowsOf(object: string, key: string, rows: SourceRow[]): Reader[] {
      expected.rows.set(object, rows.length);
      return rows.map((row) => readerOf(object, text(row[key]), row));
    },
    add(module: string, { object, id }: Reader, values: Values, lines?: SourceRow[]): void {
      const key = keyOf(object, id);
      const linesOf = lines?.map((line): Values => {
        const isWithheld = (byRow.get(`${object} ${id}`) ?? []).some((one) => one.field === 'lines.description');
        return {
          Product_Name: { to: keyOf(text(line['item_object']), text(line['item_code'])) },
          Quantity: Number(line['quantity']),
          List_Price: Number(line['unit_price']),
          Discount: Number(line['discount']),
          Description: isWithheld ? any : text(line['description']),
        };
      });
      expected.modules.get(module)?.set(key, { module, key, values, lines: linesOf ?? null });
    },
    has(module: string, object: string, id: string): boolean {
      const key = keyOf(object, id);
      return expected.modules.get(module)?.has(expected.survivors.get(key) ?? key) ?? false;
    },
  };
}

/** Merges rows with equal values in all fields of one list, without regard to case and blanks, into the first of them. */
function merge(survivors: Map<string, string>, rows: Reader[], lists: string[][]): void {
  const rootOf = (key: string): string => {
    const next = survivors.get(key);
    return next === undefined ? key : rootOf(next);
  };
  const order = new Map(rows.map(({ object, id }, place) => [keyOf(object, id), place]));
  for (const list of lists) {
    const seen = new Map<string, string>();
    for (const { object, id, row, read } of rows) {
      // A value that the load does not take, such as an address without a host, makes nobody the same.
      const usable = (field: string) => (read(field) === '' ? '' : text(row[field]));
      const values = list.map((field) => usable(field).trim().toLowerCase().replaceAll(/\s+/g, ' '));
      if (values.includes('')) continue;
      const same = values.join('\n');
      const one = seen.get(same);
      if (one === undefined) {
        seen.set(same, keyOf(object, id));
        continue;
      }
      const [a, b] = [rootOf(one), rootOf(keyOf(object, id))];
      if (a === b) continue;
      const isFirst = (order.get(a) ?? 0) < (order.get(b) ?? 0);
      survivors.set(isFirst ? b : a, isFirst ? a : b);
    }
  }
  for (const key of survivors.keys()) survivors.set(key, rootOf(key));
}
