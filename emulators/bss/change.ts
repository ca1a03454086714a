import pg from 'pg';

/** Changes since the extraction. They are the same every time. */
const changes = [
  `update bss.billing_account set phone = '+44 20 7946 0999', credit_limit = credit_limit + 100, updated_at = timestamp '2026-01-15 09:00'
   where account_no in ('BA-000002', 'BA-000003', 'BA-000005')`,
  `update bss.subscriber set status_code = 4, updated_at = timestamp '2026-01-15 09:05'
   where subscriber_no in ('SUB-000003', 'SUB-000004')`,
  `insert into bss.billing_account
   select 'BA-900001', '', 'Newcomer Bakery 900001', 'TX9000001', account_class, 1, currency, 500, 0, payment_terms,
     invoice_delivery, 1, vat_scheme, '', owner_login, 'billing900001@example.com', phone, street, city, postcode,
     country_code, '', timestamp '2026-01-15 09:10', timestamp '2026-01-15 09:10'
   from bss.billing_account where account_no = 'BA-000002'`,
  `insert into bss.invoice values
   ('INV-9000001', 'BA-900001', '', date '2026-01-15', date '2026-01-28', 2, 10, 10, 'GBP', timestamp '2026-01-15 09:20')`,
  `insert into bss.invoice_line values
   ('INV-9000001', 1, 'service_plans', 'PLAN-001', 'Monthly charge', 1, 10, 0)`,
  `update bss.subscription_order set status_code = 4, cancelled_at = timestamp '2026-01-15 09:30',
     updated_at = timestamp '2026-01-15 09:30' where order_no = 'ORD-0000002'`,
];

/** Simulates live business: changes three accounts and two subscribers, adds an account with an invoice, cancels an order. */
export async function changeOperator(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query('begin');
    for (const change of changes) await client.query(change);
    await client.query('commit');
  } finally {
    await client.end();
  }
}

/**
 * Moves amounts from bucket to bucket until the signal is aborted. The sum over all buckets stays the same. Returns the
 * number of moves.
 */
export async function moveBuckets(connectionString: string, signal: AbortSignal): Promise<number> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  let moves = 0;
  try {
    for (; !signal.aborted; moves += 1) {
      // From the first bucket by id to the last one, then in the other direction.
      await client.query(
        `update bss.ocs_bucket set remaining = remaining + case when bucket_id = first then $1::numeric else -$1::numeric end,
           used = used - case when bucket_id = first then $1::numeric else -$1::numeric end
         from (select min(bucket_id) as first, max(bucket_id) as last from bss.ocs_bucket) ends
         where bucket_id in (first, last)`,
        [moves % 2 === 0 ? -7 : 3],
      );
    }
  } finally {
    await client.end();
  }
  return moves;
}
