import type { AcceptancePack, PackDecision, PackExceptions } from '../../schemas/pack.ts';
import type { LoadReport, Receipt } from '../../schemas/report.ts';
import { outcomes } from '../../schemas/terms.ts';
import { agrees } from '../receivables.ts';
import { finalReportVerdict, reconciliationHead, reconciliationRows } from './final-report.ts';
import { historyLockHead, historyLockRows } from './history-lock.ts';
import { escapeHtml as escape, htmlTable, sentence, type HtmlCell } from './html.ts';
import { amount, counted, duration } from './markdown.ts';
import { receiptVerdict } from './receipt.ts';
import { verificationVerdict } from './verification.ts';

/**
 * The acceptance pack as one page without anything from elsewhere. It opens on a phone, and prints on A4.
 *
 * @param digest SHA-256 of the JSON that the page shows
 */
export function acceptancePage(pack: AcceptancePack, digest: string): string {
  const { customer, engagement, closedAt } = pack;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="portage-json" content="${digest}">
<title>Acceptance pack of ${escape(customer)}</title>
<style>${style}</style>
</head>
<body>
<h1>Acceptance pack of ${escape(customer)}</h1>
<p class="verdict">${sentence(finalReportVerdict(pack))}</p>
<p>Engagement <code>${escape(engagement)}</code>, as of ${escape(closedAt)}.</p>
<p>All figures are in <code>acceptance-pack.json</code>, SHA-256 <code>${digest}</code>. Whoever has the ledger compares both files with it: <code>portage audit verify ${escape(engagement)} --pack acceptance-pack.json</code>.</p>
${[
  scope(pack),
  decisions(pack),
  counts(pack),
  money(pack),
  fields(pack),
  exceptions(pack),
  conflicts(pack),
  identifiers(pack),
  timings(pack),
  credits(pack),
  part('Read-only history', htmlTable(historyLockHead, historyLockRows(pack.locks ?? []))),
  versions(pack),
  documents(pack),
]
  .filter((one) => one !== '')
  .join('\n')}
</body>
</html>
`;
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

/** A part with a heading; nothing if all of it is empty. `new` begins a new page of paper. */
function part(heading: string, ...bodies: (string | false)[]): string {
  return section('', heading, bodies);
}
const newPage = (heading: string, ...bodies: (string | false)[]) => section(' class="new"', heading, bodies);

function section(mark: string, heading: string, bodies: (string | false)[]): string {
  const filled = bodies.filter((body) => body !== false && body !== '');
  return filled.length === 0 ? '' : `<section${mark}>\n<h2>${escape(heading)}</h2>\n${filled.join('\n')}\n</section>`;
}
const below = (heading: string, table: string): string => (table === '' ? '' : `<h3>${escape(heading)}</h3>\n${table}`);
const text = (words: string): string => `<p>${sentence(words)}</p>`;

/** All loads, with the name of their environment. */
const loadsOf = ({ environments }: Pick<AcceptancePack, 'environments'>): [place: string, load: LoadReport][] =>
  Object.entries(environments).flatMap(([environment, loads]) =>
    loads.map((load): [string, LoadReport] => [`${environment} ${load.run}`, load]),
  );

function scope({ scope: content }: AcceptancePack): string {
  if (content === null) return '';
  return part(
    'Scope',
    text(`As of ${content.takenAt}.`),
    htmlTable(
      ['Source object', 'Records', 'Goes to', 'Left out'],
      content.objects.map(({ object, rows, routes, leftOut }) => [
        ...[object, rows],
        routes.map((one) => `${one.module}: ${one.rows.toLocaleString('en')}`).join(', '),
        leftOut.map((one) => `${one.reason}: ${one.rows.toLocaleString('en')}`).join(', '),
      ]),
    ),
    below(
      'Extracted, and not written to Zoho',
      htmlTable(
        ['Source object', 'Records', 'Why'],
        content.kept.map(({ object, rows, why }) => [object, rows, why]),
      ),
    ),
    below(
      'Stays with network and billing operations',
      htmlTable(
        ['Source object', 'Records'],
        content.handoff.map(({ object, rows }) => [object, rows]),
      ),
    ),
    content.customFields.length > 0 &&
      text(`${counted(content.customFields.length, 'custom field')} of the source are in the scope.`),
  );
}

function decisions({ decisions: made, refused }: AcceptancePack): string {
  return newPage(
    'Decisions',
    htmlTable(
      ['At', 'What', 'Gate', 'Decision', 'Name', 'E-mail', 'Role', 'Evidence', 'Proof', 'Reference'],
      made.map((one): HtmlCell[] => [
        ...[one.at, one.what, one.gate ?? '', decisionText(one), one.name ?? '', one.by ?? '', one.role ?? ''],
        ...[{ code: one.evidence ?? '' }, proofText(one), { code: one.proof?.reference ?? '' }],
      ]),
    ),
    text(`${counted(refused, 'message')} did not count.`),
  );
}

const decisionText = ({ decision, missing }: PackDecision): string =>
  missing > 0 ? `${decision ?? ''}, ${counted(missing, 'person', 'people')} missing` : (decision ?? '');

const kinds = { oidc: 'ID token', key: 'signature' };
const proofText = ({ proof }: PackDecision): string =>
  proof === null ? 'none' : `${kinds[proof.kind]}, ${proof.by ?? ''}`;

function counts(pack: AcceptancePack): string {
  const states = new Map(pack.runs.map(({ environment, run, state }) => [`${environment} ${run}`, state]));
  return newPage(
    'Counts',
    ...loadsOf(pack).map(([place, { modules }]) =>
      below(
        `${place} (${(states.get(place) ?? 'loaded').replace('-', ' ')})`,
        [
          htmlTable(reconciliationHead, reconciliationRows(modules)),
          htmlTable(
            ['Module', 'Source object', 'extracted', ...outcomes],
            modules.flatMap(({ module, objects }) =>
              objects.map((one) => [
                ...[module, one.object, one.extracted],
                ...outcomes.map((outcome) => one.outcomes[outcome]),
              ]),
            ),
          ),
          gapList(modules.flatMap(({ module, gaps }) => gaps.map((gap) => `${module}: ${gap}`))),
        ].join('\n'),
      ),
    ),
  );
}

const gapList = (gaps: string[]): string =>
  gaps.length === 0 ? '' : `<ul>\n${gaps.map((gap) => `<li>${sentence(gap)}</li>`).join('\n')}\n</ul>`;

const figure = (decimal: string | null | undefined): string => (decimal == null ? '–' : amount(decimal));

function money(pack: AcceptancePack): string {
  const loads = loadsOf(pack);
  return part(
    'Money',
    below(
      'Totals',
      htmlTable(
        ['Load', 'Module', 'Field', 'Source', 'Lines', 'Zoho', 'Records that differ', 'Agrees'],
        loads.flatMap(([place, { verify }]) =>
          (verify?.money ?? []).map((one): HtmlCell[] => [
            ...[place, one.module, one.field, figure(one.source), figure(one.lines), amount(one.destination)],
            ...[one.different ?? 0, one.agrees ? 'yes' : 'NO'],
          ]),
        ),
      ),
    ),
    below(
      'Open receivables',
      htmlTable(
        ['Load', 'Module', 'Currency', 'Accounts', 'Open records', 'Source', 'Zoho', 'Not in Zoho', 'Agrees'],
        loads.flatMap(([place, { modules }]) =>
          modules.flatMap(({ module, receivables = [] }) =>
            receivables.map((one): HtmlCell[] => [
              ...[place, module, one.currency, one.accounts, one.records, amount(one.source), amount(one.zoho)],
              ...[amount(one.missing.amount), agrees(one) ? 'yes' : 'NO'],
            ]),
          ),
        ),
      ),
    ),
  );
}

const fields = (pack: AcceptancePack): string =>
  part(
    'Fields read back',
    ...loadsOf(pack).map(([place, { verify }]) =>
      text(`${place}: ${verify === null ? '**not verified.**' : verificationVerdict(verify)}`),
    ),
    htmlTable(
      ['Load', 'Module', 'Records compared', 'Fields compared', 'Missing', 'Different', 'Edited in Zoho'],
      loadsOf(pack).flatMap(([place, { verify }]) =>
        (verify?.modules ?? []).map((one) => [
          ...[place, one.module, one.compared, one.fields, one.missing, one.different, one.edited ?? 0],
        ]),
      ),
    ),
  );

const exceptions = ({ exceptions: loads }: AcceptancePack): string =>
  newPage('Exceptions', ...loads.map((one) => `${text(exceptionsText(one))}\n${endsTable(one)}`));

function exceptionsText({ environment, run, total, open, decided, unlisted }: PackExceptions): string {
  const ends = Object.entries(decided).map(([end, count]) => `${count.toLocaleString('en')} ${end}`);
  const sum = `${environment} ${run}: ${counted(total, 'exception')}, ${open.toLocaleString('en')} without a decision`;
  const rest = unlisted > 0 ? ` ${counted(unlisted, 'exception')} with rarer reasons are not in the table.` : '';
  return `${[sum, ...ends].join(', ')}.${rest}`;
}

const endsTable = ({ ends }: PackExceptions): string =>
  htmlTable(
    ['Module', 'Kind', 'Reason', 'Decision', 'Owner', 'Decided by', 'Records'],
    ends.map((one) => [
      ...[one.module, one.kind, one.reason, one.decision ?? 'none', one.owner ?? '', one.decidedBy ?? '', one.count],
    ]),
  );

const conflicts = ({ conflicts: found }: AcceptancePack): string =>
  part(
    'Conflicts',
    found.length === 0 && text('No field was changed both in the source and by people in Zoho.'),
    htmlTable(
      ['Load', 'Module', 'Rule', 'What became of it', 'Decision', 'Fields'],
      found.map((one) => [
        ...[`${one.environment} ${one.run}`, one.module, one.rule, one.state, one.decision ?? '', one.count],
      ]),
    ),
  );

function identifiers({ receipts, bodiesScanned }: AcceptancePack): string {
  return part(
    'Network identifiers',
    text(`${counted(bodiesScanned, 'outgoing body was', 'outgoing bodies were')} scanned before sending.`),
    ...receipts.map((one) => text(`${one.environment} ${one.run}: ${receiptVerdict(one)}`)),
    htmlTable(
      ['Load', 'Bodies', 'Values', 'Tokens', 'Identifiers known', 'Values read back', 'Found in Zoho'],
      receipts.map((one): HtmlCell[] => [
        ...[placeOf(one), one.scanned.bodies, one.scanned.values, one.scanned.tokens, one.known.total],
        ...[one.readBack?.values ?? '–', one.readBack?.hits ?? '–'],
      ]),
    ),
    below(
      'Withheld',
      htmlTable(
        ['Load', 'Object', 'Field', 'Rule', 'Values'],
        receipts.flatMap((receipt) =>
          receipt.withheld.map(({ object, field, rule, count }) => [placeOf(receipt), object, field, rule, count]),
        ),
      ),
    ),
  );
}

const placeOf = ({ environment, run }: Receipt): string => `${environment} ${run}`;

const timings = (pack: AcceptancePack): string =>
  newPage(
    'Timings',
    htmlTable(
      ['Load', 'Phases took', 'Calls', 'Credits'],
      loadsOf(pack).map(([place, { seconds, calls, credits: used }]) => [place, duration(seconds), calls, used]),
    ),
    below(
      'What was done and waited for',
      htmlTable(
        ['Began', 'Ended', 'What', 'About', 'Load'],
        pack.steps.map(({ began, ended, kind, what, environment, run }) => [
          ...[began, ended ?? 'open', kind, what, [environment, run].filter((one) => one !== null).join(' ')],
        ]),
      ),
    ),
  );

const credits = ({ creditUse }: AcceptancePack): string =>
  part(
    'Calls to Zoho',
    htmlTable(
      ['Environment', 'Phase or step', 'Calls', 'Credits'],
      Object.entries(creditUse).flatMap(([environment, used]) =>
        used.map((one) => [environment, one.phase, one.calls, one.credits]),
      ),
    ),
  );

function versions({ versions: { code, files, mapping, mappings }, runs, decisions: made, audit }: AcceptancePack) {
  const codes = [...new Set([...made.flatMap((one) => one.code ?? []), code])];
  return part(
    'Versions',
    htmlTable(
      ['What', 'SHA-256'],
      [
        ...codes.map((one): HtmlCell[] => [one === code ? 'Code at the end' : 'Code at a gate', { code: one }]),
        ['Files of the engagement', { code: files }],
        ['Mapping in use', { code: mapping }],
        ...(audit.head === null
          ? []
          : [[`Entry ${audit.head.seq.toLocaleString('en')} of the audit`, { code: audit.head.hash }]]),
      ],
    ),
    below(
      'Mapping',
      htmlTable(
        ['Version', 'From', 'Made by', 'Made at', 'Used at the end', 'SHA-256 of the text'],
        mappings.map((one): HtmlCell[] => [
          ...[one.version, one.origin, one.madeBy ?? '', one.madeAt, one.isUsed ? 'yes' : ''],
          { code: one.digest },
        ]),
      ),
    ),
    below(
      'Loads',
      htmlTable(
        ['Load', 'Kind', 'Mapping', 'Staged files'],
        runs.map((one): HtmlCell[] => [
          ...[`${one.environment} ${one.run}`, one.kind, { code: one.mapping }, { code: one.manifest }],
        ]),
      ),
    ),
  );
}

const documents = ({ documents: all }: AcceptancePack): string =>
  newPage(
    'Documents',
    htmlTable(
      ['Document', 'Written at', 'SHA-256'],
      all.map(({ name, writtenAt, digest }): HtmlCell[] => [name, writtenAt, { code: digest }]),
    ),
  );
