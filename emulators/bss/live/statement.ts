/** One statement of a change, with the values of its parameters. */
export type Statement = [sql: string, values: unknown[]];

/** What makes one change different from another of its kind. */
export interface Variation {
  /** Different for every change of a source. Ids of new rows contain it. */
  number: number;
  /** A small number, from 1 on. */
  size: number;
}

/** One change of the source in SQL, with a chosen row. Without a row to choose there is nothing to change. */
export interface Change {
  /** A query for the ids to choose from, in an order of their own. */
  among: string;
  statements(id: string, variation: Variation): Statement[];
}

export const accounts = 'select account_no as id from bss.billing_account order by 1';
export const subscribers = 'select subscriber_no as id from bss.subscriber order by 1';
export const orders = 'select order_no as id from bss.subscription_order order by 1';
export const invoices = 'select invoice_no as id from bss.invoice order by 1';
