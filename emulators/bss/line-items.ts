import { offeringCode, planCode } from './ids.ts';
import { randomFor } from './random.ts';
import type { GeneratedRecord, Row } from './records.ts';
import type { Scale } from './scale.ts';

/** An order or invoice with its lines. */
export interface WithLines extends GeneratedRecord {
  lines: Row[];
}

/** The lines of an order or invoice. Prices have two decimals, so their sum is exact. */
export function lineItems(seed: number, kind: 'order' | 'invoice', number: number, count: number, scale: Scale): Row[] {
  return Array.from({ length: count }, (_, place) => {
    const random = randomFor(seed, `${kind}-line-${place}`, number);
    const isPlan = random.chance(0.6);
    const price = `${random.between(1, 120)}.${String(random.between(0, 99)).padStart(2, '0')}`;
    return {
      line_no: place + 1,
      item_object: isPlan ? 'service_plans' : 'product_catalog',
      item_code: isPlan
        ? planCode(random.between(1, scale.plans - scale.planVersions))
        : offeringCode(random.between(1, scale.offerings)),
      description: isPlan ? 'Monthly charge' : 'Equipment',
      quantity: `${random.between(1, 3)}.0000000000`,
      unit_price: `${price}00000000`,
      discount: random.chance(0.1) ? '0.5000000000' : '0.0000000000',
    };
  });
}
