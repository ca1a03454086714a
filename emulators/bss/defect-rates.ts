/** The rates that the catalogue states. */
export const usualRates = {
  ...{ DQ01: 3, DQ02: 6, DQ03: 40, DQ04: 35, DQ05: 30, DQ06: 250, DQ07: 4, DQ08: 6, DQ09: 10, DQ10: 60, DQ11: 25 },
  ...{ DQ12: 60, DQ14: 12, DQ15: 8, DQ16: 2, DQ17: 10, DQ18: 15, DQ19: 20, DQ20: 5, DQ21: 20, DQ22: 12, DQ23: 6 },
  ...{ DQ24: 30, DQ25: 20, DQ26: 10, DQ27: 6, DQ28: 12, DQ29: 15, DQ30: 80, DQ31: 25, DQ32: 5, DQ33: 10 },
  ...{ DQ34: 10, DQ35: 15, DQ36: 20, DQ38: 5 },
};

/**
 * A rule of the data quality catalogue that can be planted. DQ23 is planted by the number of plans. DQ13 and DQ37 are
 * missing: DQ13 applies to every timestamp, and DQ37 is a behaviour of the TM Forum server.
 */
export type Rule = keyof typeof usualRates | Similar;

/** Records of a subscriber that another record describes in other words. Not in the usual rates. */
export type Similar = 'similar-duplicate';

/** How many of 1,000 records of an object get the defect of a rule. */
export type Rates = Partial<Record<Rule, number>>;
