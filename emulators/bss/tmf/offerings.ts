import { bundleDiscounts, bundleItems, categoryPath, offering, plan } from '../catalogue.ts';
import { offeringCode } from '../ids.ts';
import type { Row } from '../records.ts';
import { statusLabel } from '../status-labels.ts';
import type { Operator } from './operator.ts';
import { date, filled, money, number as numeric, text, time, type Resource } from './values.ts';

/** Type of an offering by the object of the operator that it stands for. */
export const offeringTypes: Record<string, string> = { service_plans: 'Plan', product_catalog: 'Item' };

export function planOffering({ seed, scale }: Operator, number: number): Resource {
  const { row } = plan(seed, scale, number);
  const use = (name: string): Resource => ({ name, productSpecCharacteristicValue: [{ value: text(row[name]) }] });
  return filled({
    id: text(row['plan_code']),
    name: text(row['name']),
    description: text(row['description']),
    isBundle: false,
    version: text(row['version']),
    lifecycleStatus: statusLabel('product', row['status_code']),
    lastUpdate: time(row['updated_at']),
    validFor: { startDateTime: date(row['valid_from']), endDateTime: date(row['valid_to']) },
    category: [{ id: 'plans', name: 'Plans' }],
    productOfferingPrice: [
      {
        name: 'Monthly price',
        priceType: 'recurring',
        recurringChargePeriod: 'month',
        price: money(row['monthly_price']),
      },
    ],
    prodSpecCharValueUse: ['minutes', 'megabytes', 'sms'].map(use),
  });
}

export function itemOffering({ seed, scale }: Operator, number: number): Resource {
  const { row } = offering(seed, scale, number);
  const reference = (one: Row): Resource => ({ id: text(one['category_id']), name: text(one['name']) });
  const formula = text(row['pricing_formula']);
  return filled({
    id: offeringCode(number),
    name: text(row['name']),
    description: text(row['description']),
    isBundle: row['is_bundle'] === true,
    lifecycleStatus: statusLabel('product', row['status_code']),
    lastUpdate: time(row['updated_at']),
    category: categoryPath(row['category_id']).map(reference),
    bundledProductOffering: bundleItems(number).map((item) => ({
      id: text(item['item_code']),
      bundledProductOfferingOption: { numberRelOfferDefault: numeric(item['quantity']) },
    })),
    productOfferingPrice: [
      filled({
        name: 'Price',
        priceType: 'oneTime',
        price: money(row['price']),
        pricingLogicAlgorithm: formula ? [{ name: 'formula', description: formula }] : [],
      }),
      ...bundleDiscounts(seed, number).map(({ condition, percent }): Resource => ({
        name: text(condition),
        priceType: 'discount',
        percentage: numeric(percent),
      })),
    ],
  });
}
