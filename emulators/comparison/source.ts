import pg from 'pg';

export type SourceRow = Record<string, string | null>;

/** The source's rows as they are, by its own tables. All values are texts. Orders and invoices have their lines. */
export interface Source {
  accounts: SourceRow[];
  subscribers: SourceRow[];
  plans: SourceRow[];
  offerings: SourceRow[];
  suppliers: SourceRow[];
  orders: SourceRow[];
  invoices: SourceRow[];
  interactions: SourceRow[];
  notes: SourceRow[];
  /** With the number of their bytes and the SHA-256, both null without a file. */
  documents: SourceRow[];
  orderLines: Map<string, SourceRow[]>;
  invoiceLines: Map<string, SourceRow[]>;
  /** Custom fields by record and name. */
  extensions: Map<string, Map<string, string>>;
  labels: Map<string, string>;
  /** Full name of each category, such as `Mobile / Plus / Legacy`. */
  categories: Map<string, string>;
  /** Items of each bundle. */
  bundles: Map<string, SourceRow[]>;
}

/** Reads the source's tables in one snapshot, without the product's profile. */
export async function readSource(url: string): Promise<Source> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const rowsOf = async (query: string): Promise<SourceRow[]> => {
      const found = await client.query<{ row: Record<string, unknown> }>(`select to_jsonb(t) as row from (${query}) t`);
      return found.rows.map(({ row }) => textsOf(row));
    };
    const rows = (table: string, order: string) => rowsOf(`select * from bss.${table} order by ${order}`);
    const categories = new Map((await rows('category', 'category_id')).map((one) => [one['category_id'], one]));
    const pathOf = (id: string | null | undefined): string => {
      const one = categories.get(id ?? '');
      if (!one) return '';
      return one['parent_id'] === null ? text(one['name']) : `${pathOf(one['parent_id'])} / ${text(one['name'])}`;
    };
    const extensions = new Map<string, Map<string, string>>();
    for (const one of await rows('ext_value', 'entity_key')) {
      const id = text(one['entity_key']);
      extensions.set(id, (extensions.get(id) ?? new Map<string, string>()).set(text(one['name']), text(one['value'])));
    }
    return {
      accounts: await rows('billing_account', 'account_no'),
      subscribers: await rows('subscriber', 'subscriber_no'),
      plans: await rows('service_plan', 'plan_code'),
      offerings: await rows('offering', 'offering_code'),
      suppliers: await rows('supplier', 'supplier_no'),
      orders: await rows('subscription_order', 'order_no'),
      invoices: await rows('invoice', 'invoice_no'),
      interactions: await rows('interaction', 'interaction_id'),
      notes: await rows('note', 'note_id'),
      documents: await rowsOf(
        `select document_id, owner_object, owner_no, name, octet_length(content) as bytes,
           encode(sha256(content), 'hex') as sha256 from bss.document order by document_id`,
      ),
      orderLines: grouped(await rows('order_line', 'order_no, line_no'), 'order_no'),
      invoiceLines: grouped(await rows('invoice_line', 'invoice_no, line_no'), 'invoice_no'),
      extensions,
      labels: new Map(
        (await rows('status_label', 'entity')).map((one) => [`${one['entity']} ${one['code']}`, text(one['label'])]),
      ),
      categories: new Map([...categories.keys()].map((id) => [text(id), pathOf(id)])),
      bundles: grouped(await rows('bundle_item', 'item_code'), 'bundle_code'),
    };
  } finally {
    await client.end();
  }
}

export const text = (value: string | null | undefined): string => value ?? '';

const textsOf = (row: Record<string, unknown>): SourceRow =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, value === null ? null : String(value as string | number)]),
  );

function grouped(rows: SourceRow[], by: string): Map<string, SourceRow[]> {
  const groups = new Map<string, SourceRow[]>();
  for (const row of rows) groups.set(text(row[by]), [...(groups.get(text(row[by])) ?? []), row]);
  return groups;
}
