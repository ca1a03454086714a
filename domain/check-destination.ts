import type { Mapping, SourceRule } from '../schemas/mapping.ts';
import type { Module } from '../schemas/terms.ts';
import { valuesOf } from './check-custom-fields.ts';
import { checkMail } from './check-mail.ts';
import { isFile, isMail, isMarked, traitsOf } from './module-traits.ts';
import { rulesOf } from './named-fields.ts';
import { failure, type Problem } from './problem.ts';

export interface DestinationField {
  apiName: string;
  /** Zoho's type; absent in what earlier versions kept. */
  dataType?: string;
  writable: boolean;
  mandatory: boolean;
}

export type Destination = Partial<Record<Module, DestinationField[]>>;

/** Zoho has rules that lock records only for some modules. */
export const checkLock = (mapping: Mapping, module: Module): Problem[] =>
  mapping.modules[module]?.lock && !traitsOf(module).lockable
    ? [
        failure(
          `modules.${module}.lock`,
          `Zoho has no rules that lock records of ${module}`,
          'Remove lock. A profile that may only view the module protects its records.',
        ),
      ]
    : [];

/** Zoho has no call that deletes an e-mail. */
export const checkVanished = (mapping: Mapping, module: Module): Problem[] =>
  isMail(module) && mapping.modules[module]!.vanished !== 'keep'
    ? [
        failure(
          `modules.${module}.vanished`,
          'Zoho has no call that deletes an e-mail',
          'Use vanished: keep. An e-mail goes with its record.',
        ),
      ]
    : [];

/** The past must not remind or invite anybody, and a note has no custom fields. */
export function checkActivity(module: Module, source: SourceRule, path: string): Problem[] {
  const { notifies } = traitsOf(module);
  return [
    ...rulesOf(source)
      .filter(([, name]) => notifies.includes(name))
      .map(([at, name]) =>
        failure(`${path}.${at}`, `${name} would make Zoho write to people about the past`, 'Remove the rule.'),
      ),
    ...(isMarked(module) && Object.keys(source.custom).length > 0
      ? [failure(`${path}.custom`, `${module} take no custom fields`, 'Map these fields to others, or ignore them.')]
      : []),
    ...rulesOf(source)
      .filter(([, name, { split }]) => split && !(module === 'Notes' && name === 'Note_Content'))
      .map(([at]) =>
        failure(
          `${path}.${at}`,
          'only the text of a note can be split',
          'Use cut: true with a length, or remove split.',
        ),
      ),
    ...(isFile(module) ? checkFile(module, source, path) : []),
    ...(isMail(module) ? checkMail(source, path) : []),
  ];
}

/** A file has a name and a record, and its bytes are those of a document. */
function checkFile(module: Module, source: SourceRule, path: string): Problem[] {
  const allowed = ['File_Name', 'Parent_Id'];
  return [
    ...(source.object === 'documents'
      ? []
      : [failure(`${path}.object`, `${source.object} have no files`, 'Use documents.')]),
    ...Object.keys(source.fields)
      .filter((name) => !allowed.includes(name))
      .map((name) =>
        failure(
          `${path}.fields.${name}`,
          `Zoho sets ${name} of ${module} itself`,
          `Map only ${allowed.join(' and ')}.`,
        ),
      ),
    ...(source.fields['Parent_Id']?.required
      ? []
      : [failure(`${path}.fields`, 'a file hangs on a record', 'Map Parent_Id with a lookup and required: true.')]),
  ];
}

/** Checks a source rule against the fields of its module in Zoho. */
export function checkDestination(
  mapping: Mapping,
  source: SourceRule,
  path: string,
  fields: DestinationField[],
  custom: string[],
): Problem[] {
  if (fields.length === 0) return [];
  const known = (name: string) => custom.includes(name) || fields.some((field) => field.apiName === name);
  const readOnly = (name: string) => fields.some((field) => field.apiName === name && !field.writable);
  const unknown = rulesOf(source).flatMap(([at, name]) => {
    if (!known(name))
      return [
        failure(
          `${path}.${at}`,
          `Zoho has no field ${name}`,
          'Use a field of the module, or define the field under custom.',
        ),
      ];
    return readOnly(name)
      ? [failure(`${path}.${at}`, `Zoho's field ${name} can't be written`, 'Use a custom field.')]
      : [];
  });
  const notBoolean = rulesOf(source).flatMap(([at, name, rule]) =>
    fields.some((field) => field.apiName === name && field.dataType === 'boolean')
      ? valuesOf(mapping, rule)
          .filter((value) => typeof value !== 'boolean')
          .map((value) =>
            failure(
              `${path}.${at}`,
              `${name} is a check box, and ${JSON.stringify(value)} is neither true nor false`,
              `Write true or false without quotes in ${rule.map === undefined ? 'the constant' : `the value map ${rule.map}`}.`,
            ),
          )
      : [],
  );
  const filled = [...Object.keys(source.fields), ...(source.lines ? [source.lines.into] : [])];
  const unmapped = fields
    .filter((field) => field.mandatory && field.writable && !filled.includes(field.apiName))
    .map(({ apiName }) =>
      failure(
        `${path}.fields`,
        `Zoho requires ${apiName}, but no field is mapped to it`,
        `Map a source field to ${apiName}.`,
      ),
    );
  return [...unknown, ...notBoolean, ...unmapped];
}
