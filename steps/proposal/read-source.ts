import type { CustomFieldDefinition, Snapshot, Source } from '../../connectors/bss/port.ts';
import { countTargets, sampleKeys, sampleValues, topValues } from '../../connectors/staging/survey-facts.ts';
import { openReadings } from '../../connectors/staging/survey-readings.ts';
import { openSurvey } from '../../connectors/staging/survey.ts';
import type { Survey } from '../../connectors/staging/survey-database.ts';
import type { Guard } from '../../domain/identifiers/guard.ts';
import { columnOf, type Column } from '../../domain/proposal/features.ts';
import { formatQuestion } from '../../domain/proposal/formats.ts';
import { discountOf, priceOf, quantityOf } from '../../domain/proposal/lines.ts';
import { amountsOf } from '../../domain/proposal/money.ts';
import { isWithheldColumn } from '../../domain/proposal/settled.ts';
import type { SourceTable } from '../../domain/proposal/source.ts';
import { numbersIn, timesIn } from '../../domain/quality/readings.ts';
import { tableOf } from '../../domain/quality/rule.ts';
import { amountOfLine } from '../../domain/quality/totals.ts';
import { foldSpelling } from '../../domain/duplicate-search/spelling.ts';
import { arePersonal } from '../../domain/proposal/personal-values.ts';
import { listIn, type ValueList } from '../../domain/proposal/value-lists.ts';
import { column as quoted } from '../../domain/sql-text.ts';
import { minorUnitOf } from '../../domain/values/numbers.ts';
import type { ValueContext } from '../../domain/values/value.ts';
import type { ColumnFacts, SemanticType } from '../../schemas/column-facts.ts';
import type { LoadedObject } from '../../schemas/terms.ts';
import { readingOf } from '../discovery/check-quality.ts';
import { readColumnFacts } from '../discovery/column-facts.ts';
import { stageSurvey, type StagedFile } from '../discovery/stage-survey.ts';
import { fingerprintIdentifiers } from '../extract/fingerprint-identifiers.ts';
import { fingerprintsPath, fingerprintsSummaryPath, openGuard } from '../guard.ts';
import type { Config, Ports } from '../ports.ts';
import { dateFormsOf } from '../transform/setup.ts';
import type { LocaleFacts } from './locale.ts';

export interface SurveyedSource {
  tables: SourceTable[];
  locale: LocaleFacts;
  /** What has to be declared before all values can be read. */
  questions: string[];
}

/** Columns whose different values decide about pick lists and routes; of all others no value is read. */
const listed: ReadonlySet<SemanticType> = new Set(['status', 'code', 'flag', 'language', 'country', 'currency']);
/** More values are no list. */
const mostValues = 60;
/** Stands for the currency of a source without one. */
const anyCurrency = 'USD';
/** Rows whose dates and amounts are tried. */
const sampledValues = 1_000;
/** Ids of an object that are looked at for network identifiers. */
const sampledKeys = 200;

/**
 * Stages all rows of the source, and finds out what its columns hold. The staged files are removed again: they are not those
 * of an engagement.
 */
export async function readSource(
  ports: Ports,
  config: Config,
  source: Source,
  columns: Partial<Record<LoadedObject, string[]>>,
  signal: AbortSignal,
): Promise<SurveyedSource> {
  const { engagement, profile } = config;
  // An engagement of this name may run: its own files must stay.
  const own = { profile, engagement: { ...engagement, slug: `${engagement.slug}-proposal` } };
  const isReadable = profile.documentContent !== undefined;
  const objects = (Object.entries(columns) as [LoadedObject, string[]][]).filter(
    ([object]) => object !== 'documents' || isReadable,
  );
  const work = async (snapshot: Snapshot): Promise<SurveyedSource> => {
    let files: StagedFile[] = [];
    try {
      await fingerprintIdentifiers(ports, own, snapshot);
      const guard = await openGuard(ports, own);
      files = await stageSurvey(ports, own, snapshot, objects);
      const surveyed = await inspect(ports, config, files, guard);
      const questions = [...surveyed.questions, ...(columns.documents && !isReadable ? [whereDocumentsAre] : [])];
      return { ...surveyed, questions, tables: withDefined(surveyed.tables, await source.customFields()) };
    } finally {
      const { slug } = own.engagement;
      await ports.staging.remove([
        ...files.map(({ path }) => path),
        fingerprintsPath(slug),
        fingerprintsSummaryPath(slug),
      ]);
    }
  };
  return source.withSnapshot(work, { name: `proposal-${engagement.slug}`, signal });
}

const whereDocumentsAre =
  'documents are not loaded into Attachments: the source profile does not say where their bytes are. Add documentContent, and propose again.';

