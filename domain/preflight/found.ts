import type { Check } from '../../schemas/report.ts';

/** What a check found, without the id of the check. */
export type Found = Omit<Check, 'id'>;

export const passed = (what: string): Found => ({ state: 'pass', what, affected: 0, fix: null });
export const warned = (what: string, fix: string, affected = 1): Found => ({ state: 'warn', what, affected, fix });
export const failed = (what: string, fix: string, affected = 1): Found => ({ state: 'fail', what, affected, fix });

/** Names in a sentence: the first ten, and how many more there are. */
export const listed = (names: string[]): string =>
  names.length <= 10 ? names.join(', ') : `${names.slice(0, 10).join(', ')} and ${names.length - 10} more`;

/** One finding for several modules: what did not pass, or `allPassed`. */
export function together(found: Found[], allPassed: string): Found {
  const open = found.filter(({ state }) => state !== 'pass');
  if (open.length === 0) return passed(allPassed);
  return {
    state: open.some(({ state }) => state === 'fail') ? 'fail' : 'warn',
    what: open.map(({ what }) => what).join(' '),
    affected: open.reduce((sum, { affected }) => sum + affected, 0),
    fix: [...new Set(open.flatMap(({ fix }) => fix ?? []))].join(' '),
  };
}
