import pg from 'pg';
import { expectedOf } from '../../../emulators/comparison/expected.ts';
import type { Fault, FaultKind } from '../schedule.ts';
import type { Site } from '../site.ts';
import { Missed, type Carrier } from './carrier.ts';
import { update } from './messages.ts';

/** One change of the source in SQL, with a chosen row. Without a row to choose there is nothing to change. */
interface Change {
  /** A query for the ids to choose from. */
  among: string;
  statements: (id: string, fault: Fault) => [sql: string, values: unknown[]][];
}

const accounts = 'select account_no as id from bss.billing_account order by 1';
const subscribers = 'select subscriber_no as id from bss.subscriber order by 1';
const orders = 'select order_no as id from bss.subscription_order order by 1';
const invoices = 'select invoice_no as id from bss.invoice order by 1';
const persons = `select subscriber_no as id from bss.subscriber where customer_type = 'RES' order by 1`;

const set =
  (table: string, key: string, assignments: string) =>
  (id: string, { size }: Fault) =>
    [[`update bss.${table} set ${assignments.replaceAll('$size', String(size))} where ${key} = $1`, [id]]] as [
      string,
      unknown[],
    ][];
const removed = (id: string, ...tables: [table: string, key: string][]) =>
  tables.map(([table, key]): [string, unknown[]] => [`delete from bss.${table} where ${key} = $1`, [id]]);

const fields: Change[] = [
  { among: accounts, statements: set('billing_account', 'account_no', `phone = '+44 20 7946 090$size'`) },
  { among: accounts, statements: set('billing_account', 'account_no', `credit_limit = credit_limit + $size`) },
  { among: accounts, statements: set('billing_account', 'account_no', `remarks = 'Changed $size times'`) },
  { among: accounts, statements: set('billing_account', 'account_no', `payment_terms = 'NET4$size'`) },
  { among: subscribers, statements: set('subscriber', 'subscriber_no', `street = '$size New Street'`) },
  { among: subscribers, statements: set('subscriber', 'subscriber_no', `plan_code = 'PLAN-00$size', language = 'fr'`) },
  { among: orders, statements: set('subscription_order', 'order_no', `status_code = 4, description = 'Day $size'`) },
  { among: invoices, statements: set('invoice', 'invoice_no', `status_code = 1, open_balance = 0`) },
  {
    among: 'select plan_code as id from bss.service_plan order by 1',
    statements: set('service_plan', 'plan_code', `monthly_price = monthly_price + $size, sms = 50`),
  },
];
const emptied: Change[] = [
  { among: accounts, statements: set('billing_account', 'account_no', `remarks = '', phone = ''`) },
  { among: accounts, statements: set('billing_account', 'account_no', `payment_terms = '', parent_account_no = ''`) },
  { among: subscribers, statements: set('subscriber', 'subscriber_no', `city = '', alt_phone = '', birth_date = ''`) },
  { among: orders, statements: set('subscription_order', 'order_no', `contract_end = '', activated_at = null`) },
];
const lineChanges: [what: 'add' | 'remove' | 'change', table: string, key: string, among: string][] = [
  ['add', 'order_line', 'order_no', orders],
  ['remove', 'order_line', 'order_no', orders],
  ['change', 'order_line', 'order_no', orders],
  ['add', 'invoice_line', 'invoice_no', invoices],
  ['remove', 'invoice_line', 'invoice_no', invoices],
  ['change', 'invoice_line', 'invoice_no', invoices],
];
const lines: Change[] = lineChanges.map(([what, table, key, among]) => ({
  among,
  statements: (id, { size }) => {
    const changed: Record<typeof what, [string, unknown[]]> = {
      add: [
        `insert into bss.${table} select ${key}, max(line_no) + 1, 'service_plans', 'PLAN-00${Math.min(9, size)}', 'Added', 1, 5, 0
         from bss.${table} where ${key} = $1 group by ${key}`,
        [id],
      ],
      remove: [
        `delete from bss.${table} where ${key} = $1 and line_no > 1
           and line_no = (select max(line_no) from bss.${table} where ${key} = $1)`,
        [id],
      ],
      change: [`update bss.${table} set quantity = ${size}, unit_price = 3.5 where ${key} = $1 and line_no = 1`, [id]],
    };
    const total: [string, unknown[]] = [
      `update bss.invoice set total = (select sum(quantity * unit_price - discount) from bss.invoice_line
       where invoice_no = $1) where invoice_no = $1`,
      [id],
    ];
    return table === 'invoice_line' ? [changed[what], total] : [changed[what]];
  },
}));

