import type { Cell } from './people.ts';

/** Labels of status codes, from code 1. */
export const statuses = {
  account: ['Active', 'Suspended', 'Closed'],
  // The last three are how people and old programs write the first.
  subscriber: ['Active', 'Suspended', 'Barred', 'Terminated', 'SUSP', 'Termintaed', 'active '],
  order: ['New', 'Completed', 'In progress', 'Cancelled'],
  invoice: ['Paid', 'Unpaid'],
  product: ['Active', 'Retired'],
};

/** The label of a code, or the code itself where it has none. */
export const labelOf = (entity: keyof typeof statuses, code: Cell | undefined): string =>
  statuses[entity][Number(code) - 1] ?? String(code);
