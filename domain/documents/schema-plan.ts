import type { SchemaPlan, SchemaState, SchemaStep } from '../../schemas/schema-plan.ts';
import { changesText, stateText, type PlanChanges } from '../schema-plan/state.ts';
import { counted, list, page, section, table } from './markdown.ts';

/** How much a plan changes: one sentence. */
export function planText({ environment, steps, manual, conflicts, present }: SchemaPlan): string {
  const count = (wanted: SchemaStep['kind']) => steps.filter(({ kind }) => kind === wanted).length;
  const modules = count('module') === 0 ? '' : `${counted(count('module'), 'module')} and `;
  const layouts = count('layout') === 0 ? '' : `${counted(count('layout'), 'change')} of layouts, `;
  return (
    `${environment}: ${modules}${counted(count('field'), 'field')} to create, ${counted(count('values'), 'pick list')} to extend, ${layouts}` +
    `${counted(present, 'field')} there already, ${counted(manual.length, 'step')} for an administrator, ${counted(conflicts.length, 'conflict')}.`
  );
}

/** The document about what the schema step will change in both orgs, which people see at the gate `mapping`. */
export const schemaPlanDocument = (plans: SchemaPlan[]): string =>
  page(
    'Schema plan',
    list(plans.map(planText)),
    'Nothing is changed before the gate is approved: the sandbox before its rehearsal, production after the gate production. Values that only the rows have (`add_value`) are added in a load. Every change is booked before it is made, and a rollback undoes it where no record that stays uses it.',
    'Portage sees no validation rules, because the API has none, and its writes skip them. An administrator checks whether a rule refuses values that people edit later.',
    ...plans.map((plan) => section(`In ${plan.environment} (${plan.edition})`, ...partsOf(plan))),
  );

function partsOf({ steps, manual, conflicts }: SchemaPlan): string[] {
  return [
    titled(
      'Conflicts: the schema step stops here',
      table(
        ['Module', 'What', 'What to do'],
        conflicts.map(({ module, what, fix }) => [module, what, fix]),
      ),
    ),
    titled(
      'Changes',
      table(
        ['Module', 'Field', 'What', 'Why', 'How it is undone'],
        steps.map(({ module, field, what, why, undo }) => [module, field, what, why, undo]),
      ),
    ),
    titled(
      'For an administrator of the org',
      table(
        ['Module', 'What', 'Why', 'How it is checked'],
        manual.map(({ module, what, why, check }) => [module, what, why, check]),
      ),
    ),
    steps.length + manual.length + conflicts.length === 0 ? 'Nothing is missing.' : '',
  ];
}

const titled = (title: string, body: string): string => (body === '' ? '' : `### ${title}\n\n${body}`);

/** What a measurement of an org found. `changes`: only where the org has not been loaded; null without an earlier plan. */
export interface SchemaCheck {
  state: SchemaState;
  /** Whether a load has changed the org. */
  isLoaded: boolean;
  changes: PlanChanges | null;
}

/** The sentence about a measured org for its gate. */
export const checkText = ({ state, isLoaded, changes }: SchemaCheck): string =>
  isLoaded ? stateText(state) : changesText(state, changes);

/** The document about how an org compares with the plan, measured before a gate. */
export function schemaCheckDocument(check: SchemaCheck): string {
  const { state, isLoaded, changes } = check;
  return page(
    `Schema of ${state.environment}, compared with the plan`,
    checkText(check),
    section('Lost', list(state.lost.map(({ module, what }) => `${module}: ${what}`))),
    isLoaded && section('What is missing', ...partsOf(state)),
    !isLoaded && changes !== null && section('New since the gate mapping', list(changes.new)),
    !isLoaded && changes !== null && section('Gone since the gate mapping', list(changes.gone)),
  );
}

/** The sentence about an org that could not be measured. */
export const unmeasuredText = (environment: string, why: string): string =>
  `The schema of ${environment} was not measured: ${why}`;

export const unmeasuredDocument = (environment: string, why: string): string =>
  page(`Schema of ${environment}`, unmeasuredText(environment, why));
