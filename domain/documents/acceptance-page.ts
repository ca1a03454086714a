import type { AcceptancePack } from '../../schemas/pack.ts';
import { decisionsPart, documentsPart, scopePart, timingsPart, versionsPart } from './acceptance-evidence.ts';
import {
  conflictsPart,
  countsPart,
  creditsPart,
  exceptionsPart,
  fieldsPart,
  identifiersPart,
  moneyPart,
} from './acceptance-figures.ts';
import { finalReportVerdict } from './final-report.ts';
import { historyLockHead, historyLockRows } from './history-lock.ts';
import { htmlPage, htmlTable, paragraph, part, sentence } from './html.ts';

/** The name under which the page has the digest of its JSON. */
export const digestMark = 'portage-json';

/**
 * The acceptance pack as one page without anything from elsewhere. It opens on a phone, and prints on A4.
 *
 * @param digest SHA-256 of the JSON that the page shows
 */
export function acceptancePage(pack: AcceptancePack, digest: string): string {
  const { customer, engagement, closedAt } = pack;
  const title = `Acceptance pack of ${customer}`;
  const parts = [
    ...[scopePart(pack), decisionsPart(pack), countsPart(pack), moneyPart(pack), fieldsPart(pack)],
    ...[exceptionsPart(pack), conflictsPart(pack), identifiersPart(pack), timingsPart(pack), creditsPart(pack)],
    part('Read-only history', htmlTable(historyLockHead, historyLockRows(pack.locks ?? []))),
    ...[versionsPart(pack), documentsPart(pack)],
  ];
  return htmlPage(
    { title, style, meta: { [digestMark]: digest } },
    [
      `<p class="verdict">${sentence(finalReportVerdict(pack))}</p>`,
      paragraph(`Engagement \`${engagement}\`, as of ${closedAt}.`),
      paragraph(
        `All figures are in \`acceptance-pack.json\`, SHA-256 \`${digest}\`. Whoever has the ledger compares both files with it: \`portage audit verify ${engagement} --pack acceptance-pack.json\`.`,
      ),
      ...parts.filter((one) => one !== ''),
    ].join('\n'),
  );
}

const style = `body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:72rem;padding:1rem;color:#1b1b1b;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.2rem;margin:2rem 0 .5rem}h3{font-size:1rem;margin:1.2rem 0 .3rem}
.verdict{border-left:.3rem solid #1d6b3a;padding-left:.7rem}.verdict:has(strong){border-color:#a4211a}strong{color:#a4211a}
div.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.9rem}
td,th{text-align:left;padding:.25rem .5rem;border-bottom:1px solid #ddd;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}code{font-size:.85em;overflow-wrap:anywhere}
@page{size:A4 landscape;margin:12mm}
@media print{body{font-size:10px;max-width:none;padding:0}div.wide{overflow:visible}table{font-size:8px}td,th{padding:.15rem .3rem}
thead{display:table-header-group}tr{break-inside:avoid}h2,h3{break-after:avoid}section.new{break-before:page}}`;
