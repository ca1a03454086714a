import type { HandoffLists } from '../../schemas/mapping.ts';
import { textsOf } from './entries.ts';
import type { ListedRecord, ListRow } from './row.ts';

export const taxColumns = ['object', 'id', 'kind', 'scheme', 'exemption'] as const;

type Rule = NonNullable<NonNullable<HandoffLists>['taxes']>;

/**
 * The tax set-up of an account, without its name and address: its scheme, and the proof of an exemption. No row for an account
 * that has neither.
 */
export const taxRows =
  (rule: Rule) =>
  ({ object, id, row }: ListedRecord): ListRow[] => {
    const [scheme, exemption] = [rule.scheme, rule.exemption].map((fields) => textsOf(fields, row).join(', '));
    if (!scheme && !exemption) return [];
    return [{ object, id, kind: exemption ? 'exempt' : 'taxed', scheme: scheme!, exemption: exemption! }];
  };
