import type { FoundRule } from '../handoff/automations.ts';
import { listed, passed, warned, type Found } from './found.ts';

/** Rules that run at a time, or when Zoho has computed something: no write starts them, so no write can leave them out. docs: config-workflow */
const byThemselves = /^(date_or_datetime$|score_|rollup_summary_update$|recommendation$)/;

/** Which workflow rules would run for migrated records. A write of a load starts none, but others run by themselves. */
export function judgeAutomations(rules: FoundRule[]): Found {
  const active = rules.filter(({ isActive }) => isActive);
  const firing = active.filter(({ runsOn }) => byThemselves.test(runsOn));
  if (firing.length > 0)
    return warned(
      `Workflow rules run by themselves, by a date or by what Zoho computes, and so for migrated records too: ${namesOf(firing)}. Old dates can start many of them at once.`,
      'Switch them off in Zoho before the load, or make their criteria leave migrated records out. The handoff lists those that are off.',
      firing.length,
    );
  if (active.length === 0) return passed('No workflow rule of the mapped modules is on.');
  return passed(`The load starts none of the workflow rules that are on: ${namesOf(active)}.`);
}

const namesOf = (rules: FoundRule[]): string => listed(rules.map(({ module, name }) => `${module}: ${name}`));

/** The rules can't be read, so nobody knows which would run. */
export const unreadAutomations = (why: string, scope: string): Found =>
  warned(
    `The workflow rules could not be read (${why}), so it is not known which run by themselves for migrated records.`,
    `Look for rules by date and by score in Zoho, or create the refresh token with the scope ${scope}.`,
  );
