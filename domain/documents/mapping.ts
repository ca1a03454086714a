import type { FieldRule, Mapping } from '../../schemas/mapping.ts';
import { modules } from '../../schemas/words.ts';
import type { Problem } from '../check-mapping.ts';
import { counted, page, section, table, type Cell } from './markdown.ts';

/** What a source column could become, by its name, with the score of the likeness from 0 to 1. */
export interface Proposal {
  object: string;
  column: string;
  /** What the mapping file decides: a field, `ignored: <reason>` or `not mapped`. */
  decided: string;
  /** The field of the module whose name is most alike. */
  suggested: string;
  score: number;
}

/** The mapping as people sign it: each rule, what the names suggest, and what is still open. */
export function mappingDocument(mapping: Mapping, proposals: Proposal[], problems: Problem[]): string {
  const open = proposals.filter((one) => one.decided === 'not mapped').length;
  return page(
    'Mapping',
    open === 0
      ? 'Every source field is mapped or left behind on purpose.'
      : `${counted(open, 'source field')} neither mapped nor left behind on purpose: each could become a custom field.`,
    ...modules.flatMap((module) =>
      (mapping.modules[module]?.sources ?? []).map((source) =>
        section(
          `${source.object} → ${module}`,
          source.route ? `Takes the rows where ${source.route.field} fits the route.` : false,
          table(
            ['Field in Zoho', 'From', 'How', 'When it is missing'],
            [...Object.entries(source.fields), ...Object.entries(source.custom)].map(([name, rule]) =>
              ruleCells(name, rule),
            ),
          ),
        ),
      ),
    ),
    section(
      'What the names suggest',
      table(
        ['Source field', 'Decided', 'Name suggests', 'Likeness'],
        proposals.map(({ object, column, decided, suggested, score }) => [
          `${object}.${column}`,
          decided,
          suggested,
          score.toFixed(2),
        ]),
      ),
    ),
    section(
      'Open points',
      table(
        ['Where', 'What', 'Fix'],
        problems.map((one) => [one.path, one.message, one.fix]),
      ),
    ),
  );
}

function ruleCells(name: string, rule: FieldRule): Cell[] {
  const from = rule.constant === undefined ? [rule.from].flat().join(', ') : `always ${String(rule.constant)}`;
  const how = [
    ...rule.transforms,
    ...(rule.map ? [`map ${rule.map}`] : []),
    ...(rule.lookup ? [`lookup ${rule.lookup}`] : []),
    ...(rule.owner ? ['owner map'] : []),
    ...(rule.length ? [`at most ${rule.length}${rule.cut ? ', cut' : ''}`] : []),
  ];
  return [name, from, how.join(', '), rule.required ? 'the record is rejected' : 'stays blank'];
}
