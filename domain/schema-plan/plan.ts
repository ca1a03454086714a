import type { Mapping } from '../../schemas/mapping.ts';
import type { ManualStep, SchemaConflict, SchemaPlan, SchemaStep } from '../../schemas/schema-plan.ts';
import type { Environment, Module } from '../../schemas/terms.ts';
import { traitsOf } from '../module-traits.ts';
import { tagConflicts } from '../tags.ts';
import { listed } from '../preflight/found.ts';
import { judgeFieldCount } from '../preflight/judge-org.ts';
import { describeField } from './describe.ts';
import { planFields, type FieldPlan, type PresentField } from './fields.ts';
import { layoutManual, layoutSteps, planLayout, type PresentLayout } from './layout.ts';
import { isToCreate, moduleConflicts, moduleStep, newModuleFields, newModuleOf } from './new-module.ts';
import { listSteps, type AllRowValues } from './row-values.ts';
import { reasonOf, type AddedValues, type WantedField } from './wanted.ts';

/** What an org says of itself. */
export interface OrgFacts {
  environment: Environment;
  edition: string;
  /** API names of its modules. */
  modules: string[];
  /** Names of its profiles, and labels of its modules. */
  profiles: string[];
  labels: string[];
  /** Names of the tags of modules that get some. */
  tags: Partial<Record<Module, string[]>>;
  fields: Partial<Record<Module, PresentField[]>>;
  layouts: Partial<Record<Module, PresentLayout[]>>;
  /** API names of the fields that the engagement has created. */
  created: Partial<Record<Module, string[]>>;
}

/** Unique fields of a module, without external ones. docs: create-custom-field */
const mostUnique = 2;

const none: AddedValues = new Map();

/**
 * What an org lacks for a mapping: the changes that the schema step makes, what an administrator does, and what stands in the
 * way. Values that only the rows have (`add_value`) are not known before a load.
 *
 * @param modules of the mapping, in the order of the load
 * @param found the values that rows write into pick lists
 */
export function planSchema(
  mapping: Mapping,
  modules: Module[],
  org: OrgFacts,
  found: AllRowValues = new Map(),
): SchemaPlan {
  const { environment, edition } = org;
  const plan: SchemaPlan = { environment, edition, steps: [], manual: [], conflicts: [], present: 0 };
  const newModules = modules.filter((module) => newModuleOf(mapping, module) !== null);
  for (const module of modules) {
    const isMissing = !org.modules.includes(module);
    const create = newModuleOf(mapping, module);
    if (isMissing && create === null) {
      plan.conflicts.push(missingModule(module));
      continue;
    }
    if (create !== null && isToCreate(mapping, module, org.modules)) {
      plan.steps.push(moduleStep(module, create));
      plan.conflicts.push(...moduleConflicts(module, create, org));
    }
    const present = isMissing ? newModuleFields : (org.fields[module] ?? []);
    const fields = planFields(mapping, module, present, none);
    plan.steps.push(...stepsOf(mapping, module, fields));
    const created = [...fields.missing.map(({ apiName }) => apiName), ...(org.created[module] ?? [])];
    const layout = planLayout(mapping, module, org.layouts[module]?.[0], new Set(created));
    plan.steps.push(...layoutSteps(module, layout));
    plan.manual.push(...manualSteps(module, fields, org.layouts[module] ?? []), ...layoutManual(module, layout));
    plan.manual.push(...listSteps(module, present, found));
    plan.conflicts.push(...tagConflicts(mapping, module, org.tags[module] ?? []));
    plan.conflicts.push(...conflictsOf(module, fields, present, { ...org, modules: [...org.modules, ...newModules] }));
    plan.present += fields.present.length;
  }
  return plan;
}

function stepsOf(mapping: Mapping, module: Module, { missing, additions }: FieldPlan): SchemaStep[] {
  const why = (field: string) => reasonOf(mapping, module, field);
  return [
    ...missing.map((field): SchemaStep => ({
      ...{ id: `${module}.${field.apiName}`, kind: 'field', module, field: field.apiName },
      ...{ what: `create ${describeField(field)}`, why: why(field.apiName) },
      undo: 'the field is deleted when no record that stays has a value in it',
    })),
    ...additions.map(({ apiName, values, isOptional }): SchemaStep => ({
      ...{ id: `${module}.${apiName}.values`, kind: 'values', module, field: apiName },
      what: `add to the end of the pick list: ${values.join(', ')}`,
      why: isOptional ? `${why(apiName)}, and people could not choose what is not in the list` : why(apiName),
      undo: 'each value is deleted when no record that stays has it; values that were there stay',
    })),
  ];
}

