import { accounts, invoices, orders, subscribers, type Change, type Statement } from './statement.ts';

/** The tables whose rows become records: the source object, and the column with the id. */
const objects: Record<string, [object: string, key: string]> = {
  billing_account: ['billing_accounts', 'account_no'],
  subscriber: ['subscribers', 'subscriber_no'],
  subscription_order: ['orders', 'order_no'],
  invoice: ['invoices', 'invoice_no'],
  note: ['notes', 'note_id'],
  interaction: ['interactions', 'interaction_id'],
  document: ['documents', 'document_id'],
};

/** A deletion. It returns what was removed, as source objects with their ids. */
function removal(table: string, condition: string, id: string): Statement {
  const named = objects[table];
  const returning = named ? ` returning '${named[0]}' as object, ${named[1]}::text as id` : '';
  return [`delete from bss.${table} where ${condition}${returning}`, [id]];
}

/** What customer care has filed about subscribers. */
const history = (owners: string, id: string): Statement[] => [
  removal('note', `subscriber_no in (${owners})`, id),
  removal(
    'document',
    `owner_object = 'interactions' and owner_no in (select interaction_id from bss.interaction where subscriber_no in (${owners}))`,
    id,
  ),
  removal('interaction', `subscriber_no in (${owners})`, id),
  removal('document', `owner_object = 'subscribers' and owner_no in (${owners})`, id),
];

export const removedInvoices: Change[] = [
  {
    among: invoices,
    statements: (id) => ['invoice_line', 'invoice'].map((table) => removal(table, 'invoice_no = $1', id)),
  },
];

export const removedOrders: Change[] = [
  {
    among: orders,
    statements: (id) => ['order_line', 'subscription_order'].map((table) => removal(table, 'order_no = $1', id)),
  },
];

export const removedSubscribers: Change[] = [
  { among: subscribers, statements: (id) => [...history('$1', id), removal('subscriber', 'subscriber_no = $1', id)] },
];

/** An account with everything that belongs to it. Accounts below it lose their parent. */
export const removedAccounts: Change[] = [
  {
    among: accounts,
    statements: (id) => {
      const linesOf = (lines: string, table: string, key: string): Statement =>
        removal(lines, `${key} in (select ${key} from bss.${table} where account_no = $1)`, id);
      return [
        ...history('select subscriber_no from bss.subscriber where account_no = $1', id),
        removal('document', `owner_object = 'billing_accounts' and owner_no = $1`, id),
        linesOf('order_line', 'subscription_order', 'order_no'),
        linesOf('invoice_line', 'invoice', 'invoice_no'),
        [`update bss.billing_account set parent_account_no = '' where parent_account_no = $1`, [id]],
        ...['subscription_order', 'invoice', 'subscriber', 'billing_account'].map((table) =>
          removal(table, 'account_no = $1', id),
        ),
      ];
    },
  },
];
