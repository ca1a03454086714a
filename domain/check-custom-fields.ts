import type { CustomField, FieldRule, Mapping, ModuleMapping } from '../schemas/mapping.ts';
import type { Module } from '../schemas/terms.ts';
import { checkKindOfValue, checkLength } from './check-declaration.ts';
import { failure, warning, type Problem } from './problem.ts';
import { fitCustomField } from './custom-value.ts';
import { rulesOf } from './named-fields.ts';

/** Checks the declarations of custom fields against the rules that fill them. */
export function checkCustomFields(mapping: Mapping, module: Module, { custom, sources }: ModuleMapping): Problem[] {
  const context = {
    ...{ timeZone: 'UTC', phoneRegion: mapping.phoneRegion, currency: mapping.currency },
    ...{ sentinels: new Set<string>(), column: null },
  };
  const rules = sources.flatMap((source, index) =>
    rulesOf(source).map(([at, name, rule]) => ({ path: `modules.${module}.sources[${index}].${at}`, name, rule })),
  );
  return Object.entries(custom).flatMap(([name, field]) => {
    const declaration = checkLength(`modules.${module}.custom.${name}`, field);
    const own = rules.filter((one) => one.name === name);
    if (own.length === 0)
      return [
        ...declaration,
        warning(`modules.${module}.custom.${name}`, `no rule fills ${name}`, `Add a rule for it, or remove the field.`),
      ];
    const values = own.flatMap(({ path, rule }) => {
      const problems = checkKindOfValue(mapping, { name, field, path, rule });
      if (problems.length > 0) return problems;
      return valuesOf(mapping, rule)
        .map((value) => ({ value, fitted: fitCustomField(field, value, [], context) }))
        .filter(({ fitted }) => fitted.value === undefined)
        .map(({ value, fitted }) =>
          (rule.map === undefined ? failure : warning)(
            path,
            `the value ${JSON.stringify(value)} does not fit ${name}: ${(fitted as { reason: string }).reason}`,
            fixOf(field, rule),
          ),
        );
    });
    return [...declaration, ...values];
  });
}

/** The values that a rule gives whatever the rows have. */
export function valuesOf(mapping: Mapping, rule: FieldRule): (string | number | boolean)[] {
  if (rule.constant !== undefined) return [rule.constant];
  return rule.map !== undefined && Object.hasOwn(mapping.maps, rule.map)
    ? Object.values(mapping.maps[rule.map]!).filter((value) => value !== null)
    : [];
}

const fixOf = ({ type }: CustomField, { map }: FieldRule): string =>
  `Correct ${map === undefined ? 'the constant' : `the value map ${map}`}, or ${type === 'picklist' ? 'add the value to the declared values' : 'change the declaration'}.`;
