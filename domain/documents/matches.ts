import { matchReasons, type MatchPlan } from '../../schemas/match.ts';
import type { OverwriteRule } from '../../schemas/mapping.ts';
import { counted, list, page, section, table } from './markdown.ts';

const meanings: Record<OverwriteRule, string> = {
  fill_blanks: 'fill blanks',
  source: 'source wins',
  zoho: 'Zoho wins',
};

/** How many matches are open: one sentence for a gate. Empty if there are no matches. */
export function matchesText(groups: MatchPlan['groups']): string {
  const sum = (state: 'adopt' | 'apart' | 'ask') => groups.reduce((total, one) => total + one[state], 0);
  if (groups.length === 0) return '';
  const [adopt, apart, ask] = [sum('adopt'), sum('apart'), sum('ask')];
  return `Matches with records in Zoho: ${counted(adopt, 'record')} adopted, ${counted(apart, 'match', 'matches')} kept apart, ${counted(ask, 'match is', 'matches are')} open.`;
}

/** The document of the matches with production, which people see at the gate `mapping`. It has counts and no values. */
export function matchesDocument({ environment, groups, fields, read, remarks, open, dependants }: MatchPlan): string {
  const asked = open.reduce((sum, { count }) => sum + count, 0);
  return page(
    `Matches with records in ${environment}`,
    matchesText(groups) || 'No record of the source matches a record in Zoho.',
    asked > 0 &&
      'A record with an open match is neither created nor written over another one: its load ends as an exception until a person decides. `portage matches list` shows the open ones, with ids.',
    'Adopted: the load updates the record in Zoho, keeps its values first, and a rollback restores them. Kept apart: the load creates a record of its own.',
    'What was found here is evaluated again before each load. In production, a match that is not counted here is never adopted without a decision.',
    section(
      'By rule',
      table(
        ['Module', 'Rule', 'Matches', 'Adopted', 'Kept apart', 'Open'],
        groups.map(({ module, rule, adopt, apart, ask }) => [
          ...[module, rule, adopt + apart + ask],
          ...[adopt, apart, ask],
        ]),
      ),
    ),
    section(
      'Why matches are open',
      table(
        ['Reason', 'Matches'],
        open.map(({ why, count }) => [matchReasons[why], count]),
      ),
    ),
    section(
      'What hangs on open matches',
      dependants.length > 0 &&
        'Records of the source that refer to a record with an open match, or to one that waits for it. Those that wait end as exceptions until a person decides; the others are loaded without the lookup.',
      table(
        ['Module', 'Wait', 'Without the lookup'],
        dependants.map(({ module, waiting, withoutLookup }) => [module, waiting, withoutLookup]),
      ),
    ),
    section(
      'What an adoption does to each field',
      fields.length > 0 &&
        'The number of adopted records. Same: both sides agree. A reference counts as another value, because its record may not be in Zoho yet; so do lines that have one, such as their product. Lines are overwritten, or left, as a whole.',
      table(
        ['Module', 'Field', 'Rule', 'Overwritten', 'Filled', 'Left as in Zoho', 'Same'],
        fields.map(({ module, field, rule, overwritten, filled, left, same }) => [
          ...[module, field, meanings[rule]],
          ...[overwritten, filled, left, same],
        ]),
      ),
    ),
    section(
      'What was read',
      table(
        ['Module', 'Records in Zoho'],
        read.map(({ module, records }) => [module, records]),
      ),
      read.length > 0 && 'Records that the user of the connection may not see are not among them.',
    ),
    section('What was not compared', list(remarks)),
  );
}
