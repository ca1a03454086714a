import type { Mapping, SourceRule } from '../schemas/mapping.ts';
import { isLookup } from './map-field.ts';
import { lineRulesOf, readBy, rulesOf } from './named-fields.ts';
import { failure, type Problem } from './problem.ts';

/** A field can't be filled from what never reaches Zoho. A reference can: its value becomes an id of Zoho. */
export function checkWithheld({ withhold }: Mapping, source: SourceRule, path: string): Problem[] {
  const inLines = lineRulesOf(source).map(([at, , rule]) => ({ at, rule, prefix: 'lines.' }));
  return [...rulesOf(source).map(([at, , rule]) => ({ at, rule, prefix: '' })), ...inLines]
    .filter(({ rule }) => !isLookup(rule))
    .flatMap(({ at, rule, prefix }) =>
      readBy(rule)
        .map((field) => `${prefix}${field}`)
        .filter((field) => withhold.includes(field))
        .map((field) =>
          failure(
            `${path}.${at}`,
            `it reads ${field}, which withhold keeps out of Zoho`,
            `Remove the rule, or remove ${field} from withhold if it may reach Zoho.`,
          ),
        ),
    );
}
