import { column, literal } from '../sql-text.ts';
import { minorUnitOf } from '../values/numbers.ts';
import type { ExtractedObject } from '../../schemas/terms.ts';
import { matches, placeOfLine } from './conditions.ts';
import { earlierThan } from './dates.ts';
import { labelOf, statusIs } from './statuses.ts';
import { paidWords } from './status-words.ts';
import {
  blanksIn,
  columnsOf,
  inColumn,
  numbersOf,
  tableOf,
  unstaged,
  type QualityContext,
  type QualityRule,
  type Search,
  type Treat,
} from './rule.ts';
import { anyRule, byField, joined, rejectsRecord, withBlanks } from './treatments.ts';

const times = ['date', 'timestamp'] as const;

/** Where the paths of other systems begin, and what they contain. */
const inPath = String.raw`[/\\]`;
const longestFileName = 255;

const lineless = 'no lines';

/** Documents that are rejected, because they have no lines. */
const withoutLines = (context: QualityContext, object: 'orders' | 'invoices'): Search[] =>
  context.needsLines(object) && context.facts.some((one) => tableOf(one) === linesOf(object))
    ? [
        {
          ...{ table: object, object, field: null, detail: lineless, blocks: true },
          where: `rowid not in (select ${placeOfLine} from ${column(linesOf(object))})`,
        },
      ]
    : [];

const withLines = (found: readonly Search[]): Search[] => found.filter(({ detail }) => detail !== lineless);
const noLines = (found: readonly Search[]): string =>
  withLines(found).length < found.length ? 'Those without lines are rejected.' : '';

const linesOf = (object: ExtractedObject): string => tableOf({ object, within: 'lines' });

/** Columns that must not be before another one of their object. */
const tooEarly = (
  context: QualityContext,
  object: 'orders' | 'invoices',
  [first, ...later]: ['ordered' | 'issued', ...('completed' | 'cancelled' | 'due')[]],
): Search[] =>
  columnsOf(context, { types: times, objects: [object], within: 'record', meaning: first }).flatMap((begin) =>
    later.flatMap((meaning) =>
      columnsOf(context, { types: times, objects: [object], within: 'record', meaning }).map((one) =>
        earlierThan(context, one, begin),
      ),
    ),
  );

const [noAuthor, unknownAuthor, noValue] = ['no author', 'an author whom the owner map does not list', 'blank'];

/** Whose a note becomes. */
function ownerOf(context: QualityContext, { object, field, blocks, detail }: Search): string {
  const isOwner = context.rulesFor(object, field!).some(({ owner }) => owner);
  if (!isOwner) return 'the mapping does not make the author the owner';
  if (blocks !== true && context.hasDefaultOwner) return 'the default owner of the owner map becomes the author';
  if (detail === unknownAuthor) return 'the note is rejected, because the owner map has no default';
  return blocks === true
    ? rejectsRecord
    : 'the note belongs to the user of the API, because the owner map has no default';
}

const treatNotes: Treat = (context, found) =>
  joined(
    withBlanks(context, found, { detail: noValue, way: 'the note is loaded without it' }, (search) =>
      ownerOf(context, search),
    ),
    'Add former employees to the owner map if their names matter.',
  );