const changes = {
  'change-field': fields,
  'empty-field': emptied,
  'change-lines': lines,
  'add-account': [{ among: accounts, statements: newcomer }],
  'delete-invoice': [
    { among: invoices, statements: (id) => removed(id, ['invoice_line', 'invoice_no'], ['invoice', 'invoice_no']) },
  ],
  'delete-order': [
    { among: orders, statements: (id) => removed(id, ['order_line', 'order_no'], ['subscription_order', 'order_no']) },
  ],
  'delete-subscriber': [
    {
      among: subscribers,
      statements: (id) => [...history('$1', id), ...removed(id, ['subscriber', 'subscriber_no'])],
    },
  ],
  'delete-account': [{ among: accounts, statements: wholeAccount }],
  'turn-into-business': [
    {
      among: persons,
      statements: (id, { number }) => [
        [
          `update bss.subscriber set customer_type = 'BUS', company_name = $2, first_name = '', last_name = '',
             birth_date = '' where subscriber_no = $1`,
          [id, `Moved ${number} Ltd`],
        ],
      ],
    },
  ],
  'make-duplicate': [
    {
      among: persons,
      statements: (id) => [
        [
          `update bss.subscriber set tax_id = (select tax_id from bss.subscriber where customer_type = 'RES'
             and subscriber_no <> $1 order by subscriber_no limit 1) where subscriber_no = $1`,
          [id],
        ],
      ],
    },
  ],
  'end-duplicate': [
    {
      among: `select s.subscriber_no as id from bss.subscriber s where customer_type = 'RES' and exists
        (select from bss.subscriber o where o.customer_type = 'RES' and o.tax_id = s.tax_id and o.subscriber_no < s.subscriber_no)
        order by 1`,
      statements: (id, { number }) => [
        [
          `update bss.subscriber set tax_id = $2, email = $3 where subscriber_no = $1`,
          [id, `SX9${number}`, `parted${number}@example.org`],
        ],
      ],
    },
  ],
  'late-parent': [
    {
      among: `select subscriber_no as id from bss.subscriber s where not exists
        (select from bss.billing_account a where a.account_no = s.account_no) order by 1`,
      statements: (id) => [
        [
          `update bss.subscriber set account_no = (select min(account_no) from bss.billing_account) where subscriber_no = $1`,
          [id],
        ],
      ],
    },
  ],
  'change-parent': [
    {
      among: `select account_no as id from bss.billing_account where account_no > 'BA-000020' order by 1`,
      statements: (id, { size }) => [
        [
          `update bss.billing_account set parent_account_no = $2 where account_no = $1`,
          [id, `BA-${String(size).padStart(6, '0')}`],
        ],
      ],
    },
  ],
} satisfies Partial<Record<FaultKind, Change[]>>;

/** An account with a subscriber, an order and an invoice. */
function newcomer(like: string, { number }: Fault): [string, unknown[]][] {
  const [account, subscriber] = [`BA-9${String(number).padStart(5, '0')}`, `SUB-9${String(number).padStart(5, '0')}`];
  const [order, invoice] = [`ORD-9${number}`, `INV-9${number}`];
  return [
    [
      `insert into bss.billing_account select $1, '', 'Newcomer Bakery ${number}', 'TX9${number}', account_class, 1, currency,
         500, 0, payment_terms, invoice_delivery, 1, vat_scheme, '', owner_login, 'new${number}@example.com',
         '+442079460999', street, city, postcode, country_code, '', created_at, updated_at
       from bss.billing_account where account_no = $2`,
      [account, like],
    ],
    [
      `insert into bss.subscriber select $1, $2, 'RES', 'Ada', 'Newcomer', '', 'SX9${number}', 'new${number}@example.org',
         '+442079460998', '', street, 'Leeds', postcode, 'GB', '', 1, plan_code, 'en', '', '', owner_login, '', created_at,
         updated_at from bss.subscriber order by subscriber_no limit 1`,
      [subscriber, account],
    ],
    [
      `insert into bss.subscription_order values ($1, $2, $3, 1, timestamp '2026-01-15 09:00', null, null, '', 'New line',
         'arun', timestamp '2026-01-15 09:00')`,
      [order, account, subscriber],
    ],
    [`insert into bss.order_line values ($1, 1, 'product_catalog', 'OFF-001', 'Equipment', 1, 10, 0)`, [order]],
    [
      `insert into bss.invoice values ($1, $2, '', date '2026-01-15', date '2026-01-28', 2, 10, 10, 'GBP',
         timestamp '2026-01-15 09:20')`,
      [invoice, account],
    ],
    [`insert into bss.invoice_line values ($1, 1, 'service_plans', 'PLAN-001', 'Monthly charge', 1, 10, 0)`, [invoice]],
  ];
}