async function inspect(ports: Ports, { profile }: Config, files: StagedFile[], guard: Guard): Promise<SurveyedSource> {
  const survey = await openSurvey(ports.staging, files);
  try {
    const isIdentifier = (name: string, value: string) => guard.scanValue(name, value).length > 0;
    const keys = Object.fromEntries(files.map(({ object, key }) => [object, key]));
    const facts = await readColumnFacts(survey, { keys, dates: dateFormsOf(profile), isIdentifier, hash: null });
    const locale = await readLocale(survey, facts);
    const readAs = readingOf({ profile, mapping: { phoneRegion: '', currency: locale.currencies[0] ?? anyCurrency } });
    const contextOf = (one: ColumnFacts) => readAs(one.object, pathOf(one));
    const known = await readGivenNames(survey, facts);
    const tables: SourceTable[] = [];
    for (const { object, key } of files) {
      const of = (within: string | null) =>
        readColumns(
          survey,
          facts.filter((one) => one.object === object && one.within === within),
          key,
          isIdentifier,
          known,
        );
      const columns = await of(null);
      const hasLines = survey.tables.some((one) => one.object === object && one.within !== null);
      const lines = hasLines ? await of('lines') : null;
      const ids = await sampleKeys(survey, object, sampledKeys);
      tables.push({
        ...{ object, key, columns, lines, updated: profile.objects[object]?.updated ?? null },
        hasSecretKeys: ids.length > 0 && 2 * ids.filter((id) => isIdentifier(key, id)).length >= ids.length,
        companiesWithoutPerson: await companiesWithoutPerson(survey, object, columns),
        totals: lines && (await compareTotals(survey, object, columns, lines, contextOf)),
      });
    }
    return { tables, locale, questions: await askFormats(survey, facts, contextOf) };
  } finally {
    await survey.close();
  }
}

/** Custom fields that the source defines and no row has are columns, too. */
const withDefined = (tables: SourceTable[], defined: CustomFieldDefinition[]): SourceTable[] =>
  tables.map((table) => {
    const known = new Set(table.columns.map(({ facts }) => facts.column));
    const names = defined.filter(({ object }) => object === table.object).map(({ name }) => `extensions.${name}`);
    const missing = [...new Set(names)].filter((name) => !known.has(name));
    return { ...table, columns: [...table.columns, ...missing.map((name) => columnOf(emptyFacts(table, name), null))] };
  });

const emptyFacts = ({ object }: SourceTable, column: string): ColumnFacts => ({
  ...{ object, within: null, column, rows: 0, filled: 0, distinct: 0, isKey: false },
  length: { least: 0, most: 0, mean: 0 },
  ...{ semantic: 'empty', score: 1, runnerUp: null, meaning: null },
  ...{ shapes: [], top: [], references: [], decides: [] },
});

const pathOf = ({ column, within }: ColumnFacts): string => (within === null ? column : `${within}.${column}`);

/** Network identifiers among the values of a list are left out: the list goes into the file, and to a language model if that is allowed. */
async function readColumns(
  survey: Survey,
  facts: ColumnFacts[],
  key: string,
  isIdentifier: (name: string, value: string) => boolean,
  known: ReadonlySet<string>,
): Promise<Column[]> {
  const columns: Column[] = [];
  for (const one of facts) {
    const bare = columnOf(one, null);
    const isListed = listed.has(one.semantic) && one.distinct <= mostValues && !isWithheldColumn(bare, key);
    const values = isListed ? await topValues(survey, tableOf(one), one.column, mostValues + 1) : [];
    const texts = [...new Set(values.map(({ value }) => value.trim()))].filter(
      (value) => !isIdentifier(one.column, value),
    );
    const objects = one.references.map(({ object }) => object);
    const list = isWithheldColumn(bare, key) ? null : await readList(survey, one, isIdentifier);
    const shown = list?.items ?? (texts.length <= mostValues ? texts : []);
    const isPersonal = mayBePersonal.has(one.semantic) && arePersonal(shown, known, one.semantic === 'status');
    columns.push({
      ...bare,
      ...(isPersonal ? { isPersonal } : {}),
      ...(list ? { list } : {}),
      ...(texts.length > 0 && texts.length <= mostValues ? { values: texts } : {}),
      ...(objects.length > 0 ? { reach: await countTargets(survey, tableOf(one), one.column, objects) } : {}),
    });
  }
  return columns;
}

/** Types of which values alone do not show that they are choices. */
const mayBePersonal: ReadonlySet<SemanticType> = new Set(['status', 'code', 'text']);
/** Given names of the source that are looked for in other columns. */
const mostNames = 5_000;

/** Given names that the columns of given names hold. */
async function readGivenNames(survey: Survey, facts: readonly ColumnFacts[]): Promise<Set<string>> {
  const names = new Set<string>();
  for (const one of facts.filter(({ semantic }) => semantic === 'given_name'))
    for (const { value } of await topValues(survey, tableOf(one), one.column, mostNames))
      names.add(foldSpelling(value));
  return names;
}

/** Columns whose texts can be lists. More different texts are looked at than a pick list has values: lists combine their items. */
const listTexts: ReadonlySet<SemanticType> = new Set(['status', 'code', 'text']);
const [mostTexts, longestList] = [500, 255];

