import type { CheckState, PreflightReport } from '../../schemas/report.ts';
import { counted, page, section, table } from './markdown.ts';

const order: CheckState[] = ['fail', 'warn', 'pass'];

/** What preflight found, the worst first, each with what to do about it. */
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

/** One sentence: whether the engagement can go on. */
export function preflightVerdict(checks: PreflightReport['checks']): string {
  const failed = checks.filter((check) => check.state === 'fail').length;
  const warned = checks.filter((check) => check.state === 'warn').length;
  const looked = `Of ${counted(checks.length, 'check')}`;
  if (failed > 0) return `${looked}, ${failed} failed: the engagement can't go on until they are mended.`;
  if (warned > 0) return `${looked} none failed; ${counted(warned, 'warning')} should be read before the start.`;
  return `${looked} none failed: nothing stands in the way.`;
}
