/**
 * One order that agrees with several, as far as they agree with each other. Earlier lists count more: what only a later list
 * has goes before its first successor that is placed already.
 */
export function mergeOrders<Name>(orders: Name[][]): Name[] {
  const merged: Name[] = [];
  for (const order of orders) {
    for (const [place, name] of order.entries()) {
      if (merged.includes(name)) continue;
      const successor = merged.findIndex((one) => order.indexOf(one) > place);
      merged.splice(successor < 0 ? merged.length : successor, 0, name);
    }
  }
  return merged;
}
