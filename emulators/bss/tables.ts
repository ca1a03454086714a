import { account } from './accounts.ts';
import { filedDocument, interaction, note } from './care.ts';
import { bundleDiscounts, bundleItems, categories, offering, plan } from './catalogue.ts';
import { documentContent } from './document-content.ts';
import { dunningCase } from './dunning.ts';
import { accountExtensions, extensionDefinitions, subscriberExtensions } from './extensions.ts';
import { invoiceNo, offeringCode } from './ids.ts';
import { invoice } from './invoices.ts';
import { networkRows, policyRules } from './network.ts';
import { orderAt, ordersAndPurchases } from './purchases.ts';
import type { Defect, Row } from './records.ts';
import type { Scale } from './scale.ts';
import { statusLabels } from './status-labels.ts';
import { subscriber } from './subscribers.ts';
import { supplier } from './suppliers.ts';
import { taxRules } from './tax-rules.ts';

/** One record as rows of one or more tables, with its defects. */
export interface TableRows {
  /** Rows by table. */
  rows: Record<string, Row[]>;
  defects?: Defect[];
}
/** All records of one kind. `make` creates a record from its number, from 1 to `count`. */
export interface Batch {
  count: number;
  make(number: number): TableRows | Promise<TableRows>;
}

const statusLabelRows: Row[] = Object.entries(statusLabels).flatMap(([entity, labels]) =>
  labels.map((label, place) => ({ entity, code: place + 1, label })),
);

/** The operator as rows of the tables in `schema.sql`. */
export const batchesOf = (scale: Scale, seed: number): Batch[] => [
  {
    count: 1,
    make: () => ({
      rows: {
        status_label: statusLabelRows,
        category: categories,
        ext_definition: extensionDefinitions,
        tax_rule: taxRules,
        pcrf_rule: policyRules(scale).map(({ row }) => row),
        plan_policy: policyRules(scale).flatMap(({ row, plans }) =>
          plans.map((plan_code) => ({ plan_code, rule_name: row['rule_name'] ?? '' })),
        ),
      },
    }),
  },
  {
    count: scale.accounts,
    make(number) {
      const { row, defects } = account(seed, scale, number);
      const extensions = accountExtensions(seed, scale, number);
      const dunning = dunningCase(seed, scale, number);
      return {
        rows: { billing_account: [row], ext_value: extensions, dunning_case: dunning ? [dunning] : [] },
        defects,
      };
    },
  },
  {
    count: scale.subscribers,
    make(number) {
      const { row, defects } = subscriber(seed, scale, number);
      const extensions = subscriberExtensions(seed, scale, number);
      const network = networkRows(seed, scale, number);
      return {
        rows: { subscriber: [row], ext_value: extensions.rows, ...network.rows },
        defects: [...defects, ...extensions.defects, ...network.defects],
      };
    },
  },
  {
    count: scale.plans,
    make(number) {
      const { row, defects } = plan(seed, scale, number);
      return { rows: { service_plan: [row] }, defects };
    },
  },
  {
    count: scale.offerings,
    make(number) {
      const discounts = bundleDiscounts(seed, number).map((row) => ({ bundle_code: offeringCode(number), ...row }));
      const { row, defects } = offering(seed, scale, number);
      return { rows: { offering: [row], bundle_item: bundleItems(number), bundle_discount: discounts }, defects };
    },
  },
  {
    count: scale.suppliers,
    make(number) {
      const { row, defects } = supplier(seed, number);
      return { rows: { supplier: [row] }, defects };
    },
  },
  {
    count: ordersAndPurchases(scale),
    make(place) {
      const { row, lines, defects } = orderAt(seed, scale, place);
      return { rows: { subscription_order: [row], order_line: lines }, defects };
    },
  },
  {
    count: scale.invoices,
    make(number) {
      const { row, lines, taxes, payments, defects } = invoice(seed, scale, number);
      const withKey = (rows: Row[]) => rows.map((one) => ({ invoice_no: invoiceNo(number), ...one }));
      return {
        rows: { invoice: [row], invoice_line: lines, invoice_tax: withKey(taxes), payment: withKey(payments) },
        defects,
      };
    },
  },
  {
    count: scale.notes,
    make(number) {
      const { row, defects } = note(seed, scale, number);
      return { rows: { note: [row] }, defects };
    },
  },
  {
    count: scale.interactions,
    make(number) {
      const { row, defects } = interaction(seed, scale, number);
      return { rows: { interaction: [row] }, defects };
    },
  },
  {
    count: scale.documents,
    async make(number) {
      const { row, defects } = filedDocument(seed, scale, number);
      const content = await documentContent(seed, scale, number);
      return { rows: { document: [{ ...row, content: content && `\\x${content.toString('hex')}` }] }, defects };
    },
  },
];
