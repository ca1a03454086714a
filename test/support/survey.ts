import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import { createLocalStaging } from '../../connectors/staging/local.ts';
import { openFindings } from '../../connectors/staging/survey-findings.ts';
import type { Survey } from '../../connectors/staging/survey-database.ts';
import { openSurvey } from '../../connectors/staging/survey.ts';
import { routed } from '../../domain/quality/conditions.ts';
import { column, literal } from '../../domain/sql-text.ts';
import { whyUnjudged, type Unjudged } from '../../domain/quality/limits.ts';
import { whyUnread, type Reading } from '../../domain/quality/readings.ts';
import type { QualityContext, QualityRule } from '../../domain/quality/rule.ts';
import { qualityRules } from '../../domain/quality/rules.ts';
import type { z } from 'zod';
import { columnDates } from '../../domain/values/date-formats.ts';
import type { ValueContext } from '../../domain/values/value.ts';
import { DateForm, type NumberFormat } from '../../schemas/profile-fields.ts';
import type { ColumnFacts, Meaning, SemanticType } from '../../schemas/column-facts.ts';
import type { ExtractedObject, LoadedObject } from '../../schemas/terms.ts';

/** A column of a small table: its type, what an amount or time is about, and the object that it refers to. */
export type ColumnOfTest =
  SemanticType | `${'money' | 'percentage' | 'date' | 'timestamp'} ${Meaning}` | `reference ${LoadedObject}`;

/** Rows of one object. The first column is its key. */
export interface TableOfTest {
  columns: Record<string, ColumnOfTest>;
  /** Columns of the lines. */
  lines?: Record<string, ColumnOfTest>;
  rows: (string | object[])[][];
}

export type TablesOfTest = Partial<Record<ExtractedObject, TableOfTest>>;

/** How values are read if a test says nothing else. */
export const usualValues: ValueContext = {
  timeZone: 'Europe/London',
  phoneRegion: 'GB',
  currency: 'GBP',
  sentinels: new Set(['0000-00-00', '1900-01-01', '9999-12-31']),
  column: null,
};

/** What most tests of rules know of an engagement: everything is loaded, nothing is required, and no text is withheld. */
const usual: Omit<QualityContext, 'facts'> = {
  takenAt: '2026-11-27T12:00:00Z',
  today: '2026-11-27',
  timeZone: 'Europe/London',
  readAs: () => usualValues,
  knownUsers: new Set(['arun']),
  hasDefaultOwner: true,
  rulesFor: () => [],
  usesOf: () => [],
  amountsOf: () => [],
  lostWithout: () => 'record',
  requiredIn: () => [],
  foreignIn: () => null,
  needsLines: () => false,
  mergesDuplicates: () => true,
  figuresOf: () => null,
  filledFrom: () => [],
  mailsIn: () => [],
  readFiles: { files: 0, read: 0, held: [] },
  mappedValues: () => null,
  isRequired: () => true,
  isLoaded: () => true,
  findsIdentifier: () => false,
  keyProblems: [],
  counts: [],
};

/** As `usual`, with what a profile declares of some columns. */
export const declared =
  (columns: Record<string, { date?: z.input<typeof DateForm>; numbers?: NumberFormat }>) =>
  (facts: ColumnFacts): ValueContext => {
    const { date, numbers } = columns[facts.column] ?? {};
    return { ...usual.readAs(facts), column: date ? columnDates(DateForm.parse(date)) : null, numbers };
  };

export const contextWith = (tables: TablesOfTest, changes: Partial<QualityContext> = {}): QualityContext => ({
  ...usual,
  facts: factsOf(tables),
  ...changes,
});

export function ruleNamed(id: string): QualityRule {
  const found = qualityRules.find((rule) => rule.id === id);
  if (!found) throw new Error(`no rule ${id}`);
  return found;
}

