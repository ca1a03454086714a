import type { ColumnFacts } from '../../schemas/column-facts.ts';
import type { ExtractedObject } from '../../schemas/terms.ts';
import { headerProblem, longestInMail, type MailField } from '../mails.ts';
import { column, literal } from '../sql-text.ts';
import { localTime } from '../values/offsets.ts';
import { areBlank, key, repeats, takes } from './conditions.ts';
import { byValue, inColumn, objectsIn, timesOf, type QualityContext, type QualityRule, type Search } from './rule.ts';

/** E-mails with a message id that an earlier one has, whatever routes they take. */
function repeatedMessages(context: QualityContext, object: ExtractedObject): Search[] {
  const routes = context.mailsIn(object).flatMap(({ route, fields }) => {
    const present = stagedIn(context, object, fields.original_message_id);
    return present.length === 0 ? [] : [{ route, present }];
  });
  if (routes.length === 0) return [];
  const cases = routes.map(
    ({ route, present }) =>
      `when ${takes(object, route, 'rowid')} then coalesce(${present.map((one) => `trim(${column(one.column)})`).join(', ')})`,
  );
  const field = [...new Set(routes.flatMap(({ present }) => present.map((one) => one.column)))].join(', ');
  return [{ table: object, object, field, where: repeats(object, [`case ${cases.join(' ')} end`]), blocks: true }];
}

/** The staged columns among the source fields of a field. */
const stagedIn = ({ facts }: QualityContext, object: ExtractedObject, fields: readonly string[] = []): ColumnFacts[] =>
  fields.flatMap((name) => facts.filter((one) => one.object === object && one.within === null && one.column === name));

/** What Zoho refuses in a field of an e-mail. */
const refusals: readonly {
  into: MailField;
  detail: string;
  of(context: QualityContext, facts: ColumnFacts): Search;
}[] = [
  ...(['from', 'to'] as const).map((into) => ({
    into,
    detail: into === 'from' ? 'not one e-mail address' : 'not e-mail addresses',
    of: (_: QualityContext, facts: ColumnFacts) => byValue(facts, (text) => headerProblem(into, text) !== null),
  })),
  ...(['subject', 'content'] as const).map((into) => ({
    into,
    detail: `longer than ${longestInMail[into].toLocaleString('en')} characters`,
    of: (_: QualityContext, facts: ColumnFacts) => inColumn(facts, (x) => `length(${x}) > ${longestInMail[into]}`),
  })),
  {
    into: 'date_time',
    detail: 'after the survey',
    of(context, facts) {
      const time = timesOf(context, { ...facts, semantic: 'timestamp' });
      const now = literal(localTime(context.takenAt, context.timeZone));
      return inColumn(facts, (x) => `${time.of(x)} > ${now}::timestamp`, { reads: [time] });
    },
  },
];

/** E-mails that Zoho refuses. A field is filled by the first of its columns with a value. */
const refusedMails = (context: QualityContext, object: ExtractedObject): Search[] =>
  context.mailsIn(object).flatMap(({ route, fields }) =>
    refusals.flatMap(({ into, detail, of }) =>
      stagedIn(context, object, fields[into]).map((facts, place, columns) => {
        const search = of(context, facts);
        const isUsed = areBlank(columns.slice(0, place).map((one) => column(one.column)));
        return {
          ...search,
          where: `${takes(object, route, 'rowid')} and ${isUsed} and ${search.where}`,
          detail: `${into}: ${detail}`,
          blocks: true,
        };
      }),
    ),
  );

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
  {
    id: 'DQ43',
    sentence: 'E-mails hold what Zoho CRM refuses: a text that is no address or too long, or a time to come.',
    severity: 'blocks',
    treatment: 'They are rejected. Correct them in the source, or cut the texts in the mapping.',
    missing: 'The mapping copies no fields of e-mails.',
    search: (context) => objectsIn(context).flatMap((object) => refusedMails(context, object)),
  },
];
