import {
  countContained,
  countValues,
  findDecided,
  isUnique,
  sampleKeys,
  sampleValues,
  topValues,
  type Counts,
} from '../../connectors/staging/survey-facts.ts';
import type { Survey, SurveyTable } from '../../connectors/staging/survey-database.ts';
import { classify, settleNames } from '../../domain/column-facts/classify.ts';
import { measureValues, type Measured } from '../../domain/column-facts/measure.ts';
import { chooseReferences, type Containment } from '../../domain/column-facts/references.ts';
import { typeOfForm } from '../../domain/values/date-formats.ts';
import type { DateForm } from '../../schemas/profile-fields.ts';
import type { ColumnFacts, Reference } from '../../schemas/column-facts.ts';
import { attachedObjects, type ExtractedObject, type LoadedObject } from '../../schemas/terms.ts';

/** Rows whose values are looked at one by one. */
const sampled = 4_000;
/** Values of a column that are looked up in the keys of each object. */
const probed = 2_000;
/** A column with more values than this is not counted value by value. */
const mostCounted = 900;
/** Most frequent values that are kept, as hashes. */
const keptTop = 20;
/** Columns with more values decide nothing that matters. */
const mostDeciding = 60;

export interface FactsSettings {
  /** The column that the profile names as the key of each object. */
  keys: Partial<Record<ExtractedObject, string>>;
  /** How the profile declares that dates are written, by `<object>.<field>`; a field of a line is `<object>.lines.<field>`. */
  dates: Partial<Record<string, DateForm>>;
  isIdentifier(column: string, value: string): boolean;
  /** A keyed hash; null without a secret to hash with. */
  hash: ((value: string) => string) | null;
}

/** What is known of every column of the survey. */
export async function readColumnFacts(survey: Survey, settings: FactsSettings): Promise<ColumnFacts[]> {
  const targets = await findTargets(survey, settings);
  const facts: ColumnFacts[] = [];
  for (const table of survey.tables) facts.push(...(await factsOfTable(survey, table, targets, settings)));
  return facts;
}

type Target = Omit<Containment, 'contained'>;

/** The objects that a column can refer to: to an interaction only that of a document, which came with an e-mail. */
async function findTargets(survey: Survey, { keys }: FactsSettings): Promise<Target[]> {
  const targets: Target[] = [];
  for (const { object, within } of survey.tables) {
    if (within !== null || (attachedObjects.has(object) && object !== 'interactions')) continue;
    const { shapes } = measureValues(await sampleKeys(survey, object, probed), () => false);
    targets.push({ object, key: keys[object] ?? '', keyShapes: shapes.map(({ shape }) => shape) });
  }
  return targets;
}

async function factsOfTable(
  survey: Survey,
  table: SurveyTable,
  targets: Target[],
  settings: FactsSettings,
): Promise<ColumnFacts[]> {
  const { object, within } = table;
  const possible = targets.filter((target) => target.object !== 'interactions' || object === 'documents');
  const counts = await countValues(survey, table);
  const sample = await sampleValues(survey, table, sampled);
  const key = within === null ? settings.keys[object] : undefined;
  const measured = new Map<string, Measured>();
  for (const [column, values] of sample)
    measured.set(
      column,
      measureValues(values, (value) => column !== key && settings.isIdentifier(column, value)),
    );
  const probes = new Map(
    [...sample].filter(([column]) => column !== key).map(([name, all]) => [name, all.slice(0, probed)]),
  );
  const contained = new Map<LoadedObject, Map<string, number>>();
  for (const target of possible) contained.set(target.object, await countContained(survey, target.object, probes));

  const facts: ColumnFacts[] = [];
  for (const one of counts) {
    const { column } = one;
    const values = measured.get(column)!;
    const isKey = await isKeyColumn(survey, table, one);
    const top = one.distinct <= mostCounted ? await topValues(survey, table.name, column, mostCounted + 100) : [];
    const distinct = top.length > 0 ? top.length : one.distinct;
    const references =
      column === key ? [] : referencesOf(one, values, probes.get(column)?.length ?? 0, possible, contained);
    const form = settings.dates[`${object}.${within === null ? column : `${within}.${column}`}`];
    const classified = classify({
      object,
      column,
      isDeclaredKey: column === key,
      isKey,
      filled: one.filled,
      distinct,
      measured: values,
      declared: form ? typeOfForm(form) : null,
      references,
    });
    facts.push({
      object,
      within,
      column,
      rows: table.rows,
      filled: one.filled,
      distinct,
      isKey,
      length: { least: one.least, most: one.most, mean: Math.round(one.mean * 10) / 10 },
      ...classified,
      shapes: values.shapes,
      top:
        settings.hash === null
          ? []
          : top.slice(0, keptTop).map(({ value, rows }) => ({ hash: settings.hash!(value), rows })),
      references: classified.semantic === 'reference' ? references : [],
      decides: [],
    });
  }
  const decided = await findDecided(survey, table, decidingIn(facts), decidableIn(facts));
  return settleNames(facts).map((one) => ({ ...one, decides: decided.get(one.column) ?? [] }));
}

async function isKeyColumn(survey: Survey, { name, rows }: SurveyTable, counts: Counts): Promise<boolean> {
  // The approximation errs by several per cent.
  if (rows === 0 || counts.filled < rows || counts.distinct < 0.85 * rows) return false;
  return isUnique(survey, name, counts.column);
}

function referencesOf(
  { column, filled, distinct }: Counts,
  { shapes }: Measured,
  looked: number,
  targets: Target[],
  contained: Map<LoadedObject, Map<string, number>>,
): Reference[] {
  const containments = targets.map((target) => ({
    ...target,
    contained: looked === 0 ? 0 : (contained.get(target.object)?.get(column) ?? 0) / looked,
  }));
  return chooseReferences({ column, filled, distinct, shapes: shapes.map(({ shape }) => shape), containments });
}

/** A label by its code, a currency by its account. */
const decidingIn = (facts: ColumnFacts[]): string[] =>
  facts
    .filter(({ semantic, distinct, filled }) =>
      semantic === 'status' || semantic === 'code'
        ? distinct <= mostDeciding
        : // Where hardly two rows refer to the same record, everything would be decided.
          semantic === 'reference' && distinct <= filled / 2,
    )
    .map(({ column }) => column);
const decidableIn = (facts: ColumnFacts[]): string[] =>
  facts
    .filter(
      ({ semantic, distinct }) =>
        distinct > 1 && distinct <= mostDeciding && ['status', 'code', 'currency', 'country'].includes(semantic),
    )
    .map(({ column }) => column);
