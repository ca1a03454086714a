import { account } from '../accounts.ts';
import { numberIn, numberOfAccount } from '../ids.ts';
import { ordersAndPurchases } from '../purchases.ts';
import { subscriber } from '../subscribers.ts';
import { billingRates, customerBill } from './bills.ts';
import { careDocument, partyInteraction } from './care.ts';
import { bucket, device, element, service, simCard, usage } from './network.ts';
import { itemOffering, planOffering } from './offerings.ts';
import type { Operator } from './operator.ts';
import { productOrder } from './orders.ts';
import { billingAccount, customer, holder, person, product, supplierParty } from './parties.ts';
import { inVersion5 } from './v5.ts';
import type { Resource } from './values.ts';

/** A list of records. */
export interface List {
  count: number;
  /** The record at a place; places start at 1. */
  at(place: number): Resource;
}
interface Records {
  /** Null if the resource can't be listed with this query. */
  list(query: URLSearchParams): List | null;
  /** Null if no record has this id. */
  find(id: string): Resource | null;
}
/** One resource of an API. */
export interface ServedResource extends Records {
  type: string;
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

/** All resources of the operator by their paths below `/tmf-api/`: version 4 and, if the API has it, version 5. */
export function resourcesOf(operator: Operator): Map<string, ServedResource> {
  const { seed, scale } = operator;
  const numbered = (
    count: number,
    make: (operator: Operator, number: number) => Resource,
    numberOf: (id: string) => number = numberIn,
  ): Records => ({
    list: () => ({ count, at: (place) => make(operator, place) }),
    find(id) {
      const made = make(operator, Math.min(Math.max(numberOf(id), 1), count));
      return made['id'] === id ? made : null;
    },
  });
  const suppliers = numbered(scale.suppliers, supplierParty);
  /** Parties of one kind. They can be read by id but not listed, as with many real servers. Suppliers can be listed. */
  const parties = (isBusiness: boolean): Records => ({
    list: (query) => (isBusiness && query.get('organizationType') === 'supplier' ? suppliers.list(query) : null),
    find(id) {
      if (id.startsWith('SUP')) return isBusiness ? suppliers.find(id) : null;
      const number = numberIn(id);
      const isHolder = id.startsWith('H');
      if (number < 1 || number > (isHolder ? scale.accounts : scale.subscribers)) return null;
      const { row } = isHolder ? account(seed, scale, number) : subscriber(seed, scale, number);
      if ((row[isHolder ? 'account_class' : 'customer_type'] === 'BUS') !== isBusiness) return null;
      const made = (isHolder ? holder : person)(operator, number);
      return made['id'] === id ? made : null;
    },
  });
  const offerings: Records = {
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
  const rates: Records = {
    list(query) {
      const bill = query.get('bill.id');
      if (bill === null) return null;
      const number = numberIn(bill);
      const lines = number >= 1 && number <= scale.invoices ? billingRates(operator, number) : [];
      return { count: lines.length, at: (place) => lines[place - 1] ?? {} };
    },
    find: (id) => billingRates(operator, numberIn(id)).find((one) => one['id'] === id) ?? null,
  };
  const elements = Math.floor(scale.subscribers / 50);
  /** Resources by the value of the filter `category`. Elements can only be listed with all of their categories together. */
  const equipment: Record<string, Records> = {
    'PGW,OLT,NAS': numbered(elements, element, (id) => Math.floor(numberIn(id) / 50)),
    SIM: numbered(scale.subscribers, simCard),
    Device: numbered(scale.subscribers, device),
  };
  const resources: Record<string, Records> = {
    BillingAccount: numbered(scale.accounts, billingAccount, (id) => numberOfAccount(scale, id)),
    Customer: numbered(scale.subscribers, customer),
    Individual: parties(false),
    Organization: parties(true),
    ProductOffering: offerings,
    ProductOrder: numbered(ordersAndPurchases(scale), productOrder, (id) =>
      id.startsWith('PUR') ? scale.orders + numberIn(id) : numberIn(id),
    ),
    Product: numbered(scale.subscribers, product),
    CustomerBill: numbered(scale.invoices, customerBill),
    AppliedCustomerBillingRate: rates,
    Bucket: numbered(scale.subscribers * 2, bucket),
    Usage: numbered(scale.subscribers * 3, usage),
    Service: numbered(scale.subscribers, service),
    PartyInteraction: numbered(scale.interactions, partyInteraction),
    Document: numbered(scale.documents, careDocument),
    Resource: filteredBy('category', equipment),
  };
  const all = new Map<string, ServedResource>();
  for (const [type, one] of Object.entries(resources)) {
    const [version4 = '', version5] = paths[type] ?? [];
    all.set(version4, { type, ...one });
    if (version5) all.set(version5, { type, ...asVersion5(type, one) });
  }
  return all;
}

/** Lists of records, selected by the value of a filter. Without it, all of them one after the other. */
function filteredBy(filter: string, lists: Record<string, Records>): Records {
  const all = Object.values(lists);
  return {
    list(query) {
      const value = query.get(filter);
      if (value !== null) return lists[value]?.list(query) ?? null;
      const parts = all.flatMap((one) => one.list(query) ?? []);
      return {
        count: parts.reduce((sum, { count }) => sum + count, 0),
        at(place) {
          let rest = place;
          for (const { count, at } of parts) {
            if (rest <= count) return at(rest);
            rest -= count;
          }
          return {};
        },
      };
    },
    find: (id) => all.map((one) => one.find(id)).find((found) => found !== null) ?? null,
  };
}

function asVersion5(type: string, { list, find }: Records): Records {
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
