import type { Rates } from '../../emulators/bss/defect-rates.ts';

/**
 * Defects of the operator, in rows per 1,000: those that the example mapping brings to the outcome in the answer key. The
 * others need rules that the example does not have.
 */
export const defects: Rates = {
  ...{ DQ02: 15, DQ04: 60, DQ05: 30, DQ06: 100, DQ07: 10, DQ08: 6, DQ15: 15 },
  ...{ DQ17: 10, DQ18: 15, DQ19: 30, DQ21: 30, DQ22: 12, DQ24: 30, DQ28: 12, DQ31: 25 },
};
