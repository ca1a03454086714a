/** The discount of a line, in SQL. */
export interface LineDiscount {
  amount: string;
  isPercentage: boolean;
}

/**
 * The amount of a line as Zoho and the load compute it, in SQL: quantity × price, rounded, less its discount, rounded. Null where
 * one of them can't be read, and for quantities from 10⁹ and prices from 10¹¹ on, which leave no room for exact decimals.
 * @param places decimal places of the currency
 */
export function amountOfLine(
  { quantity, price, discount }: { quantity: string; price: string; discount: LineDiscount | null },
  places: number,
): string {
  const product = `try_cast(${quantity} as decimal(18, 9)) * try_cast(${price} as decimal(20, 9))`;
  const gross = `round(${product}, ${places})`;
  if (!discount) return gross;
  const { amount, isPercentage } = discount;
  const less = isPercentage
    ? `round(try_cast(${gross} as decimal(22, ${places})) * try_cast(${amount} as decimal(12, 9)) * 0.01, ${places})`
    : amount;
  return `round(${gross} - ${less}, ${places})`;
}
