import type { PeriodMoney, VerifyReport } from '../../schemas/report.ts';
import { amount, counted, section, table } from './markdown.ts';
import { apartTexts } from './money-apart.ts';

type Periods = Pick<VerifyReport, 'periods' | 'periodDifferences'>;

export const periodHead = [
  ...['Module', 'Field', 'Currency', 'Accounts', 'Periods', 'Source', 'Zoho'],
  ...['Not in Zoho', 'Edited in Zoho', 'Vanished', 'Unknown', 'Agrees'],
];

/** The figures of one field and currency. */
export const periodCells = (one: PeriodMoney) => [
  ...[one.module, one.field, one.currency, one.accounts, one.periods, amount(one.source), amount(one.zoho)],
  ...[one.missing, one.edited, one.vanished].map((apart) => (apart.records === 0 ? '–' : amount(apart.amount))),
  ...[one.unknown, one.different === 0 ? 'yes' : `no, ${counted(one.different, 'period')}`],
];

/** One sentence: whether the money of each account in each billing period is in Zoho. An empty text if it was not compared. */
export function periodVerdict({ periods = [] }: Pick<Periods, 'periods'>): string {
  if (periods.length === 0) return '';
  const different = periods.reduce((sum, one) => sum + one.different, 0);
  const apart = apartTexts(periods);
  if (different === 0)
    return apart.length === 0
      ? 'The money of each account in each billing period is the same in Zoho as in the source.'
      : `The money of each account in each billing period is the same in Zoho as in the source, apart from ${apart.join('; ')}.`;
  const text = counted(different, "account's billing period has", "accounts' billing periods have");
  return `**${text} other money in Zoho than in the source.**`;
}

/** The same after a blank. */
export function periodText(report: Pick<Periods, 'periods'>): string {
  const verdict = periodVerdict(report);
  return verdict && ` ${verdict}`;
}

/** Money by account and billing period. An empty text if it was not compared. */
export const periodSection = ({ periods = [], periodDifferences = [] }: Periods): string =>
  section(
    'Money by billing period',
    periodVerdict({ periods }),
    periods.length > 0 &&
      'Source: the amounts that the source itself states. Zoho: what was read back. Each account is compared in each billing period: ' +
        'source = Zoho + records that are not in Zoho + records that people edited. `money-by-period-….csv` lists all of them. Records ' +
        'that vanished from the source, and records without an amount in it, are in no sum.',
    table(periodHead, periods.map(periodCells)),
    periodDifferences.length > 0 && "Accounts' billing periods that differ, at most 100:",
    table(
      ['Account', 'Period', 'Field', 'Currency', 'Source', 'Zoho', 'Not in Zoho', 'Edited in Zoho'],
      periodDifferences.map((one) => [
        ...[one.account || 'none', one.period || 'none', one.field, one.currency],
        ...[one.source, one.zoho, one.missing, one.edited].map(amount),
      ]),
    ),
  );
