import type { HandoffLists } from '../../schemas/mapping.ts';
import { textIn } from '../condition.ts';
import { componentsIn } from './entries.ts';
import type { ListedRecord, ListRow } from './row.ts';

export const bundleColumns = ['object', 'id', 'name', 'kind', 'item', 'item_name', 'quantity'] as const;

type Rule = NonNullable<NonNullable<HandoffLists>['bundles']>;

/** What a product consists of: a row for each component and for each allowance. An empty quantity is not known. */
export const bundleRows =
  (rule: Rule) =>
  ({ object, id, row, nameOf }: ListedRecord): ListRow[] => {
    const name = rule.name === undefined ? '' : textIn(row, rule.name);
    const components = rule.components === undefined ? [] : componentsIn(textIn(row, rule.components));
    return [
      ...components.map((one) => ({
        ...{ object, id, name, kind: 'component', item: one.id, item_name: nameOf(one.id), quantity: one.quantity },
      })),
      ...Object.entries({ ...rule.allowances })
        .map(([item, field]) => ({ item, quantity: textIn(row, field).trim() }))
        .filter(({ quantity }) => quantity !== '')
        .map(({ item, quantity }) => ({ object, id, name, kind: 'allowance', item, item_name: '', quantity })),
    ];
  };
