import type { AcceptancePack, PackExceptions } from '../../schemas/pack.ts';
import type { LoadReport, Receipt } from '../../schemas/report.ts';
import { outcomes } from '../../schemas/terms.ts';
import { agrees } from '../receivables.ts';
import { reconciliationHead, reconciliationRows } from './final-report.ts';
import { below, htmlTable, newPage, paragraph, part, sentence, type HtmlCell } from './html.ts';
import { amount, counted } from './markdown.ts';
import { periodCells, periodHead } from './period-money.ts';
import { receiptVerdict } from './receipt.ts';
import { verificationVerdict } from './verification.ts';

/** All loads, with the name of their environment. */
export const loadsOf = ({ environments }: Pick<AcceptancePack, 'environments'>): [place: string, load: LoadReport][] =>
  Object.entries(environments).flatMap(([environment, loads]) =>
    loads.map((load): [string, LoadReport] => [`${environment} ${load.run}`, load]),
  );

export function countsPart(pack: AcceptancePack): string {
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

export function moneyPart(pack: AcceptancePack): string {
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
      'By account and billing period',
      htmlTable(
        ['Load', ...periodHead],
        loads.flatMap(([place, { verify }]) => (verify?.periods ?? []).map((one) => [place, ...periodCells(one)])),
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

export const fieldsPart = (pack: AcceptancePack): string =>
  part(
    'Fields read back',
    ...loadsOf(pack).map(([place, { verify }]) =>
      paragraph(`${place}: ${verify === null ? '**not verified.**' : verificationVerdict(verify)}`),
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

export const exceptionsPart = ({ exceptions: loads }: AcceptancePack): string =>
  newPage('Exceptions', ...loads.map((one) => `${paragraph(exceptionsText(one))}\n${endsTable(one)}`));

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

export const conflictsPart = ({ conflicts: found }: AcceptancePack): string =>
  part(
    'Conflicts',
    found.length === 0 && paragraph('No field was changed both in the source and by people in Zoho.'),
    htmlTable(
      ['Load', 'Module', 'Rule', 'What became of it', 'Decision', 'Fields'],
      found.map((one) => [
        ...[`${one.environment} ${one.run}`, one.module, one.rule, one.state, one.decision ?? '', one.count],
      ]),
    ),
  );

export function identifiersPart({ receipts, bodiesScanned }: AcceptancePack): string {
  return part(
    'Network identifiers',
    paragraph(`${counted(bodiesScanned, 'outgoing body was', 'outgoing bodies were')} scanned before sending.`),
    ...receipts.map((one) => paragraph(`${one.environment} ${one.run}: ${receiptVerdict(one)}`)),
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

export const creditsPart = ({ creditUse }: AcceptancePack): string =>
  part(
    'Calls to Zoho',
    htmlTable(
      ['Environment', 'Phase or step', 'Calls', 'Credits'],
      Object.entries(creditUse).flatMap(([environment, used]) =>
        used.map((one) => [environment, one.phase, one.calls, one.credits]),
      ),
    ),
  );
