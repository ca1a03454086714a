import { isMail } from '../module-traits.ts';
import type { PhaseReport } from '../../schemas/report.ts';
import { outcomes } from '../../schemas/terms.ts';
import { agrees } from '../receivables.ts';
import { amount, counted, duration, list, page, section, table, type Cell } from './markdown.ts';

/** What remarks say, by the first part of their rule. */
const doneBy: Partial<Record<string, string>> = {
  blank: 'left blank',
  repaired: 'repaired',
  default: 'the default was written',
  added: 'added to the pick list',
  withheld: 'withheld',
  suspicious: 'written; please check it',
  'not compared': 'not compared with other records',
  'kept apart': 'kept apart from a record with equal values',
  'not merged': 'not merged with another record',
  unmapped: 'not migrated',
};

/** The count reconciliation of one phase, for the person who checks that it closes. */
export function reconciliationDocument(report: PhaseReport): string {
  const { environment, run, module, destination, custom, stale, totals, receivables } = report;
  const head = ['Source object', 'extracted', ...outcomes];
  const rows = report.objects.map((one): Cell[] => [
    one.object,
    one.extracted,
    ...outcomes.map((outcome) => one.outcomes[outcome]),
  ]);
  const total: Cell[] = ['all', report.extracted, ...outcomes.map((outcome) => report.outcomes[outcome])];
  return page(
    `Reconciliation of ${module} in ${environment}`,
    report.identityClosed
      ? `The count identity closes: each of the ${counted(report.extracted, 'extracted record')} has exactly one ` +
          `outcome, and Zoho's own count of ${module} is as expected.`
      : `**The count identity does not close** for the ${counted(report.extracted, 'extracted record')}.`,
    list(report.gaps),
    `Engagement \`${report.engagement}\`, run \`${run}\`.`,
    section('Records by outcome', table(head, rows.length > 1 ? [...rows, total] : rows)),
    section(
      "Zoho's own count",
      table(
        ['before', 'created', 'expected', 'counted now'],
        [[destination.before, report.outcomes.created, destination.expected, destination.now]],
      ),
      isMail(module) &&
        'Zoho has no call that counts e-mails. These are counted in the lists of the records that e-mails of this migration ' +
          'hang on: those that are of this migration, and those that look like one of them.',
    ),
    section(
      'Vanished from the source',
      stale !== undefined &&
        `${counted(stale.kept, 'record stays', 'records stay')} in Zoho, ${counted(stale.deleted, 'was deleted', 'were deleted')}, ` +
          `${counted(stale.gone, 'had', 'had')} been deleted by people, Zoho refused to delete ${stale.failed.toLocaleString('en')}, ` +
          `and ${counted(stale.asked, 'waits', 'wait')} for a decision.`,
    ),
    section(
      'Totals of the source',
      totals !== undefined &&
        `The source states a total that does not follow from the lines of ${counted(totals.different, 'record')}, and ` +
          `none of ${counted(totals.missing, 'record')}. The verification lists them with the amounts.`,
    ),
    section(
      'Open receivables',
      receivables !== undefined &&
        'Source: the amounts that the source itself states as open. Zoho: what it has acknowledged. The CSV file `receivables-…` lists them by account.',
      table(
        [
          'Currency',
          'Accounts',
          'Open records',
          'Source',
          'Zoho',
          'Not in Zoho',
          'Their amount',
          'Unreadable',
          'Agrees',
        ],
        (receivables ?? []).map((one) => [
          ...[one.currency, one.accounts, one.records, amount(one.source), amount(one.zoho)],
          ...[one.missing.records, amount(one.missing.amount), one.unreadable ?? 0, agrees(one) ? 'yes' : '**no**'],
        ]),
      ),
    ),
    section(
      'Custom fields',
      custom.written + custom.rejected > 0 &&
        `The second pass wrote the custom fields of ${counted(custom.written, 'record')}; ` +
          `Zoho rejected those of ${custom.rejected.toLocaleString('en')}.`,
    ),
    section(
      'Reasons',
      table(
        ['Outcome', 'Reason', 'Records'],
        report.reasons.map(({ outcome, reason, count }) => [outcome, reason, count]),
      ),
    ),
    section(
      'Values that were changed, assumed or left blank',
      report.remarks !== undefined &&
        table(
          ['Field', 'What was done', 'Why', 'Records'],
          report.remarks.map(({ field, rule, count }) => {
            const [kind, ...why] = rule.split(':') as [string, ...string[]];
            return [field, doneBy[kind] ?? kind, why.join(':').trim(), count];
          }),
        ),
    ),
    section(
      'Effort',
      `${duration(report.seconds)}, ${counted(report.recordsPerSecond, 'record')} a second, ` +
        `${counted(report.calls, 'call')}, ${counted(report.credits, 'credit')}.`,
    ),
  );
}
