import pg from 'pg';
import { customers } from '../../../emulators/bss/live/arrivals.ts';
import { changeRow } from '../../../emulators/bss/live/change-row.ts';
import { emptied, fields, lines, parents } from '../../../emulators/bss/live/edits.ts';
import {
  removedAccounts,
  removedInvoices,
  removedOrders,
  removedSubscribers,
} from '../../../emulators/bss/live/removals.ts';
import type { Change } from '../../../emulators/bss/live/statement.ts';
import { expectedOf } from '../../../emulators/comparison/expected.ts';
import type { Fault, FaultKind } from '../schedule.ts';
import type { Site } from '../site.ts';
import { Missed, type Carrier } from './carrier.ts';
import { update } from './messages.ts';

const persons = `select subscriber_no as id from bss.subscriber where customer_type = 'RES' order by 1`;

const changes = {
  'change-field': fields,
  'empty-field': emptied,
  'change-lines': lines,
  'add-account': customers,
  'delete-invoice': removedInvoices,
  'delete-order': removedOrders,
  'delete-subscriber': removedSubscribers,
  'delete-account': removedAccounts,
  'change-parent': parents,
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
} satisfies Partial<Record<FaultKind, Change[]>>;

/** Changes of the source between extractions. */
export const source = Object.fromEntries(
  Object.entries(changes as Record<string, Change[]>).map(([kind, variants]): [string, Carrier] => [
    kind,
    (site, fault) => whileMore(site, () => change(site, fault, variants[fault.number % variants.length]!)),
  ]),
) as Record<keyof typeof changes, Carrier>;

async function change(site: Site, fault: Fault, kind: Change): Promise<void> {
  await remember(site);
  const client = new pg.Client({ connectionString: site.stack.servers.sourceUrl });
  await client.connect();
  try {
    if ((await changeRow(client, kind, fault)) === null) throw new Missed('no row to change');
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