/** What customer care has filed about subscribers. */
const history = (owners: string, id: string): [string, unknown[]][] => [
  [`delete from bss.note where subscriber_no in (${owners})`, [id]],
  [`delete from bss.interaction where subscriber_no in (${owners})`, [id]],
  [`delete from bss.document where owner_object = 'subscribers' and owner_no in (${owners})`, [id]],
];

/** An account with everything that belongs to it. Accounts below it lose their parent. */
function wholeAccount(id: string): [string, unknown[]][] {
  const owned = (table: string, key: string) => `delete from bss.${table} where ${key} in
    (select ${key} from bss.${table === 'order_line' ? 'subscription_order' : 'invoice'} where account_no = $1)`;
  return [
    ...history('select subscriber_no from bss.subscriber where account_no = $1', id),
    [`delete from bss.document where owner_object = 'billing_accounts' and owner_no = $1`, [id]],
    [owned('order_line', 'order_no'), [id]],
    [owned('invoice_line', 'invoice_no'), [id]],
    [`update bss.billing_account set parent_account_no = '' where parent_account_no = $1`, [id]],
    ...removed(
      id,
      ['subscription_order', 'account_no'],
      ['invoice', 'account_no'],
      ['subscriber', 'account_no'],
      ['billing_account', 'account_no'],
    ),
  ];
}

/** Changes of the source between extractions. */
export const source = Object.fromEntries(
  Object.entries(changes as Record<string, Change[]>).map(([kind, variants]): [string, Carrier] => [
    kind,
    (site, fault) => whileMore(site, () => change(site, fault, variants[fault.number % variants.length]!)),
  ]),
) as Record<keyof typeof changes, Carrier>;

async function change(site: Site, fault: Fault, { among, statements }: Change): Promise<void> {
  await remember(site);
  const client = new pg.Client({ connectionString: site.stack.servers.sourceUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>(among);
    const id = rows[Math.floor(fault.pick * rows.length)]?.id;
    if (id === undefined) throw new Missed('no row to change');
    await client.query('begin');
    for (const [sql, values] of statements(id, fault)) await client.query(sql, values);
    await client.query('commit');
  } finally {
    await client.end();
  }
  await remember(site);
}

/**
 * A change counts only if another extraction follows. During the delta this is sure while a load runs, so the engagement is
 * paused for the change.
 */
async function whileMore(site: Site, work: () => Promise<void>): Promise<void> {
  if (site.current?.stage !== 'delta' || site.current.moment.at === 'gate') return work();
  await update(site, 'pause');
  try {
    const isLoading = (await site.status())?.run ?? null;
    if (isLoading === null || site.isRolledBack) throw new Missed('no delta load is running');
    await work();
  } finally {
    await update(site, 'resume');
  }
}

/** Keeps which keys had a source row, because their records may stay when the row vanishes. */
export async function remember(site: Site): Promise<void> {
  const { modules } = expectedOf(await site.source(), site.original, site.engagement.answers.defects);
  for (const [module, records] of modules) {
    const keys = site.everExpected.get(module) ?? new Set<string>();
    for (const key of records.keys()) keys.add(key);
    site.everExpected.set(module, keys);
  }
}
