import { comparedAs, fieldOf } from '../duplicates.ts';
import type { DuplicateSum } from '../../schemas/duplicates.ts';
import type { CompareAs, Mapping, MatchField, MatchMeaning, SourceRule } from '../../schemas/mapping.ts';
import type { ProposalComparison } from '../../schemas/proposal.ts';
import type { Module } from '../../schemas/terms.ts';
import { conditionText, exclusionTexts } from '../condition-text.ts';
import { countFields } from '../field-decisions.ts';
import { matchRulesOf } from '../match/compare.ts';
import { allSources, modulesOf, sourcesOf } from '../modules-of.ts';
import { handoffFields, moneyColumns } from '../named-fields.ts';
import type { Problem } from '../problem.ts';
import type { Review } from '../proposal/review.ts';
import { secondPassOf, type SecondPass } from '../second-pass.ts';
import { counted, list, page, section, table } from './markdown.ts';
import { duplicatesText } from './possible-duplicates.ts';
import { proposalChangesSection } from './proposal-changes.ts';
import { rulesTable } from './rules.ts';

/**
 * The mapping document that people sign: each rule, what would be proposed for each column, and the open points.
 * @param version which version of the mapping it is; null for an engagement from before versions were kept
 * @param comparison what people changed against the proposal; null if there was none
 * @param duplicates possible duplicates for people to decide about; null if the survey was not searched
 */
export function mappingDocument(
  mapping: Mapping,
  proposals: Review[],
  problems: Problem[],
  version: string | null,
  comparison: ProposalComparison | null = null,
  duplicates: DuplicateSum | null = null,
): string {
  const { open } = countFields(proposals);
  const second = secondPassOf(mapping);
  return page(
    'Mapping',
    open.length === 0
      ? 'Every source field is mapped, handed off, or ignored for a stated reason.'
      : `${counted(open.length, 'source field is', 'source fields are')} neither mapped nor ignored: ${open.join(', ')}. ` +
          'Nothing of them is loaded. Each could become a custom field.',
    version !== null && `It is ${version}.`,
    duplicatesText(duplicates),
    list([...laterLines(second), ...modulesOf(mapping).flatMap((module) => lockLine(module, mapping))]),
    ...modulesOf(mapping).flatMap((module) =>
      sourcesOf(mapping, module).map((source) =>
        section(
          `${source.object} → ${module}`,
          source.route ? `For rows of which ${conditionText(source.route)}.` : false,
          source.exclude.length > 0 && `Rows are left out if ${exclusionTexts(source).join('; or if ')}.`,
          rulesTable(mapping, module, source, second),
          figuresLine(source),
          ...duplicateLines(source),
        ),
      ),
    ),
    section(
      'Value maps',
      table(
        ['Map', 'Value in the source', 'In Zoho'],
        Object.entries(mapping.maps).flatMap(([name, values]) =>
          Object.entries(values).map(([from, to]) => [name, from, to === null ? 'blank, on purpose' : String(to)]),
        ),
      ),
    ),
    section(
      'How records that are in Zoho already are found',
      table(
        ['Module', 'Rule', 'Equal or similar in', 'What a match means'],
        matchRulesOf(mapping).map(({ module, rule, zohoModule }) => [
          ...[module, rule.name, rule.fields.map(fieldText).join(' and ')],
          `${matchMeanings[rule.then]}${zohoModule === module ? '' : ` (a record of ${zohoModule})`}`,
        ]),
      ),
    ),
    section(
      'What goes into lists of the handoff',
      table(
        ['Source object', 'List', 'As', 'Source field'],
        allSources(mapping).flatMap((source) =>
          handoffFields(source).map(({ at, field }) => {
            const [, list, as] = at.split('.') as [string, string, string];
            return [source.object, ...[list, as].map((name) => name.replaceAll('_', ' ')), field];
          }),
        ),
      ),
    ),
    section(
      'What names, types and references propose',
      table(
        ['Source field', 'Decided', 'Proposed', 'Score', 'Why', 'Second'],
        proposals.map(({ object, column, decided, suggested, score, tier, evidence, runnerUp }) => [
          ...[`${object}.${column}`, decided, suggested, score === null ? '' : `${percent(score)}, ${tier}`],
          evidence.join(', '),
          runnerUp ? `${runnerUp.into} ${percent(runnerUp.score)}: ${runnerUp.whyNot}` : '',
        ]),
      ),
    ),
    ...(comparison ? [proposalChangesSection(comparison)] : []),
    section(
      'Open points',
      table(
        ['Where', 'What', 'Fix'],
        problems.map((one) => [one.path, one.message, one.fix]),
      ),
    ),
  );
}

const matchMeanings: Record<MatchMeaning, string> = {
  adopt: 'it is the same record, and the load updates it',
  apart: 'it is another record, and the load creates one',
  ask: 'a person decides',
};

function fieldText(one: MatchField): string {
  if (typeof one === 'string') return one;
  const { field, with: other, near } = one;
  return `${field}${other ? ` (${other} in Zoho)` : ''}${near ? `, at least ${percent(near)} similar` : ''}`;
}

/** The lookups of modules that refer to one another. */
const laterLines = ({ later }: SecondPass): string[] =>
  later.map(
    ({ module, field, after }) =>
      `${module} and ${after} refer to each other. ${module}.${field} is written later, when the records of ${after} are in Zoho.`,
  );

/** What happens to the records of a module from the switch on. */
function lockLine(module: Module, { modules }: Mapping): string[] {
  const lock = modules[module]?.lock;
  return lock
    ? [`From the switch on, only users with the profile ${lock.except.join(' or ')} can change the migrated ${module}.`]
    : [];
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;

const meanings: Record<CompareAs, string> = {
  phone: 'as a phone number',
  email: 'as an e-mail address',
  date: 'as a day',
  name: 'as a name, without accents, case and punctuation',
  id: 'by letters and digits only',
  text: 'without accents, case and surplus blanks',
};

/** The columns with the source's own figures, which the reconciliation and the verification compare. */
function figuresLine(source: SourceRule): string {
  const columns = moneyColumns(source).map(([name, column]) => `${name} ${column}`);
  return columns.length === 0 ? '' : `Figures of the source that are compared with Zoho: ${columns.join(', ')}.`;
}

/** What makes rows one record, and how each field is compared. */
function duplicateLines(source: SourceRule): string[] {
  if (source.dedupe.length === 0) return [];
  return [
    'Rows are one record if all fields of a line are equal. A blank, a placeholder such as `n/a`, and a value that can not be read equal nothing.',
    list(
      source.dedupe.map((fields) =>
        fields.map((one) => `${fieldOf(one)} (${meanings[comparedAs(source, one).as]})`).join(' and '),
      ),
    ),
  ];
}
