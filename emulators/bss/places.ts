import type { Scale } from './scale.ts';
import type { Form } from './writing.ts';

interface Table {
  rows: (scale: Scale) => number;
  /** Object and prefix of the field in the answer key, for rows that are part of a record. */
  within?: { object: string; prefix: string };
  fields: Record<string, Form>;
  /** The field that takes what another field of the row can't take. */
  spare: string;
}

/** The texts in which identifiers and look-alikes are planted, in the order in which they are numbered. */
export const tables = {
  billing_accounts: {
    rows: ({ accounts }) => accounts,
    fields: {
      holder_name: 'line',
      tax_reg_no: 'code',
      payment_terms: 'code',
      street: 'line',
      city: 'line',
      email: 'mail',
      remarks: 'text',
    },
    spare: 'remarks',
  },
  subscribers: {
    rows: ({ subscribers }) => subscribers,
    fields: {
      first_name: 'code',
      last_name: 'code',
      company_name: 'line',
      tax_id: 'code',
      street: 'line',
      city: 'line',
      email: 'mail',
      alt_phone: 'phone',
      login_name: 'code',
      remarks: 'text',
    },
    spare: 'remarks',
  },
  extensions: {
    rows: ({ subscribers }) => subscribers,
    within: { object: 'subscribers', prefix: 'extensions.' },
    fields: { dealer_note: 'text' },
    spare: 'dealer_note',
  },
  service_plans: {
    rows: ({ plans }) => plans,
    fields: { name: 'line', description: 'text' },
    spare: 'description',
  },
  product_catalog: {
    rows: ({ offerings }) => offerings,
    fields: { name: 'line', pricing_formula: 'text', description: 'text' },
    spare: 'description',
  },
  orders: {
    rows: ({ orders }) => orders,
    fields: { description: 'text' },
    spare: 'description',
  },
  order_lines: {
    rows: ({ orders }) => orders,
    within: { object: 'orders', prefix: 'lines.' },
    fields: { description: 'text' },
    spare: 'description',
  },
  invoice_lines: {
    rows: ({ invoices }) => invoices,
    within: { object: 'invoices', prefix: 'lines.' },
    fields: { description: 'text' },
    spare: 'description',
  },
  notes: { rows: ({ notes }) => notes, fields: { body: 'text' }, spare: 'body' },
  interactions: {
    rows: ({ interactions }) => interactions,
    fields: { channel: 'code', subject: 'line', body: 'text' },
    spare: 'body',
  },
  documents: {
    rows: ({ documents }) => documents,
    fields: { name: 'file' },
    spare: 'kind',
  },
} as const satisfies Record<string, Table>;

export type TableName = keyof typeof tables;
export const tableOf = (name: TableName): Table => tables[name];

/** What is planted at one place, with its number among all that are planted. */
export interface Item {
  what: 'identifier' | 'look-alike';
  ordinal: number;
}

/** Places by table and field, each with a slot for every row: the slots are numbered through in this order. */
const places = Object.entries(tables as Record<string, Table>).flatMap(([name, { rows, fields }]) =>
  Object.keys(fields).map((field) => ({ name: `${name}.${field}`, rows })),
);
const orderOf = new Map(places.map(({ name }, order) => [name, order]));
/** Number of slots in the first places. */
const slotsIn = (scale: Scale, count: number) => places.slice(0, count).reduce((sum, { rows }) => sum + rows(scale), 0);

/** The item for a row's field, or null. Items are spread evenly over all slots, identifiers and look-alikes alternating. */
export function itemAt(scale: Scale, table: TableName, field: string, number: number): Item | null {
  const all = slotsIn(scale, places.length);
  const identifiers = Math.min(scale.plantedIdentifiers, all);
  const items = identifiers + Math.min(scale.lookAlikes, all - identifiers);
  const slot = slotsIn(scale, orderOf.get(`${table}.${field}`) ?? 0) + number - 1;
  const ordinal = Math.floor((slot * items) / all);
  if (Math.floor(((slot + 1) * items) / all) === ordinal) return null;
  const identifiersBefore = Math.floor((ordinal * identifiers) / items);
  const isIdentifier = Math.floor(((ordinal + 1) * identifiers) / items) > identifiersBefore;
  return isIdentifier
    ? { what: 'identifier', ordinal: identifiersBefore }
    : { what: 'look-alike', ordinal: ordinal - identifiersBefore };
}
