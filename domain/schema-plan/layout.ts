import type { Mapping } from '../../schemas/mapping.ts';
import type { ManualStep, SchemaStep } from '../../schemas/schema-plan.ts';
import type { Module } from '../../schemas/terms.ts';
import { sourcesOf } from '../modules-of.ts';
import { failure, type Problem } from '../problem.ts';
import { listed } from '../preflight/found.ts';
import { wantedFields } from './wanted.ts';

/** A layout that is in use. */
export interface PresentLayout {
  id: string;
  name: string;
  fields: string[];
  /** Fields that it makes mandatory. */
  mandatory: string[];
  sections: { id: string; label: string; fields: string[] }[];
}

/** What the first layout of a module lacks. Only fields that the engagement creates are placed or made mandatory. */
export interface LayoutPlan {
  /** Label of the section that fields go into; null if the mapping names none. */
  section: string | null;
  isNew: boolean;
  /** Fields that are not in the section. */
  placed: string[];
  /** Fields that are not mandatory. */
  required: string[];
  /** Fields that the mapping wants mandatory, and that were there before. */
  notOurs: string[];
}

const sameText = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** The section of a layout with a label, which Zoho compares without case. */
export const sectionOf = ({ sections }: PresentLayout, label: string): PresentLayout['sections'][number] | undefined =>
  sections.find((one) => sameText(one.label, label));

/**
 * @param layout the first layout, which a record gets that names none; undefined for a module that is not there yet
 * @param created API names of the fields that the engagement creates or has created
 */
export function planLayout(
  mapping: Mapping,
  module: Module,
  layout: PresentLayout | undefined,
  created: ReadonlySet<string>,
): LayoutPlan {
  const { section = null, custom } = mapping.modules[module]!;
  const found = section !== null && layout ? sectionOf(layout, section) : undefined;
  const own = wantedFields(mapping, module, new Map())
    .map(({ apiName }) => apiName)
    .filter((name) => created.has(name));
  const required = Object.keys(custom).filter((name) => custom[name]!.required && !layout?.mandatory.includes(name));
  return {
    section,
    isNew: section !== null && !found,
    placed: section === null ? [] : own.filter((name) => !found?.fields.includes(name)),
    required: required.filter((name) => created.has(name)),
    notOurs: required.filter((name) => !created.has(name)),
  };
}

/** Whether the schema step has something to do on the layout. */
export const changesLayout = ({ placed, required }: LayoutPlan): boolean => placed.length + required.length > 0;

/** The changes of the layout for the schema plan. */
export function layoutSteps(module: Module, plan: LayoutPlan): SchemaStep[] {
  const { section, isNew, placed, required } = plan;
  return [
    ...(placed.length === 0
      ? []
      : [
          {
            ...{ id: `${module}.section`, kind: 'layout' as const, module, field: '' },
            what: `${isNew ? `create the section "${section}" on the first layout, and put` : `put into the section "${section}" of the first layout`} ${listed(placed)}${isNew ? ' in it' : ''}`,
            why: 'the mapping names the section',
            undo: isNew
              ? 'the section is deleted when no other field is in it'
              : 'the fields go with their deletion; the section was there and stays',
          },
        ]),
    ...required.map((field): SchemaStep => ({
      ...{ id: `${module}.${field}.required`, kind: 'layout', module, field },
      what: 'make the field mandatory on the first layout, for people who add or edit a record',
      why: 'the mapping declares it as required',
      undo: 'it ends with the field',
    })),
  ];
}

/** What an administrator does on the layout: Portage does not change what was there. */
export const layoutManual = (module: Module, { notOurs }: LayoutPlan): ManualStep[] =>
  notOurs.map((field) => ({
    ...{ id: `${module}.${field}.required`, module },
    what: `Make ${field} mandatory on the first layout.`,
    why: 'The field was there before, and what others set for it is not changed.',
    check: 'portage schema verify reads the layout.',
  }));

/** Every source must fill a mandatory field when it creates a record. */
export const checkRequired = (mapping: Mapping, module: Module): Problem[] =>
  Object.entries(mapping.modules[module]!.custom)
    .filter(([, { required }]) => required)
    .flatMap(([name]) =>
      sourcesOf(mapping, module).flatMap(({ fields }, index) => {
        const rule = fields[name];
        if (rule && (rule.required || rule.constant !== undefined)) return [];
        return [
          failure(
            `modules.${module}.sources[${index}].fields`,
            `${name} is declared as required, but not every record is created with it`,
            `Map ${name} under fields with required: true or a constant, or take required from its declaration.`,
          ),
        ];
      }),
    );
