import type { HandoffLists } from '../../schemas/mapping.ts';
import { textIn } from '../condition.ts';
import { componentsIn, entriesIn, textsOf } from './entries.ts';
import type { ListedRecord, ListRow } from './row.ts';

export const pricingColumns = [
  ...['object', 'id', 'name', 'kind', 'condition', 'effect', 'products', 'valid_from', 'valid_to', 'zoho_rule', 'raw'],
] as const;

type Rule = NonNullable<NonNullable<HandoffLists>['pricing_rules']>;

/** Members of an entry that have a column of their own. All others are its effect. */
const ownColumns = new Set(['condition', 'products', 'valid_from', 'valid_to']);

/** What a person enters as a rule of quotes and orders in Zoho. Empty for a text that nobody has read as a rule. */
function ruleText(rule: ListRow): string {
  const { kind, condition, effect, products, valid_from, valid_to } = rule;
  if (kind === 'unread') return '';
  const subject = [rule['id'], rule['name']].filter(Boolean).join(' ');
  const on = `On quotes and orders with ${products || subject}`;
  const when = condition ? `, if ${condition}` : '';
  const then = kind === 'formula' ? `set the price of ${subject} to ${effect}` : `apply ${effect}`;
  const valid = [valid_from && `from ${valid_from}`, valid_to && `until ${valid_to}`].filter(Boolean).join(' ');
  return `${on}${when}: ${then}.${valid && ` Valid ${valid}.`}`;
}

/**
 * The pricing rules of a record: a row for each formula and for each entry of a list of discounts. `unread`: a list that is no
 * JSON list of objects, of which the row has the text only. `effect` is a formula's text, or what an entry says beside its
 * condition, such as `percent 5.00`. The raw text is that of the source.
 */
export const pricingRows =
  (rule: Rule) =>
  ({ object, id, row }: ListedRecord): ListRow[] => {
    const text = (field: string | undefined) => (field === undefined ? '' : textIn(row, field).trim());
    const about = {
      ...{ object, id, name: text(rule.name) },
      valid_from: text(rule.valid_from),
      valid_to: text(rule.valid_to),
      products: componentsIn(text(rule.products))
        .map((one) => one.id)
        .join(', '),
    };
    const formulas = textsOf(rule.formula, row).map((raw) => ({
      ...{ ...about, kind: 'formula', condition: '', effect: raw, raw },
    }));
    const discounts = textsOf(rule.discounts, row).flatMap((raw): ListRow[] => {
      const entries = entriesIn(raw);
      if (!entries) return [{ ...about, kind: 'unread', condition: '', effect: '', raw }];
      return entries.map((entry) => ({
        ...{ ...about, kind: 'discount', condition: textIn(entry, 'condition') },
        effect: Object.entries(entry)
          .filter(([name, value]) => !ownColumns.has(name) && value !== '')
          .map(([name, value]) => `${name} ${value}`)
          .join(', '),
        products: textIn(entry, 'products') || about.products,
        valid_from: textIn(entry, 'valid_from') || about.valid_from,
        valid_to: textIn(entry, 'valid_to') || about.valid_to,
        raw: JSON.stringify(entry),
      }));
    });
    return [...formulas, ...discounts].map((one) => ({ ...one, zoho_rule: ruleText(one) }));
  };