async function readList(
  survey: Survey,
  facts: ColumnFacts,
  isIdentifier: (name: string, value: string) => boolean,
): Promise<ValueList | null> {
  const { semantic, distinct, length, column } = facts;
  if (!listTexts.has(semantic) || distinct > mostTexts || length.most > longestList) return null;
  const values = await topValues(survey, tableOf(facts), column, mostTexts + 1);
  const list = values.length > mostTexts ? null : listIn(values.map(({ value }) => value));
  return list?.items.some((item) => isIdentifier(column, item)) ? null : list;
}

/** Share of the rows with a company that have no surname. */
async function companiesWithoutPerson(survey: Survey, object: LoadedObject, columns: Column[]): Promise<number | null> {
  const named = (type: SemanticType) => columns.find(({ facts }) => facts.semantic === type)?.facts.column;
  const [company, surname] = [named('company'), named('family_name')];
  if (company === undefined || surname === undefined) return null;
  const [row = []] = await survey.rows(
    `select count(*), count(*) filter (${quoted(surname)} is null) from ${quoted(object)} where ${quoted(company)} is not null`,
  );
  const [rows = 0, without = 0] = row.map(Number);
  return rows === 0 ? null : without / rows;
}

/**
 * How often the total of a record is that of its lines, as the load compares them, of the records whose amounts can be read. Null where the
 * columns are not all there.
 */
async function compareTotals(
  survey: Survey,
  object: LoadedObject,
  columns: Column[],
  lines: Column[],
  contextOf: (one: ColumnFacts) => ValueContext,
): Promise<SourceTable['totals']> {
  const named = amountsOf({ object, columns });
  const [total, tax] = [named.total, named.tax].map((name) => columns.find(({ facts }) => facts.column === name));
  const [quantity, price, discount] = [quantityOf(lines), priceOf(lines), discountOf(lines)];
  if (!total || !price) return null;
  const readings = openReadings(survey);
  const places = minorUnitOf(contextOf(total.facts).currency);
  const number = async (one: Column | undefined, fallback: number): Promise<string> => {
    if (!one) return String(fallback);
    const [reading, x] = [numbersIn(one.facts, contextOf(one.facts)), quoted(one.facts.column)];
    await readings.prepare(reading);
    return `case when ${x} is null then ${fallback} else ${reading.of(x)} end`;
  };
  const amount = amountOfLine(
    {
      quantity: await number(quantity, 1),
      price: await number(price, 0),
      discount: discount
        ? { amount: await number(discount, 0), isPercentage: discount.facts.semantic === 'percentage' }
        : null,
    },
    places,
  );
  const [row = []] = await survey.rows(
    `select count(*), count(*) filter (round(total, ${places}) = amount),
       count(*) filter (round(total, ${places}) - round(tax, ${places}) = amount)
     from (select "#key" as key, ${await number(total, 0)} as total, ${await number(tax, 0)} as tax, ${quoted(total.facts.column)} as written
           from ${quoted(object)}) as record
     join (select key, case when count(*) = count(amount) then sum(amount) end as amount
           from (select "#key" as key, ${amount} as amount from ${quoted(`${object}.lines`)}) group by key) as line
       using (key) where written is not null and total is not null and amount is not null`,
  );
  const [rows = 0, alone = 0, withTax = 0] = row.map(Number);
  return rows === 0 ? null : { alone: alone / rows, withTax: withTax / rows };
}

const times: ReadonlySet<SemanticType> = new Set(['date', 'timestamp', 'birth_date']);
const numbers: ReadonlySet<SemanticType> = new Set(['money', 'quantity']);

/** The columns whose values need a declaration. */
async function askFormats(
  survey: Survey,
  facts: ColumnFacts[],
  contextOf: (one: ColumnFacts) => ValueContext,
): Promise<string[]> {
  const questions: (string | null)[] = [];
  for (const table of survey.tables) {
    const written = facts.filter(
      (one) => tableOf(one) === table.name && (times.has(one.semantic) || numbers.has(one.semantic)),
    );
    const columns = written.map(({ column }) => column);
    const sample = await sampleValues(survey, { ...table, columns }, sampledValues);
    for (const one of written) {
      const reading = (times.has(one.semantic) ? timesIn : numbersIn)(one, contextOf(one));
      questions.push(formatQuestion({ facts: one, reading, values: sample.get(one.column)! }));
    }
  }
  return questions.filter((one) => one !== null);
}

/** The currencies and countries of all rows. */
async function readLocale(survey: Survey, facts: ColumnFacts[]): Promise<LocaleFacts> {
  const frequent = async (semantic: SemanticType): Promise<string[]> => {
    const counts = new Map<string, number>();
    for (const one of facts.filter((other) => other.semantic === semantic))
      for (const { value, rows } of await topValues(survey, tableOf(one), one.column, 5))
        counts.set(value.trim(), (counts.get(value.trim()) ?? 0) + rows);
    return [...counts].toSorted((a, b) => b[1] - a[1]).map(([value]) => value);
  };
  const currencies = (await frequent('currency')).map((code) => code.toUpperCase());
  return { currencies: currencies.filter((code) => /^[A-Z]{3}$/.test(code)), countries: await frequent('country') };
}
