import type { Mapping, NewModule } from '../../schemas/mapping.ts';
import type { SchemaConflict, SchemaStep } from '../../schemas/schema-plan.ts';
import { standardModules, type Module } from '../../schemas/terms.ts';
import { failure, type Problem } from '../problem.ts';
import { tagField } from '../tags.ts';
import type { PresentField } from './fields.ts';

/** The entry of a module among the changes of an org has no field. */
export const isModuleChange = ({ apiName }: { apiName: string }): boolean => apiName === '';

/** A tag is kept as a value of the field for tags. */
export const isTagChange = ({ apiName }: { apiName: string }): boolean => apiName === tagField;

/** Editions with custom modules. docs: create-custom-module */
const withCustomModules: ReadonlySet<string> = new Set(['enterprise', 'ultimate']);

/** The module that the schema step creates; null for one that the mapping expects in the org. */
export const newModuleOf = ({ modules }: Pick<Mapping, 'modules'>, module: Module): NewModule | null =>
  modules[module]?.create ?? null;

const none = {
  ...{ custom: false, unique: false, external: false, decimals: null },
  ...{ lookupModule: null, subformModule: null, pickListValues: [], globalList: null, permissions: [] },
};

/** The fields of a new custom module that a load can fill. docs: create-custom-module; modules-fields */
export const newModuleFields: (PresentField & { mandatory: boolean; subformModule: null; permissions: [] })[] = [
  {
    ...none,
    ...{ id: '', apiName: 'Name', label: 'Name', dataType: 'text', length: 120, writable: true, mandatory: true },
    permissions: [],
  },
  {
    ...none,
    ...{ id: '', apiName: 'Owner', label: 'Owner', dataType: 'ownerlookup', length: 120, writable: true },
    mandatory: false,
    permissions: [],
  },
];

/** What keeps an org from getting a module. `profiles` and `labels`: those that the org has. */
export function moduleConflicts(
  module: Module,
  { singular, plural, profiles: wanted }: NewModule,
  { edition, profiles, labels }: { edition: string; profiles: string[]; labels: string[] },
): SchemaConflict[] {
  const known = new Set(labels.map((label) => label.toLowerCase()));
  const taken = [...new Set([singular, plural])].filter((label) => known.has(label.toLowerCase()));
  const missing = wanted.filter((name) => !profiles.includes(name));
  return [
    ...(withCustomModules.has(edition)
      ? []
      : [
          {
            ...{ module, what: `the edition ${edition} has no custom modules, so ${module} can't be created` },
            fix: 'Use the edition Enterprise or Ultimate, or remove the module from mapping.yml.',
          },
        ]),
    ...taken.map((label) => ({
      ...{ module, what: `another module has the label "${label}", so ${module} can't be created` },
      fix: `Choose another label in modules.${module}.create in mapping.yml.`,
    })),
    ...missing.map((name) => ({
      ...{ module, what: `the org has no profile ${name}, which ${module} is for` },
      fix: `Correct modules.${module}.create.profiles in mapping.yml.`,
    })),
  ];
}

export const moduleStep = (module: Module, { plural, profiles }: NewModule): SchemaStep => ({
  ...{ id: module, kind: 'module', module, field: '' },
  what: `create the custom module "${plural}" for the profiles ${profiles.join(', ')}`,
  why: 'the mapping loads records into it',
  undo: 'Zoho can not delete a module by its API: after a rollback, an administrator deletes it',
});

/** Why a rollback leaves a module. */
export const moduleStays = "Zoho's API can not delete a module: an administrator deletes it in Zoho";

/** Zoho's own modules are there. */
export const checkNewModule = (mapping: Mapping, module: Module): Problem[] =>
  newModuleOf(mapping, module) !== null && standardModules.some((one) => one === module)
    ? [failure(`modules.${module}.create`, `${module} is a module of Zoho's own`, 'Remove create.')]
    : [];
