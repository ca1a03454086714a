import type { Cell } from './records.ts';

/** Labels of status codes. Codes start at 1. */
export const statusLabels = {
  account: ['Active', 'Suspended', 'Closed'],
  // The last three are other spellings of the first ones, as people and old programs write them.
  subscriber: ['Active', 'Suspended', 'Barred', 'Terminated', 'SUSP', 'Termintaed', 'active '],
  order: ['New', 'Completed', 'In progress', 'Cancelled'],
  invoice: ['Paid', 'Unpaid'],
  product: ['Active', 'Retired'],
};

/** The label of a code, or the code itself if it has no label. */
export const statusLabel = (entity: keyof typeof statusLabels, code: Cell | undefined): string =>
  statusLabels[entity][Number(code) - 1] ?? String(code);
