import type { VerifyReport } from '../../schemas/report.ts';
import { amount, counted, page, section, table } from './markdown.ts';
import { periodSection, periodText } from './period-money.ts';

/** The result of reading back and comparing every field of every record. */
export function verificationDocument(report: VerifyReport): string {
  const { environment, run, modules, differences, edits = [], refused = [] } = report;
  const held = modules.reduce((sum, one) => sum + (one.held ?? 0), 0);
  const edited = editedIn(report);
  return page(
    `Verification of ${environment}`,
    verificationVerdict(report),
    `Engagement \`${report.engagement}\`, run \`${run}\`.`,
    held > 0 &&
      `${counted(held, 'field was', 'fields were')} not compared: they keep the value that people gave them in Zoho. The document about conflicts lists them.`,
    section(
      'Records',
      table(
        [
          'Module',
          'Records compared',
          'Fields compared',
          'Missing',
          'Different',
          'Edited in Zoho',
          'Last change rejected',
        ],
        modules.map((one) => [
          ...[one.module, one.compared, one.fields, one.missing, one.different],
          ...[one.edited ?? 0, one.refused ?? 0],
        ]),
      ),
    ),
    moneySection(report),
    periodSection(report),
    section(
      'Differences',
      differences.length > 0 && 'The list has keys and fields, but no values. It has at most 100 entries.',
      table(
        ['Record', 'Field'],
        differences.map(({ key, field }) => [key, field]),
      ),
    ),
    section(
      'Last change rejected',
      refused.length > 0 &&
        'These records have the values of an earlier run in Zoho, with which they were compared. The next delta tries again. The list has at most 100 entries.',
      table(
        ['Record', 'Reason'],
        refused.map(({ key, reason }) => [key, reason]),
      ),
    ),
    section(
      'Edited in Zoho',
      edited > 0 &&
        `${counted(edited, 'value differs', 'values differ')} because another user changed the record in Zoho after our last write. They are not differences. The list has at most 100 entries.`,
      table(
        ['Record', 'Field', 'Changed'],
        edits.map(({ key, field, editedAt }) => [key, field, editedAt]),
      ),
    ),
  );
}

const editedIn = ({ modules }: Pick<VerifyReport, 'modules'>) =>
  modules.reduce((sum, one) => sum + (one.edited ?? 0), 0);

const refusedIn = ({ modules }: Pick<VerifyReport, 'modules'>) =>
  modules.reduce((sum, one) => sum + (one.refused ?? 0), 0);

const cell = (figure: string | null | undefined) => (figure == null ? '–' : amount(figure));

function moneySection({ money, moneyDifferences = [] }: VerifyReport): string {
  const unknown = money.reduce((sum, one) => sum + (one.unknown ?? 0), 0);
  const isUndeclared = money.some((one) => one.source === null);
  return section(
    'Money',
    money.length > 0 &&
      'Source: the amounts that the source itself states. Lines: quantity × price of each line, rounded half up to the places of the currency, less its discount, as Zoho computes it. Records that people changed in Zoho are left out.',
    isUndeclared &&
      '**The mapping names no column of the source for a field with –**: it is compared with the lines only.',
    unknown > 0 &&
      `${counted(unknown, 'record has', 'records have')} no amount in the source, or no row in it. Only the lines are compared.`,
    table(
      ['Module', 'Field', 'Source', 'Lines', 'Zoho', 'Records that differ', 'Agrees'],
      money.map((one) => [
        one.module,
        one.field,
        cell(one.source),
        cell(one.lines),
        amount(one.destination),
        one.different ?? 0,
        one.agrees ? 'yes' : '**no**',
      ]),
    ),
    moneyDifferences.length > 0 && 'Records whose amounts differ, at most 100:',
    table(
      ['Record', 'Field', 'Source', 'Lines', 'Zoho'],
      moneyDifferences.map((one) => [one.key, one.field, cell(one.source), cell(one.lines), cell(one.destination)]),
    ),
  );
}

/** One sentence: whether Zoho holds what the source has. */
export function verificationVerdict(report: VerifyReport): string {
  const sum = (figure: 'compared' | 'fields' | 'missing' | 'different') =>
    report.modules.reduce((total, one) => total + one[figure], 0);
  const people = `${refusedText(report)}${peoplesText(report)}`;
  const agreeing = refusedIn(report) > 0 ? 'All accepted values agree' : 'All values agree';
  if (report.agrees)
    return `${agreeing}: ${counted(sum('fields'), 'field')} of ${counted(sum('compared'), 'record')} were read back and compared.${uncomparedText(report)}${periodText(report)}${people}`;
  const unequal = report.money.filter(({ agrees }) => !agrees).length;
  return (
    `**Not all values agree**: of ${counted(sum('compared'), 'record')}, ${counted(sum('missing'), 'is missing', 'are missing')} ` +
    `and ${counted(sum('different'), 'is different', 'are different')}; ` +
    `${counted(unequal, 'money total does', 'money totals do')} not match; ` +
    `${counted(report.scanned.hits, 'network identifier')} found.${moneyText(report)}${periodText(report)}${people}`
  );
}

/** The totals that do not agree, each as a sentence after a blank. */
export const moneyText = ({ money }: Pick<VerifyReport, 'money'>): string =>
  money
    .filter(({ agrees }) => !agrees)
    .map(
      ({ module, field, source, lines, destination }) =>
        ` ${field} of ${module}: source ${cell(source)}, lines ${cell(lines)}, Zoho ${amount(destination)}.`,
    )
    .join('');

/** The amounts that were compared with nothing of the source, as a sentence after a blank. */
export function uncomparedText({ money }: Pick<VerifyReport, 'money'>): string {
  const open = money.filter(({ source }) => source === null).map(({ module, field }) => `${field} of ${module}`);
  return open.length === 0
    ? ''
    : ` **Not compared with the source: ${open.join(', ')}**, because the mapping names no column with it.`;
}

/** How many values people edited in Zoho, as a sentence after a blank. */
export function peoplesText(report: Pick<VerifyReport, 'modules'>): string {
  const edited = editedIn(report);
  return edited === 0 ? '' : ` ${counted(edited, 'value was', 'values were')} edited in Zoho.`;
}

/** How many records have earlier values because their last change was rejected, as a sentence after a blank. */
export function refusedText(report: Pick<VerifyReport, 'modules'>): string {
  const refused = refusedIn(report);
  return refused === 0
    ? ''
    : ` **${counted(refused, 'record in Zoho has', 'records in Zoho have')} earlier values**, because the last change was rejected.`;
}