/** Small tables in a real DuckDB, all of whose rows take the first route. `close` removes them. */
export async function openTables(tables: TablesOfTest): Promise<{ survey: Survey; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'portage-rule-'));
  const staging = createLocalStaging(folder);
  const files = [];
  for (const [object, { columns, lines, rows }] of Object.entries(tables)) {
    const names = [
      ...Object.keys(columns).filter((name) => !name.startsWith('extensions.')),
      ...(lines ? ['lines'] : []),
    ];
    const custom = Object.keys(columns).filter((name) => name.startsWith('extensions.'));
    const all = [...names, ...(custom.length > 0 ? ['extensions'] : [])];
    const cells = rows.map((row) => {
      const byName = Object.fromEntries([...Object.keys(columns), 'lines'].map((name, place) => [name, row[place]]));
      const extensions = Object.fromEntries(custom.map((name) => [name.slice('extensions.'.length), byName[name]]));
      return all.map((name) =>
        name === 'extensions'
          ? JSON.stringify(extensions)
          : name === 'lines'
            ? JSON.stringify(byName['lines'])
            : byName[name],
      );
    });
    await staging.write(`${object}.csv`, Readable.from([stringify([all, ...cells])]));
    files.push({
      object: object as ExtractedObject,
      path: `${object}.csv`,
      columns: all,
      key: Object.keys(columns)[0]!,
    });
  }
  const survey = await openSurvey(staging, files);
  for (const { object } of files)
    await survey.run(`insert into ${routed} select ${literal(object)}, rowid, 0 from ${column(object)}`);
  return {
    survey,
    async close() {
      await survey.close();
      await rm(folder, { recursive: true });
    },
  };
}

/**
 * Runs one rule on rows in a real DuckDB. Returns what it found as `<object> <id>: <field>, <case>`, and before it, what it could
 * not read.
 */
export async function findWith(
  id: string,
  tables: TablesOfTest,
  changes: Partial<QualityContext> = {},
): Promise<string[]> {
  const { survey, close } = await openTables(tables);
  try {
    const found = await openFindings(survey);
    const context = contextWith(tables, changes);
    const unread: Reading[] = [];
    const unjudged: Unjudged[] = [];
    for (const search of ruleNamed(id).search(context)) {
      const missed = await found.add(id, search, true);
      unread.push(...missed.unread);
      unjudged.push(...missed.unjudged);
    }
    const { findings } = await found.of(id);
    const lines = findings.flatMap(({ object, field, detail, rows, samples }) =>
      samples.length === 0
        ? [`${rows} of ${object}: ${field ?? 'record'}${detail === null ? '' : `, ${detail}`}`]
        : samples.map((one) => `${object} ${one}: ${field ?? 'record'}${detail === null ? '' : `, ${detail}`}`),
    );
    return [...[whyUnread(unread), whyUnjudged(unjudged)].filter((why) => why !== null), ...lines];
  } finally {
    await close();
  }
}

/** What is known of the columns of the tables. */
export const factsOf = (tables: TablesOfTest): ColumnFacts[] =>
  (Object.entries(tables) as [ExtractedObject, TableOfTest][]).flatMap(([object, { columns, lines = {}, rows }]) => [
    ...Object.entries(columns).map(([column, type], place) =>
      factOf(
        object,
        null,
        column,
        type,
        rows.map((row) => String(row[place] ?? '')),
      ),
    ),
    ...Object.entries(lines).map(([column, type]) => factOf(object, 'lines', column, type, [])),
  ]);

/** What is known of a column that holds these values. */
export function factOf(
  object: ExtractedObject,
  within: string | null,
  column: string,
  type: ColumnOfTest,
  values: string[],
): ColumnFacts {
  const [semantic, about] = type.split(' ') as [SemanticType, string | undefined];
  const filled = values.filter((value) => value.trim() !== '');
  return {
    object,
    within,
    column,
    rows: values.length,
    filled: filled.length,
    distinct: new Set(filled).size,
    isKey: false,
    length: { least: 0, most: 0, mean: 0 },
    semantic,
    score: 1,
    runnerUp: null,
    meaning: semantic !== 'reference' && about !== undefined ? (about as Meaning) : null,
    shapes: [...new Set(filled.map((value) => (/\p{L}/u.test(value) ? 'Aa' : '9')))].map((shape) => ({
      shape,
      share: 1,
    })),
    top: [],
    references: semantic === 'reference' ? [{ object: about as LoadedObject, contained: 1 }] : [],
    decides: [],
  };
}