function manualSteps(
  module: Module,
  { missing, present, shared }: FieldPlan,
  layouts: { name: string; fields: string[] }[],
): ManualStep[] {
  const [, ...others] = layouts;
  const wanted = [...missing, ...present.map((one) => one.wanted)];
  return [
    ...others.flatMap(({ name, fields }): ManualStep[] => {
      const absent = wanted.filter(({ apiName }) => !fields.includes(apiName)).map(({ apiName }) => apiName);
      if (absent.length === 0) return [];
      return [
        {
          ...{ id: `${module}.layout.${name}`, module },
          what: `Put ${listed(absent)} on the layout ${name}, if its users are to see them.`,
          why: 'Zoho puts new fields on the first layout only.',
          check: `portage schema verify reads the layout ${name}.`,
        },
      ];
    }),
    ...shared.map(({ apiName, list, values }): ManualStep => ({
      ...{ id: `${module}.${apiName}.values`, module },
      what: `Add to the global pick list ${list}: ${values.join(', ')}.`,
      why: `${apiName} has the values of this list, which other fields share.`,
      check: 'portage schema verify reads the values of the field.',
    })),
    ...present.flatMap(({ wanted: field, found }): ManualStep[] => {
      const differing = differingPermissions(field, found);
      if (differing.length === 0) return [];
      return [
        {
          ...{ id: `${module}.${field.apiName}.profiles`, module },
          what: `Set what profiles may do with ${field.apiName}: ${differing.join(', ')}.`,
          why: 'The field is there already, and what others set for it is not changed.',
          check: 'portage schema verify reads the permissions of the field.',
        },
      ];
    }),
  ];
}

const differingPermissions = ({ permissions = {} }: WantedField, found: PresentField): string[] =>
  Object.entries(permissions)
    .filter(([name, wanted]) => found.permissions.some((one) => one.name === name && one.permission !== wanted))
    .map(([name, wanted]) => `${name} ${wanted}`);

function conflictsOf(module: Module, plan: FieldPlan, present: PresentField[], org: OrgFacts): SchemaConflict[] {
  const { missing, conflicts } = plan;
  const custom = present.filter((field) => field.custom);
  const count = judgeFieldCount(module, org.edition, custom.length, missing.length);
  const unique = custom.filter((field) => field.unique && !field.external).length;
  const needsUnique = traitsOf(module).key === 'unique' && missing.some((field) => field.unique);
  const taken = missing.filter(({ label }) => present.some((one) => one.label.toLowerCase() === label.toLowerCase()));
  return [
    ...conflicts.map((what): SchemaConflict => ({
      ...{ module, what },
      fix: 'Rename the custom field in mapping.yml, declare it as it is in the org, or correct it in Zoho.',
    })),
    ...taken.map(({ apiName, label }): SchemaConflict => ({
      module,
      what: `another field has the label "${label}"`,
      fix: `Give ${apiName} another label in mapping.yml.`,
    })),
    ...missing
      .filter(({ lookupModule }) => lookupModule !== undefined && !org.modules.includes(lookupModule))
      .map(({ apiName, lookupModule }): SchemaConflict => ({
        module,
        what: `${apiName} is a lookup of ${lookupModule}, which the org does not have`,
        fix: 'Use an edition with this module, or another type.',
      })),
    ...(count.state === 'fail' ? [{ module, what: count.what, fix: count.fix! }] : []),
    ...(needsUnique && unique >= mostUnique
      ? [
          {
            module,
            what: `${module} has ${unique} unique fields already, and no room for the key`,
            fix: 'Make one of them not unique.',
          },
        ]
      : []),
  ];
}

const missingModule = (module: Module): SchemaConflict => ({
  ...{ module, what: `the org does not have the module ${module}` },
  fix: `Use an edition with this module, correct its API name in mapping.yml, or add create under modules.${module}.`,
});
