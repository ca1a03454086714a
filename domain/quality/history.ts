import type { ExtractedObject } from '../../schemas/terms.ts';
import { column, literal } from '../sql-text.ts';
import { key, repeats, takes } from './conditions.ts';
import { objectsIn, type QualityContext, type QualityRule, type Search } from './rule.ts';

/** E-mails with a message id that an earlier one has, whatever routes they take. */
function repeatedMessages(context: QualityContext, object: ExtractedObject): Search[] {
  const routes = context.messageIdsIn(object).flatMap(({ route, fields }) => {
    const present = fields.filter((name) =>
      context.facts.some((one) => one.object === object && one.within === null && one.column === name),
    );
    return present.length === 0 ? [] : [{ route, present }];
  });
  if (routes.length === 0) return [];
  const cases = routes.map(
    ({ route, present }) =>
      `when ${takes(object, route, 'rowid')} then coalesce(${present.map((name) => `trim(${column(name)})`).join(', ')})`,
  );
  const field = [...new Set(routes.flatMap(({ present }) => present))].join(', ');
  return [{ table: object, object, field, where: repeats(object, [`case ${cases.join(' ')} end`]), blocks: true }];
}

/** Rules about what happened: e-mails and files, whose content Zoho never changes. */
export const historyRules: QualityRule[] = [
  {
    id: 'DQ41',
    sentence: 'E-mails have the message id of another e-mail.',
    severity: 'blocks',
    treatment:
      'Zoho CRM takes one e-mail with a message id, so all but one are rejected. Correct the ids in the source, or do not map them.',
    missing: 'The mapping loads no message ids of e-mails.',
    search: (context) => objectsIn(context).flatMap((object) => repeatedMessages(context, object)),
  },
  {
    id: 'DQ42',
    sentence: 'Files are texts that hold network identifiers.',
    severity: 'blocks',
    treatment: 'They are not attached. Remove the numbers from the files in the source, or exclude the documents.',
    missing: 'No file of the source was read.',
    search: ({ readFiles }) =>
      readFiles.read === 0
        ? []
        : [
            {
              ...{ table: 'documents', object: 'documents', field: null, blocks: true },
              where: readFiles.held.length === 0 ? 'false' : `${key} in (${readFiles.held.map(literal).join(', ')})`,
            },
          ],
  },
];
