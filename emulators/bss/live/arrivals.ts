import { accounts, subscribers, type Change, type Statement, type Variation } from './statement.ts';

/** A new customer: an account with a subscriber, an order and an invoice. */
export const customers: Change[] = [{ among: accounts, statements: newcomer }];

function newcomer(like: string, { number }: Variation): Statement[] {
  const [account, subscriber] = [`BA-9${String(number).padStart(5, '0')}`, `SUB-9${String(number).padStart(5, '0')}`];
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
    ...order(account, subscriber, number),
    ...invoice(account, number),
  ];
}

const order = (account: string, subscriber: string, number: number): Statement[] => [
  [
    `insert into bss.subscription_order values ($1, $2, $3, 1, timestamp '2026-01-15 09:00', null, null, '', 'New line',
       'arun', timestamp '2026-01-15 09:00')`,
    [`ORD-9${number}`, account, subscriber],
  ],
  [
    `insert into bss.order_line values ($1, 1, 'product_catalog', 'OFF-001', 'Equipment', 1, 10, 0)`,
    [`ORD-9${number}`],
  ],
];

const invoice = (account: string, number: number): Statement[] => [
  [
    `insert into bss.invoice values ($1, $2, '', date '2026-01-15', date '2026-01-28', 2, 10, 10, 'GBP',
       timestamp '2026-01-15 09:20')`,
    [`INV-9${number}`, account],
  ],
  [
    `insert into bss.invoice_line values ($1, 1, 'service_plans', 'PLAN-001', 'Monthly charge', 1, 10, 0)`,
    [`INV-9${number}`],
  ],
];

/** A customer orders something. */
export const newOrders: Change[] = [
  { among: accounts, statements: (account, { number }) => order(account, '', number) },
];

/** An account is billed. */
export const newInvoices: Change[] = [
  { among: accounts, statements: (account, { number }) => invoice(account, number) },
];

/** Customer care writes a note. */
export const notes: Change[] = [
  {
    among: subscribers,
    statements: (subscriber, { number }) => [
      [
        `insert into bss.note values ($1, $2, 'arun', $3, timestamp '2026-01-15 09:40')`,
        [90_000_000 + number, subscriber, `Called back, case ${number}`],
      ],
    ],
  },
];

/** Customer care files a document. */
export const documents: Change[] = [
  {
    among: subscribers,
    statements: (subscriber, { number }) => [
      [
        `insert into bss.document values ($1, 'subscribers', $2, 'contract', 'amendment.txt', 'text/plain',
           date '2026-01-15', convert_to($3, 'UTF8'))`,
        [`DOC-9${number}`, subscriber, `Amendment ${number} to the contract\n`],
      ],
    ],
  },
];
