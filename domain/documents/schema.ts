import type { EnvironmentRef } from '../../schemas/refs.ts';
import { moduleStays } from '../schema-plan/new-module.ts';
import { counted, list, page, section, table } from './markdown.ts';

/** A custom field that the engagement created, a value (not empty) that it added to a pick list, or a module (without a field). */
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
  const fields = changes.filter(({ field, value }) => field !== '' && value === '');
  const modules = changes.filter(({ field }) => field === '').map(({ module }) => module);
  return page(
    `Custom fields in ${environment}`,
    `The engagement created ${counted(fields.length, 'custom field')} and added ` +
      `${counted(changes.length - fields.length - modules.length, 'value')} to pick lists of fields that existed. A rollback removes what no record uses.`,
    `Engagement \`${engagement}\`.`,
    modules.length > 0 && `It created the modules ${modules.join(', ')}. ${moduleStays}.`,
    table(
      ['Module', 'Field', 'Added value'],
      changes.filter(({ field }) => field !== '').map(({ module, field, value }) => [module, field, value]),
    ),
    section(
      'Values that Zoho did not take into a list',
      refused.length > 0 &&
        'Records have them all the same, but people can not choose them. An administrator can add them in Zoho.',
      list(refused.map(({ module, field, values }) => `${module}.${field}: ${values.join(', ')}`)),
    ),
  );
}
