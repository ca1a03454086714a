import type { Module } from '../../schemas/terms.ts';

export const automationColumns = ['module', 'kind', 'name', 'runs_on', 'state', 'to_do'] as const;

/** A workflow rule of a module that was loaded, as it is now. */
export interface FoundRule {
  module: Module;
  name: string;
  /** When it runs, in Zoho's words, such as `create_or_edit`. */
  runsOn: string;
  isActive: boolean;
}

/** The rules that are off first: those are to be switched on again. */
export const automationRows = (rules: FoundRule[]): Record<(typeof automationColumns)[number], string>[] =>
  rules
    .toSorted((one, other) => Number(one.isActive) - Number(other.isActive))
    .map(({ module, name, runsOn, isActive }) => ({
      ...{ module, kind: 'workflow rule', name, runs_on: runsOn, state: isActive ? 'on' : 'off' },
      to_do: isActive
        ? 'It ran for no migrated record. Where it should have, do its work by hand.'
        : 'Switch it on again, if it was switched off for the load.',
    }));
