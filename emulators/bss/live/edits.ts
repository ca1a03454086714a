import { accounts, invoices, orders, subscribers, type Change, type Statement } from './statement.ts';

const set =
  (table: string, key: string, assignments: string): Change['statements'] =>
  (id, { size }) => [
    [`update bss.${table} set ${assignments.replaceAll('$size', String(size))} where ${key} = $1`, [id]],
  ];

/** Fields that get another value. */
export const fields: Change[] = [
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

/** Fields that lose their value. */
export const emptied: Change[] = [
  { among: accounts, statements: set('billing_account', 'account_no', `remarks = '', phone = ''`) },
  { among: accounts, statements: set('billing_account', 'account_no', `payment_terms = '', parent_account_no = ''`) },
  { among: subscribers, statements: set('subscriber', 'subscriber_no', `city = '', alt_phone = '', birth_date = ''`) },
  { among: orders, statements: set('subscription_order', 'order_no', `contract_end = '', activated_at = null`) },
];

/** An account gets another parent. */
export const parents: Change[] = [
  {
    among: `select account_no as id from bss.billing_account where account_no > 'BA-000020' order by 1`,
    statements: (id, { size }) => [
      [
        `update bss.billing_account set parent_account_no = $2 where account_no = $1`,
        [id, `BA-${String(size).padStart(6, '0')}`],
      ],
    ],
  },
];

/** A customer moves. */
export const moves: Change[] = [
  { among: accounts, statements: moveOf('billing_account', 'account_no') },
  { among: subscribers, statements: moveOf('subscriber', 'subscriber_no') },
];

function moveOf(table: string, key: string): Change['statements'] {
  return (id, { number, size }) => [
    [
      `update bss.${table} set street = $2, city = 'Leeds', postcode = $3, country_code = 'GB' where ${key} = $1`,
      [id, `${number} Moving Lane`, `LS${size} 1AA`],
    ],
  ];
}

/** An open invoice is paid in full. */
export const payments: Change[] = [
  {
    among: 'select invoice_no as id from bss.invoice where open_balance > 0 order by 1',
    statements: (id, { number }) => [
      [
        'insert into bss.payment select invoice_no, $2, open_balance from bss.invoice where invoice_no = $1',
        [id, `PAY-9${number}`],
      ],
      ['update bss.invoice set status_code = 1, open_balance = 0 where invoice_no = $1', [id]],
    ],
  },
];

/** An order is cancelled. */
export const cancellations: Change[] = [
  {
    among: 'select order_no as id from bss.subscription_order where cancelled_at is null order by 1',
    statements: (id) => [
      [
        `update bss.subscription_order set status_code = 4, cancelled_at = timestamp '2026-01-15 09:30' where order_no = $1`,
        [id],
      ],
    ],
  },
];

const lineChanges: [what: 'add' | 'remove' | 'change', table: string, key: string, among: string][] = [
  ['add', 'order_line', 'order_no', orders],
  ['remove', 'order_line', 'order_no', orders],
  ['change', 'order_line', 'order_no', orders],
  ['add', 'invoice_line', 'invoice_no', invoices],
  ['remove', 'invoice_line', 'invoice_no', invoices],
  ['change', 'invoice_line', 'invoice_no', invoices],
];

/** Lines of an order or an invoice. An invoice keeps a total that agrees with them. */
export const lines: Change[] = lineChanges.map(([what, table, key, among]) => ({
  among,
  statements: (id, { size }) => {
    const changed: Record<typeof what, Statement> = {
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
    const total: Statement = [
      `update bss.invoice set total = (select sum(quantity * unit_price - discount) from bss.invoice_line
       where invoice_no = $1) where invoice_no = $1`,
      [id],
    ];
    return table === 'invoice_line' ? [changed[what], total] : [changed[what]];
  },
}));
