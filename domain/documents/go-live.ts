import type { GoLiveCheck } from '../cutover/checks.ts';
import { page, section, table } from './markdown.ts';

/** What was checked before the switch, for the people who decide: go or no-go. */
export function goLiveDocument(
  { engagement, customer }: { engagement: string; customer: string },
  checks: GoLiveCheck[],
): string {
  return page(
    `Go or no-go of ${customer}`,
    `Engagement \`${engagement}\`. ${goLiveText(checks)}`,
    section(
      'What was checked',
      table(
        ['Check', 'Result', 'Detail'],
        checks.map(({ what, isGood, detail }) => [
          ...[what, isGood === null ? 'not measured' : isGood ? 'yes' : '**no**', detail],
        ]),
      ),
    ),
  );
}

/** The checks in a sentence. */
export function goLiveText(checks: GoLiveCheck[]): string {
  const bad = checks.filter(({ isGood }) => isGood === false).map(({ what }) => what);
  const open = checks.filter(({ isGood }) => isGood === null).map(({ what }) => what);
  return [
    bad.length === 0
      ? `${checks.length - open.length} of ${checks.length} checks are good.`
      : `Not true: ${bad.join('; ')}.`,
    ...(open.length > 0 ? [`Not measured: ${open.join('; ')}.`] : []),
  ].join(' ');
}
