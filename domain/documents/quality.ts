import type { Finding, QualityReport, RuleResult, Severity } from '../../schemas/quality.ts';
import { similarLine, similarSection } from './similar.ts';
import { counted, list, page, section, table, type Cell } from './markdown.ts';

export const severities: Record<Severity, string> = {
  blocks: 'not loaded',
  warns: 'loaded, to be looked at',
  fixed: 'corrected',
};

/** What happens to the records that a rule found: it can keep out some of them, and let others through. */
export function fatesOf({ rows, blocked = 0, severity }: RuleResult): { rows: number; severity: Severity }[] {
  if (blocked === 0 || blocked === rows) return [{ rows, severity }];
  return [
    { rows: blocked, severity: 'blocks' },
    { rows: rows - blocked, severity: severity === 'blocks' ? 'warns' : severity },
  ];
}

const inLoad = (rule: RuleResult): string => {
  const [first, others] = fatesOf(rule);
  return others
    ? `${counted(first!.rows, 'record')} ${severities[first!.severity]}, ${counted(others.rows, 'other')} ${severities[others.severity]}`
    : severities[first!.severity];
};

const order: Severity[] = ['blocks', 'warns', 'fixed'];

/** Rules that found something: first what keeps records from being loaded, and the most frequent first. */
const foundIn = ({ rules }: QualityReport): RuleResult[] =>
  rules
    .filter(({ rows }) => rows > 0)
    .toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity) || b.rows - a.rows);

/** How many rules were checked, and what they found. */
function summaryOf({ rules }: QualityReport): string {
  const checked = rules.filter(({ notChecked }) => notChecked === null);
  const found = checked.filter(({ rows }) => rows > 0).length;
  const skipped = rules.length - checked.length;
  return (
    `${counted(checked.length, 'rule was', 'rules were')} checked; ${found} found something. ` +
    (skipped === 0 ? 'No rule was left out.' : `${counted(skipped, 'rule was', 'rules were')} not checked.`)
  );
}

const loadTable = ({ objects }: QualityReport): string =>
  table(
    ['Source object', 'Records', 'Kept out by these rules', 'Kept out by a missing record'],
    objects
      .filter(({ blocked, dependants }) => blocked + dependants > 0)
      .map(({ object, rows, blocked, dependants }) => [object, rows, blocked, dependants]),
  );
const loadRemark =
  'These are the records that the rules above found, and those, files among them, that refer to a record that is not loaded, because of a rule ' +
  'or because the mapping leaves it out. What the mapping itself leaves out, and what is merged, is not in these figures; ' +
  'the report of each phase of the rehearsal counts every record.';

/** What was not checked: of all rules, of one rule, or of a part of it. */
export const notCheckedIn = ({ rules, limits = [] }: QualityReport): string[] => [
  ...limits,
  ...rules.flatMap(({ id, notChecked, unread }) => {
    if (notChecked !== null) return [`${id}: ${notChecked}`];
    return unread ? [`${id}, in part: ${unread}`] : [];
  }),
];

/** What the scope document says of the quality of the data. */
export function qualitySection(report: QualityReport): string {
  const left = list(notCheckedIn(report));
  return section(
    'Data quality',
    `${summaryOf(report)} The document \`quality\` lists fields and ids.`,
    table(
      ['Rule', 'What is wrong', 'Records', 'In the load', 'What to do'],
      foundIn(report).map((one) => [one.id, one.sentence, one.rows, inLoad(one), one.treatment]),
    ),
    loadTable(report),
    loadTable(report) !== '' && loadRemark,
    similarLine(report),
    left !== '' && `Not checked:\n\n${left}`,
  );
}

/** The quality document: every rule that found something, with fields, ids and the effect on the load. */
export function qualityDocument(report: QualityReport): string {
  const clean = report.rules.filter(({ rows, notChecked }) => rows === 0 && notChecked === null);
  return page(
    `Data quality of ${report.customer}`,
    summaryOf(report),
    `Engagement \`${report.engagement}\`, as of ${report.takenAt}.`,
    section(
      'Effect on the load',
      'Records that are not loaded as they are in the source, and records that refer to them.',
      loadTable(report) || 'These rules found no record that can not be loaded.',
      loadTable(report) !== '' && loadRemark,
    ),
    ...foundIn(report).map(ruleSection),
    similarSection(report),
    section(
      'Found nothing',
      list(clean.map(({ id, sentence, unread }) => `${id}: ${sentence}${unread ? ' (Checked in part.)' : ''}`)),
    ),
    section('Not checked', list(notCheckedIn(report))),
  );
}

function ruleSection(rule: RuleResult): string {
  const { id, sentence, treatment, findings, unread } = rule;
  const [first, others] = fatesOf(rule);
  const ofOthers = others ? `; ${counted(others.rows, 'other')}, ${severities[others.severity]}` : '';
  return section(
    `${id}: ${counted(first!.rows, 'record')}, ${severities[first!.severity]}${ofOthers}`,
    `${sentence} ${treatment}`,
    effectOf(rule),
    unread ? `Checked in part: ${unread}` : '',
    table(['Source object', 'Field', 'Case', 'Records', 'For example'], findings.map(rowOf)),
  );
}

const rowOf = ({ object, field, detail, rows, samples }: Finding): Cell[] => [
  object,
  field ?? 'the record',
  detail ?? '',
  rows,
  samples.join(', '),
];

function effectOf({ severity, adds }: RuleResult): string {
  if (adds.length === 0 && severity !== 'blocks') return '';
  if (adds.length === 0) return 'Correcting this alone adds no record, because other rules block the same records.';
  return `Correcting this alone adds ${adds.map(({ object, rows }) => counted(rows, `record of ${object}`, `records of ${object}`)).join(', ')}.`;
}
