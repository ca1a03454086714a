import { account, subscriber } from '../people.ts';
import { numberIn } from '../scale.ts';
import { bucket, element, service, usage } from './network.ts';
import { careDocument, partyInteraction } from './care.ts';
import { billingAccount, customer, holder, person, product, type Operator } from './parties.ts';
import { billingRates, customerBill, itemOffering, planOffering, productOrder } from './trade.ts';
import type { Resource } from './values.ts';
import { inVersion5 } from './v5.ts';

/** A list of records by their places, from 1. */
export interface List {
  count: number;
  at(place: number): Resource;
}
/** One resource of an API. */
export interface Served {
  /** What its records are called. */
  type: string;
  /** Null when it can't be listed so. */
  list(query: URLSearchParams): List | null;
  /** Null when there is none of that id. */
  find(id: string): Resource | null;
}

type Paths = [version4: string, version5: string | null];
const paths: Record<string, Paths> = {
  BillingAccount: ['accountManagement/v4/billingAccount', 'accountManagement/v5/billingAccount'],
  Customer: ['customerManagement/v4/customer', 'customer/v5/customer'],
  Individual: ['party/v4/individual', 'partyManagement/v5/individual'],
  Organization: ['party/v4/organization', 'partyManagement/v5/organization'],
  ProductOffering: ['productCatalogManagement/v4/productOffering', 'productCatalogManagement/v5/productOffering'],
  ProductOrder: ['productOrderingManagement/v4/productOrder', 'productOrderingManagement/v5/productOrder'],
  Product: ['productInventory/v4/product', 'productInventory/v5/product'],
  CustomerBill: ['customerBillManagement/v4/customerBill', 'customerBillManagement/v5/customerBill'],
  AppliedCustomerBillingRate: [
    'customerBillManagement/v4/appliedCustomerBillingRate',
    'customerBillManagement/v5/appliedCustomerBillingRate',
  ],
  Bucket: ['prepayBalanceManagement/v4/bucket', null],
  Usage: ['usageManagement/v4/usage', null],
  Service: ['serviceInventory/v4/service', 'serviceInventory/v5/service'],
  PartyInteraction: ['partyInteraction/v4/partyInteraction', 'partyInteraction/v5/partyInteraction'],
  Document: ['document/v4/document', null],
  Resource: ['resourceInventoryManagement/v4/resource', 'resourceInventory/v5/resource'],
};

/** Every resource of the operator by its path below `/tmf-api/`, in version 4 and, where there is one, in version 5. */
export function resourcesOf(operator: Operator): Map<string, Served> {
  const { seed, scale } = operator;
  const numbered = (count: number, make: (operator: Operator, number: number) => Resource): Omit<Served, 'type'> => ({
    list: () => ({ count, at: (place) => make(operator, place) }),
    find(id) {
      const made = make(operator, Math.min(Math.max(numberIn(id), 1), count));
      return made['id'] === id ? made : null;
    },
  });
  /** Parties of one kind; the API of the demo gives them by their id only, as many do. */
  const parties = (isBusiness: boolean): Omit<Served, 'type'> => ({
    list: () => null,
    find(id) {
      const number = numberIn(id);
      const isHolder = id.startsWith('H');
      if (number < 1 || number > (isHolder ? scale.accounts : scale.subscribers)) return null;
      const { row } = isHolder ? account(seed, scale, number) : subscriber(seed, scale, number);
      if ((row[isHolder ? 'account_class' : 'customer_type'] === 'BUS') !== isBusiness) return null;
      const made = (isHolder ? holder : person)(operator, number);
      return made['id'] === id ? made : null;
    },
  });
  const offerings: Omit<Served, 'type'> = {
    list(query) {
      const category = query.get('category.id');
      if (category === 'plans') return { count: scale.plans, at: (place) => planOffering(operator, place) };
      if (category === 'items') return { count: scale.offerings, at: (place) => itemOffering(operator, place) };
      return {
        count: scale.plans + scale.offerings,
        at: (place) =>
          place <= scale.plans ? planOffering(operator, place) : itemOffering(operator, place - scale.plans),
      };
    },
    find: (id) => (id.startsWith('PLAN') ? planOffering : itemOffering)(operator, numberIn(id)),
  };
  const rates: Omit<Served, 'type'> = {
    list(query) {
      const bill = query.get('bill.id');
      if (bill === null) return null;
      const number = numberIn(bill);
      const lines = number >= 1 && number <= scale.invoices ? billingRates(operator, number) : [];
      return { count: lines.length, at: (place) => lines[place - 1] ?? {} };
    },
    find: (id) => billingRates(operator, numberIn(id)).find((one) => one['id'] === id) ?? null,
  };
  const served: Record<string, Omit<Served, 'type'>> = {
    BillingAccount: numbered(scale.accounts, billingAccount),
    Customer: numbered(scale.subscribers, customer),
    Individual: parties(false),
    Organization: parties(true),
    ProductOffering: offerings,
    ProductOrder: numbered(scale.orders, productOrder),
    Product: numbered(scale.subscribers, product),
    CustomerBill: numbered(scale.invoices, customerBill),
    AppliedCustomerBillingRate: rates,
    Bucket: numbered(scale.subscribers * 2, bucket),
    Usage: numbered(scale.subscribers * 3, usage),
    Service: numbered(scale.subscribers, service),
    PartyInteraction: numbered(scale.interactions, partyInteraction),
    Document: numbered(scale.documents, careDocument),
    Resource: numbered(Math.floor(scale.subscribers / 50), element),
  };
  const all = new Map<string, Served>();
  for (const [type, one] of Object.entries(served)) {
    const [version4 = '', version5] = paths[type] ?? [];
    all.set(version4, { type, ...one });
    if (version5) all.set(version5, { type, ...asVersion5(type, one) });
  }
  return all;
}

function asVersion5(type: string, { list, find }: Omit<Served, 'type'>): Omit<Served, 'type'> {
  return {
    list(query) {
      const found = list(query);
      return found && { count: found.count, at: (place) => inVersion5(found.at(place), type) };
    },
    find(id) {
      const found = find(id);
      return found && inVersion5(found, type);
    },
  };
}
