import type { LostChange, SchemaPlan, SchemaState } from '../../schemas/schema-plan.ts';
import type { Module } from '../../schemas/terms.ts';
import { counted } from '../documents/markdown.ts';
import { tagField } from '../tags.ts';
import type { PresentField } from './fields.ts';
import type { PresentLayout } from './layout.ts';

/** What the engagement changed in an org. */
export interface BookedChange {
  module: Module;
  /** The field; empty for a module, and for a section; `Tag` for a tag. */
  apiName: string;
  /** The value that was added to a pick list, the label of a section, or a tag; empty for a field, and for a module. */
  value: string;
  /** Null until Zoho has shown it. */
  fieldId: string | null;
}

type Named = Pick<BookedChange, 'apiName' | 'value'>;
export const isModuleChange = ({ apiName, value }: Named): boolean => apiName === '' && value === '';
export const isSectionChange = ({ apiName, value }: Named): boolean => apiName === '' && value !== '';
export const isTagChange = ({ apiName }: Pick<BookedChange, 'apiName'>): boolean => apiName === tagField;
/** A value that was added to a pick list. */
export const isValueChange = (change: Named): boolean =>
  change.value !== '' && !isSectionChange(change) && !isTagChange(change);
export const isFieldChange = ({ apiName, value }: Named): boolean => apiName !== '' && value === '';

/** What an org has of the modules of a mapping. */
interface Present {
  fields: Partial<Record<Module, PresentField[]>>;
  layouts: Partial<Record<Module, PresentLayout[]>>;
}

/** A plan with what became of the changes that the engagement has made in the org. */
export function stateOf(plan: SchemaPlan, booked: BookedChange[], { fields, layouts }: Present): SchemaState {
  const lost = booked.flatMap((change): LostChange[] => {
    const { module, value, fieldId } = change;
    const isThere = layouts[module]?.some(({ sections }) => sections.some(({ id }) => id === fieldId)) ?? false;
    const section = isThere ? null : `the section "${value}" is not in the org any more`;
    const what = isSectionChange(change) ? section : lossOf(change, fields[module]);
    return what === null ? [] : [{ module: change.module, what }];
  });
  return { ...plan, added: booked.length - lost.length, lost };
}

/** What is wrong with a change that was made; null if the org still has it. */
function lossOf({ module, apiName, value, fieldId }: BookedChange, fields: PresentField[] | undefined): string | null {
  if (isModuleChange({ apiName, value }))
    return fields === undefined ? `the module ${module} is not in the org any more` : null;
  // A load creates a tag anew.
  if (isTagChange({ apiName })) return null;
  const present = fields ?? [];
  if (fieldId === null) return `${thing(apiName, value)} was begun, and nobody knows yet whether the org has it`;
  const field = present.find(({ id }) => id === fieldId);
  if (!field) return `${thing(apiName, value)} is not in the org any more`;
  if (field.apiName !== apiName) return `${apiName} has the API name ${field.apiName} now`;
  return value === '' || field.pickListValues.includes(value)
    ? null
    : `${thing(apiName, value)} is not in the org any more`;
}

const thing = (apiName: string, value: string): string => (value === '' ? apiName : `the value ${value} of ${apiName}`);

/** Whether an org has everything that the plan wants, as it wants it. What administrators do by hand does not count. */
export const isAsPlanned = ({ steps, conflicts, lost }: SchemaState): boolean =>
  steps.length + conflicts.length + lost.length === 0;

/** How far an org is from a plan that was applied: one sentence or two for a gate. */
export function stateText(state: SchemaState): string {
  const { environment, steps, conflicts, lost, manual, present } = state;
  const gaps = [
    ...(steps.length > 0 ? [`${counted(steps.length, 'change is', 'changes are')} missing`] : []),
    ...(conflicts.length > 0 ? [counted(conflicts.length, 'conflict')] : []),
    ...(lost.length > 0
      ? [`${counted(lost.length, 'change')} of the engagement ${lost.length === 1 ? 'is' : 'are'} lost`]
      : []),
  ];
  const text =
    gaps.length === 0
      ? `The schema of ${environment} is as planned: ${counted(present, 'field')} checked.`
      : `The schema of ${environment} is not as planned: ${gaps.join(', ')}.`;
  return `${text}${manualText(manual.length)}`;
}

const manualText = (open: number): string =>
  open === 0 ? '' : ` ${counted(open, 'step is', 'steps are')} left to an administrator.`;

/** What differs between the plan that people saw and the plan for the org as it is now. */
export interface PlanChanges {
  new: string[];
  gone: string[];
}

/** Compares two plans for one org by what they do and what stands in their way. */
export function changesOf(before: SchemaPlan, now: SchemaPlan): PlanChanges {
  const [old, current] = [linesOf(before), linesOf(now)];
  return { new: current.filter((line) => !old.includes(line)), gone: old.filter((line) => !current.includes(line)) };
}

const linesOf = ({ steps, manual, conflicts }: SchemaPlan): string[] => [
  ...steps.map(({ module, field, what }) => `${module}.${field}: ${what}`),
  ...manual.map(({ module, what }) => `${module}: ${what}`),
  ...conflicts.map(({ module, what }) => `conflict in ${module}: ${what}`),
];

/** How the plan for an org that has not been loaded differs from the one at the gate `mapping`. */
export function changesText({ environment, steps, conflicts }: SchemaPlan, changes: PlanChanges | null): string {
  const plan = `${counted(steps.length, 'change')}, ${counted(conflicts.length, 'conflict')}`;
  if (changes === null)
    return `The schema plan for ${environment} has ${plan}. There is no earlier plan to compare it with.`;
  const { new: added, gone } = changes;
  return added.length + gone.length === 0
    ? `The schema plan for ${environment} is the one of the gate mapping: ${plan}.`
    : `The schema plan for ${environment} is not the one of the gate mapping any more: ${added.length} new, ${gone.length} gone; now ${plan}.`;
}
