import type { LoadReport } from '../../schemas/report.ts';
import type { Environment, Module } from '../../schemas/terms.ts';
import { counted } from './markdown.ts';
import { moneyText, peoplesText, refusedText, uncomparedText } from './verification.ts';

/** A load, with what the ledger knows of its run. */
export interface SummarisedLoad {
  environment: Environment;
  load: LoadReport;
  rolledBack: boolean;
}

/**
 * What a load did, in a few sentences: records, whether the counts agree, whether the read-back agrees. Every statement
 * comes from a report; what was not measured is named as missing.
 *
 * @param modules the modules that the load should have
 */
export function summariseLoad({ environment, load, rolledBack }: SummarisedLoad, modules: Module[]): string {
  return [
    `${environment}, ${load.run}: ${recordsText(load)}.`,
    countsText(load, modules),
    verificationText(load, modules),
    ...(rolledBack ? ['It was rolled back.'] : []),
  ].join(' ');
}

function recordsText({ modules }: LoadReport): string {
  const parts = (['created', 'updated'] as const).flatMap((outcome) => {
    const counts = modules.filter(({ outcomes }) => outcomes[outcome] > 0);
    if (counts.length === 0) return [];
    const list = counts.map(({ module, outcomes }) => `${outcomes[outcome].toLocaleString('en')} ${module}`);
    return [`${outcome} ${list.join(', ')}`];
  });
  return parts.join('; ') || 'no record was created or updated';
}

function countsText(load: LoadReport, modules: Module[]): string {
  const open = load.modules.filter(({ identityClosed }) => !identityClosed).map(({ module }) => module);
  const missing = modules.filter((module) => !load.modules.some((one) => one.module === module));
  return [
    open.length === 0 && missing.length === 0
      ? `The counts agree in ${counted(load.modules.length, 'phase')}.`
      : open.length > 0 && `The counts do not agree in ${open.join(', ')}.`,
    missing.length > 0 && `There is no count of ${missing.join(', ')}.`,
  ]
    .filter(Boolean)
    .join(' ');
}

function verificationText({ verify }: LoadReport, modules: Module[]): string {
  if (!verify) return 'No field was read back.';
  const sum = (figure: 'compared' | 'fields' | 'missing' | 'different') =>
    verify.modules.reduce((total, one) => total + one[figure], 0);
  const unread = modules.filter((module) => !verify.modules.some((one) => one.module === module));
  const money = verify.money.filter(({ agrees }) => !agrees).length;
  return [
    (verify.agrees
      ? `${counted(sum('fields'), 'field')} of ${counted(sum('compared'), 'record')} were read back and agree.${uncomparedText(verify)}`
      : `The read-back of ${counted(sum('compared'), 'record')} does not agree: ` +
        `${counted(sum('missing'), 'is missing', 'are missing')}, ${counted(sum('different'), 'differs', 'differ')}, ` +
        `${counted(money, 'money total does', 'money totals do')} not match, ` +
        `${counted(verify.scanned.hits, 'network identifier')} found.${moneyText(verify)}`) +
      refusedText(verify) +
      peoplesText(verify),
    ...(unread.length > 0 ? [`Not read back: ${unread.join(', ')}.`] : []),
  ].join(' ');
}
