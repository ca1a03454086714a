import { openFindings } from '../../connectors/staging/survey-findings.ts';
import type { Survey } from '../../connectors/staging/survey-database.ts';
import type { Guard } from '../../domain/identifiers/guard.ts';
import { filesUnread, limitsOf, whyUnjudged, type Unjudged } from '../../domain/quality/limits.ts';
import { whyUnread, type Reading } from '../../domain/quality/readings.ts';
import type { KeyProblem, QualityContext, QualityRule, ReadFiles, Search } from '../../domain/quality/rule.ts';
import { qualityRules } from '../../domain/quality/rules.ts';
import { dependenciesIn, fromMapping } from '../../domain/quality/settings.ts';
import { columnDates } from '../../domain/values/date-formats.ts';
import type { ValueContext } from '../../domain/values/value.ts';
import type { ColumnFacts } from '../../schemas/column-facts.ts';
import type { Finding, QualityReport, RuleResult, Severity } from '../../schemas/quality.ts';
import { formatIn, numberFormatsOf } from '../number-formats.ts';
import type { ExtractedObject } from '../../schemas/terms.ts';
import type { Config, Ports } from '../ports.ts';
import { dateFormsOf } from '../transform/setup.ts';
import { surveyPath, type StagedFile } from './stage-survey.ts';

export interface Surveyed {
  files: StagedFile[];
  facts: ColumnFacts[];
  guard: Guard;
  /** ISO time of the snapshot. */
  takenAt: string;
  keyProblems: KeyProblem[];
  readFiles: ReadFiles;
}

/** Runs every rule of data quality on the survey, and writes the records that they found to staging. */
export async function checkQuality(
  { staging }: Pick<Ports, 'staging'>,
  stored: Config,
  survey: Survey,
  surveyed: Surveyed,
): Promise<QualityReport> {
  const { engagement, mapping } = stored;
  const context = contextOf(stored, surveyed);
  const found = await openFindings(survey);
  const searched = new Map<string, Search[]>();
  const missed = new Map<string, { unread: Reading[]; unjudged: Unjudged[] }>();
  for (const rule of qualityRules)
    for (const search of rule.search(context)) {
      const { unread, unjudged } = await found.add(rule.id, search, search.blocks ?? rule.severity === 'blocks');
      if (unread.length === 0) searched.set(rule.id, [...(searched.get(rule.id) ?? []), search]);
      const all = missed.get(rule.id) ?? { unread: [], unjudged: [] };
      all.unread.push(...unread);
      all.unjudged.push(...unjudged);
      missed.set(rule.id, all);
    }
  const dependencies = dependenciesIn(mapping);
  const rules: RuleResult[] = [];
  for (const rule of qualityRules) {
    const result = withFigures(rule, context, await found.of(rule.id));
    const lost = result.rows > 0 ? await found.blockedBy(rule.id, dependencies) : [];
    const adds = lost.map(({ object, blocked, dependants }) => ({ object, rows: blocked + dependants }));
    const { id, sentence, missing } = rule;
    const hits = (searched.get(id) ?? []).filter((search) => isHit(search, result.findings));
    const treatment = rule.treat?.(context, hits) ?? rule.treatment;
    const severity = severityOf(rule, hits, result, context);
    const { unread = [], unjudged = [] } = missed.get(id) ?? {};
    const why = [whyUnread(unread), whyUnjudged(unjudged)].filter((one) => one !== null).join(' ') || null;
    const isChecked = searched.has(id) || rule.figures !== undefined;
    const notChecked = isChecked ? null : (why ?? missing);
    rules.push({ id, sentence, severity, treatment, notChecked, unread: isChecked ? why : null, ...result, adds });
  }
  const lost = await found.blockedBy(null, dependencies);
  const objects = surveyed.files
    .filter(({ object }) => context.isLoaded(object))
    .map(({ object, rows }) => {
      const { blocked = 0, dependants = 0 } = lost.find((one) => one.object === object) ?? {};
      return { object, rows, blocked, dependants };
    });
  await found.write(staging, surveyPath(engagement.slug, 'findings'));
  const { slug, customer } = engagement;
  return {
    engagement: slug,
    customer,
    takenAt: surveyed.takenAt,
    rules,
    objects,
    limits: [...limitsOf(survey.tables), ...filesUnread(surveyed.readFiles)],
  };
}

/** Whether a search found something. */
const isHit = ({ object, field, detail }: Search, findings: readonly Finding[]): boolean =>
  findings.some((one) => one.object === object && one.field === field && one.detail === (detail ?? null));

/**
 * A rule that keeps no record from the load with this mapping only warns, as does one that corrects nothing with it; one that keeps all
 * it found blocks.
 */
function severityOf(
  { severity, figures, corrects }: QualityRule,
  hits: readonly Search[],
  { findings }: Pick<RuleResult, 'findings'>,
  { rulesFor }: QualityContext,
): Severity {
  const isCorrected = ({ object, field }: Search) =>
    field !== null && rulesFor(object, field).some((one) => corrects?.(one));
  if (severity === 'fixed' && corrects && hits.length > 0 && !hits.some(isCorrected)) return 'warns';
  const blocking = hits.filter(({ blocks }) => blocks ?? severity === 'blocks').length;
  if (hits.length === 0 || (figures && findings.length > hits.length)) return severity;
  if (blocking === hits.length) return 'blocks';
  return blocking === 0 && severity === 'blocks' ? 'warns' : severity;
}

function withFigures(
  rule: QualityRule,
  context: QualityContext,
  found: Pick<RuleResult, 'rows' | 'blocked' | 'findings'>,
): Pick<RuleResult, 'rows' | 'blocked' | 'findings'> {
  const figures = rule.figures?.(context) ?? [];
  return {
    ...found,
    rows: figures.reduce((sum, { rows }) => sum + rows, found.rows),
    findings: [...found.findings, ...figures.map((one) => ({ ...one, samples: [] }))],
  };
}

interface Reads {
  profile: Config['profile'];
  mapping: Pick<Config['mapping'], 'phoneRegion' | 'currency'>;
}

/** How the transformation reads a column of an object; of its lines, the column is `lines.<name>`. */
export function readingOf({ mapping, profile }: Reads): (object: ExtractedObject, path: string) => ValueContext {
  const dates = dateFormsOf(profile);
  const numbers = formatIn(numberFormatsOf(profile));
  return (object, path) => {
    const form = dates[`${object}.${path}`];
    return {
      timeZone: profile.timeZone,
      phoneRegion: mapping.phoneRegion,
      currency: mapping.currency,
      sentinels: new Set(profile.sentinels),
      column: form ? columnDates(form) : null,
      numbers: numbers(object, path),
    };
  };
}

function contextOf(stored: Config, { files, facts, guard, takenAt, keyProblems, readFiles }: Surveyed): QualityContext {
  const { mapping, profile, owners } = stored;
  const read = readingOf(stored);
  return {
    ...fromMapping(mapping),
    facts,
    takenAt,
    today: takenAt.slice(0, 10),
    timeZone: profile.timeZone,
    readAs: ({ object, within, column }) => read(object, within === null ? column : `${within}.${column}`),
    knownUsers: new Set(Object.keys(owners.owners)),
    hasDefaultOwner: owners.default !== undefined,
    findsIdentifier: (field, value) =>
      guard.scanValue(field, value).some(({ action, kind }) => action === 'withhold' && kind !== 'card'),
    keyProblems,
    readFiles,
    counts: files.map(({ object, rows, bad, counted }) => ({ object, staged: rows, bad, counted: counted.rows })),
  };
}
