import type { ExceptionDecision, ExceptionSum } from '../../schemas/exceptions.ts';
import type { LoadReport } from '../../schemas/report.ts';
import type { Environment, Module } from '../../schemas/terms.ts';
import { isTooMany } from '../open-exceptions.ts';
import { counted } from './markdown.ts';
import { periodText } from './period-money.ts';
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
      ? `${counted(sum('fields'), 'field')} of ${counted(sum('compared'), 'record')} were read back and agree.${uncomparedText(verify)}${periodText(verify)}`
      : `The read-back of ${counted(sum('compared'), 'record')} does not agree: ` +
        `${counted(sum('missing'), 'is missing', 'are missing')}, ${counted(sum('different'), 'differs', 'differ')}, ` +
        `${counted(money, 'money total does', 'money totals do')} not match, ` +
        `${counted(verify.scanned.hits, 'network identifier')} found.${moneyText(verify)}${periodText(verify)}`) +
      refusedText(verify) +
      peoplesText(verify),
    ...(unread.length > 0 ? [`Not read back: ${unread.join(', ')}.`] : []),
  ].join(' ');
}

const decidedTexts: Record<ExceptionDecision, string> = {
  'fix-source': 'to be fixed at the source',
  'change-mapping': 'waiting for another mapping',
  accept: 'accepted as they are',
  drop: 'left out',
  'hand-over': 'handed over',
};

/**
 * How many exceptions the newest load of a gate has, and what people decided about them.
 *
 * @param allowed most exceptions without a decision with which the gate can be approved; null: any number
 */
export function exceptionsText({ total, open, decided }: ExceptionSum, allowed: number | null): string {
  if (total === 0) return 'There are no exceptions.';
  const parts = (Object.keys(decidedTexts) as ExceptionDecision[]).flatMap((decision) => {
    const count = decided[decision] ?? 0;
    return count > 0 ? [`${count.toLocaleString('en')} ${decidedTexts[decision]}`] : [];
  });
  const openText = `${open.toLocaleString('en')} without a decision`;
  const list = [...parts, ...(open > 0 ? [openText] : [])].join(', ');
  const most = allowed === 0 ? 'before all have one' : `with more than ${allowed?.toLocaleString('en')} of these`;
  return `${counted(total, 'exception')}: ${list}.${isTooMany(open, allowed) ? ` The gate can't be approved ${most}.` : ''}`;
}
