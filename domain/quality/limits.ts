import type { ReadFiles } from './rule.ts';
import type { ExtractedObject } from '../../schemas/terms.ts';

/** The longest text that rules look at: no field of Zoho takes a longer one. */
export const longestRead = 32_000;
/** A column with more different values is no column of few values. */
export const mostChosen = 1_000;
/** Most custom fields of an object, and most columns of its lines. */
export const mostMembers = 200;
/** Rows whose lines show which columns lines have. Reading them all for that takes too much memory. */
export const sampledLists = 5_000;

/** Values of a column that a rule could not judge. */
export interface Unjudged {
  table: string;
  column: string;
  /** Texts that are too long; null: the column has too many different values. */
  long: number | null;
}

const number = (count: number): string => count.toLocaleString('en');

/** What a rule did not look at, because it would take too long, and what is not known of it. Null if there is none. */
export function whyUnjudged(unjudged: readonly Unjudged[]): string | null {
  const sentences = unjudged.map(({ table, column, long }) =>
    long === null
      ? `${table}.${column} has more than ${number(mostChosen)} different values, which were not compared.`
      : `Of ${table}.${column}, texts of more than ${number(longestRead)} characters were not looked at: ${number(long)}.`,
  );
  return sentences.length === 0 ? null : [...new Set(sentences)].join(' ');
}

/** What a table of the survey does not have of its file. */
export interface Unseen {
  /** Custom fields, or columns of lines, beyond the first ones. */
  members: number;
  /** Rows with lines beyond those that show which columns lines have. */
  lists: number;
}

/** What no rule looked at, in words. */
export const limitsOf = (
  tables: readonly { name: string; object: ExtractedObject; within: string | null; unseen: Unseen }[],
): string[] =>
  tables.flatMap(({ name, object, within, unseen: { members, lists } }) => [
    ...(members === 0
      ? []
      : [
          within === null
            ? `${object} has ${number(members)} custom fields more than the ${number(mostMembers)} that were looked at.`
            : `${name} has ${number(members)} columns more than the ${number(mostMembers)} that were looked at.`,
        ]),
    ...(lists === 0
      ? []
      : [
          `Columns of ${name} are those of the first ${number(sampledLists)} rows with lines; a column that only some of the other ${number(lists)} have was not looked at.`,
        ]),
  ]);

/** What no rule looked at in the content of files: those that were not read. */
export const filesUnread = ({ files, read }: Pick<ReadFiles, 'files' | 'read'>): string[] =>
  read < files
    ? [
        `Of ${number(files)} files, ${number(read)} were read. A load reads all of them, and rejects texts that hold network identifiers.`,
      ]
    : [];