export const documentRules: QualityRule[] = [
  {
    id: 'DQ27',
    sentence:
      'Orders were completed or cancelled before they were placed, have no lines, or have lines without a positive quantity.',
    severity: 'warns',
    treatment: 'They are loaded as they are; those without lines are rejected. Correct them in the source.',
    treat: (context, found) =>
      joined(
        noLines(found),
        byField(anyRule, 'it is loaded as it is', 'Correct it in the source.')(context, withLines(found)),
      ),
    missing: 'No times of orders were found, and no lines with quantities.',
    search: (context) => [
      ...tooEarly(context, 'orders', ['ordered', 'completed', 'cancelled']),
      ...withoutLines(context, 'orders'),
      ...columnsOf(context, { types: ['quantity'], objects: ['orders'], within: 'lines' }).map((one) => {
        const quantity = numbersOf(context, one);
        return inColumn(one, (x) => `${quantity.of(x)} <= 0`, { detail: 'no positive quantity', reads: [quantity] });
      }),
    ],
  },
  {
    id: 'DQ28',
    sentence: 'Invoices are paid and still have an open balance, are due before they were issued, or have no lines.',
    severity: 'warns',
    treatment:
      'They are loaded as they are; those without lines are rejected. Finance has to say what is open before production is approved.',
    treat: (context, found) =>
      joined(
        noLines(found),
        byField(
          anyRule,
          'it is loaded as it is',
          'Finance has to say what is open before production is approved.',
        )(context, withLines(found)),
      ),
    missing: 'No status with a balance was found for invoices, and no two dates.',
    search: (context) => {
      const status = labelOf(context, 'invoices');
      const open = status
        ? columnsOf(context, { types: ['money'], objects: ['invoices'], within: 'record', meaning: 'balance' }).map(
            (one) => {
              const balance = numbersOf(context, one);
              const places = minorUnitOf(context.readAs(one).currency);
              return inColumn(one, (x) => `${statusIs(status, paidWords)} and round(${balance.of(x)}, ${places}) > 0`, {
                detail: 'paid and open',
                reads: [balance],
              });
            },
          )
        : [];
      return [...open, ...tooEarly(context, 'invoices', ['issued', 'due']), ...withoutLines(context, 'invoices')];
    },
  },
  {
    id: 'DQ34',
    sentence: 'File names hold the path of another computer, or are too long.',
    severity: 'fixed',
    treatment:
      'Only the name itself is kept, and it is shortened. Whether a file is missing, empty, too large or of another type is seen when it is fetched: files stay in the source until then.',
    missing: 'No names of documents were found.',
    search: (context) =>
      columnsOf(context, { types: ['file_name'], objects: ['documents'] }).map((one) =>
        inColumn(one, (x) => `${matches(x, inPath)} or length(${x}) > ${longestFileName}`),
      ),
  },
  {
    id: 'DQ35',
    sentence: 'Notes have no author, an author whom the owner map does not know, no time, or no text.',
    severity: 'warns',
    treatment:
      'An author whom the owner map does not list becomes its default owner; without a default, the note is rejected. A note without a field that the mapping requires is rejected. Add former employees to the owner map if their names matter.',
    treat: treatNotes,
    missing: 'No author, time or text of notes was found.',
    search: (context) => [
      ...columnsOf(context, { types: ['user'], objects: ['notes'] }).flatMap((one) => {
        const known = [...context.knownUsers, ''].map(literal).join(', ');
        const isOwner = context.rulesFor(one.object, one.column).some(({ owner }) => owner);
        return [
          blanksIn(context, one, noAuthor),
          inColumn(one, (x) => `trim(${x}) not in (${known})`, {
            detail: unknownAuthor,
            blocks: isOwner && !context.hasDefaultOwner,
          }),
        ];
      }),
      ...columnsOf(context, { types: ['timestamp', 'text'], objects: ['notes'] })
        .filter((one) => one.filled < one.rows)
        .map((one) => blanksIn(context, one, noValue)),
    ],
  },
  unstaged({
    id: 'DQ29',
    sentence: 'Buckets are expired and active, hold more than they began with, or have an unknown unit.',
    severity: 'warns',
    treatment: 'Buckets are handed off to the network team, as they are.',
    missing: 'Buckets are handed off and never staged, so they are not part of the survey.',
  }),
  unstaged({
    id: 'DQ36',
    sentence: 'Usage records are unrated, repeated, negative, or belong to nobody.',
    severity: 'warns',
    treatment: 'Usage is counted for the handoff and not loaded.',
    missing: 'Usage records are only counted and never staged, so they are not part of the survey.',
  }),
  {
    ...unstaged({
      id: 'DQ37',
      sentence: 'The source counts other numbers of records than it gives, or gives rows that can’t be read.',
      severity: 'warns',
      treatment:
        'The extraction is not sealed while an exact count differs. Rows that can’t be read are listed in a file of their own.',
      missing: 'The source gives no counts.',
    }),
    figures: ({ counts }) =>
      counts.flatMap(({ object, staged, bad, counted }) => [
        ...(staged + bad === counted
          ? []
          : [
              {
                object,
                field: null,
                detail: `the source counts ${counted} and gives ${staged + bad}`,
                rows: Math.abs(staged + bad - counted),
              },
            ]),
        ...(bad === 0 ? [] : [{ object, field: null, detail: 'can’t be read', rows: bad }]),
      ]),
  },
];
