import type { EnvironmentRef } from '../../schemas/refs.ts';
import { moduleStays } from '../schema-plan/new-module.ts';
import { isFieldChange, isModuleChange, isSectionChange, isTagChange, isValueChange } from '../schema-plan/state.ts';
import { counted, list, page, section, table } from './markdown.ts';

/** What the engagement changed: as in the ledger, a module and a section have no field. */
export interface FieldChange {
  module: string;
  field: string;
  value: string;
}

/** The document about what the engagement changed in the fields of an environment, before any record was written. */
export function schemaDocument(
  { engagement, environment }: EnvironmentRef,
  changes: FieldChange[],
  refused: { module: string; field: string; values: string[] }[],
): string {
  const of = (test: (change: { apiName: string; value: string }) => boolean) =>
    changes.filter(({ field, value }) => test({ apiName: field, value }));
  const [fields, values] = [of(isFieldChange), of(isValueChange)];
  const [sections, tags] = [of(isSectionChange), of(isTagChange)];
  const modules = of(isModuleChange).map(({ module }) => module);
  return page(
    `Custom fields in ${environment}`,
    `The engagement created ${counted(fields.length, 'custom field')} and added ` +
      `${counted(values.length, 'value')} to pick lists of fields that existed. A rollback removes what no record uses.`,
    `Engagement \`${engagement}\`.`,
    modules.length > 0 && `It created the modules ${modules.join(', ')}. ${moduleStays}.`,
    list(sections.map(({ module, value }) => `It created the section "${value}" on the first layout of ${module}.`)),
    list(tags.map(({ module, value }) => `It created the tag "${value}" of ${module}.`)),
    table(
      ['Module', 'Field', 'Added value'],
      of((change) => isFieldChange(change) || isValueChange(change)).map(({ module, field, value }) => [
        module,
        field,
        value,
      ]),
    ),
    section(
      'Values that Zoho did not take into a list',
      refused.length > 0 &&
        'Records have them all the same, but people can not choose them. An administrator can add them in Zoho.',
      list(refused.map(({ module, field, values }) => `${module}.${field}: ${values.join(', ')}`)),
    ),
  );
}
