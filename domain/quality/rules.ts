import { amountRules } from './amounts.ts';
import { contactRules } from './contacts.ts';
import { dateRules } from './dates.ts';
import { documentRules } from './documents.ts';
import { historyRules } from './history.ts';
import { identityRules } from './identity.ts';
import { moneyRules } from './money.ts';
import { nameRules } from './names.ts';
import { referenceRules } from './references.ts';
import type { QualityRule } from './rule.ts';
import { requiredRules } from './required.ts';
import { statusRules } from './statuses.ts';
import { textRules } from './texts.ts';

/** Every rule of data quality, by id. */
export const qualityRules: readonly QualityRule[] = [
  ...identityRules,
  ...nameRules,
  ...contactRules,
  ...textRules,
  ...dateRules,
  ...referenceRules,
  ...statusRules,
  ...moneyRules,
  ...amountRules,
  ...documentRules,
  ...historyRules,
  ...requiredRules,
].toSorted((a, b) => (a.id < b.id ? -1 : 1));
