import type { CheckState, PreflightReport } from '../../schemas/report.ts';
import { counted, page, section, table } from './markdown.ts';

const order: CheckState[] = ['fail', 'warn', 'pass'];

/** The preflight document: failed checks first, then warnings, each with its fix. */
export function preflightDocument({ engagement, checks }: PreflightReport): string {
  const byState = (state: CheckState) => checks.filter((check) => check.state === state);
  const sorted = order.flatMap(byState);
  return page(
    `Preflight of ${engagement}`,
    preflightVerdict(checks),
    table(
      ['State', 'Check', 'What was found', 'Affected'],
      sorted.map(({ state, id, what, affected }) => [state, `\`${id}\``, what, affected]),
    ),
    section(
      'What to do',
      sorted
        .filter((check) => check.state !== 'pass' && check.fix !== null)
        .map(({ id, fix }) => `- \`${id}\`: ${fix}`)
        .join('\n'),
    ),
  );
}

/** One or two sentences: whether the engagement can continue. */
export function preflightVerdict(checks: PreflightReport['checks']): string {
  const failed = checks.filter((check) => check.state === 'fail').length;
  const warned = checks.filter((check) => check.state === 'warn').length;
  const total = counted(checks.length, 'check');
  if (failed > 0) return `${failed} of ${total} failed. The engagement can't continue until the problems are fixed.`;
  if (warned > 0) return `None of ${total} failed. Read the ${counted(warned, 'warning')} before you continue.`;
  return `${total} passed. The engagement can continue.`;
}
