import type { AcceptancePack, PackDecision } from '../../schemas/pack.ts';
import { loadsOf } from './acceptance-figures.ts';
import { below, htmlTable, newPage, paragraph, part, type HtmlCell } from './html.ts';
import { counted, duration } from './markdown.ts';

export function scopePart({ scope: content }: AcceptancePack): string {
  if (content === null) return '';
  return part(
    'Scope',
    paragraph(`As of ${content.takenAt}.`),
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
      paragraph(`${counted(content.customFields.length, 'custom field')} of the source are in the scope.`),
  );
}

export function decisionsPart({ decisions: made, refused }: AcceptancePack): string {
  return newPage(
    'Decisions',
    htmlTable(
      ['At', 'What', 'Gate', 'Decision', 'Name', 'E-mail', 'Role', 'Evidence', 'Proof', 'Reference'],
      made.map((one): HtmlCell[] => [
        ...[one.at, one.what, one.gate ?? '', decisionText(one), one.name ?? '', one.by ?? '', one.role ?? ''],
        ...[{ code: one.evidence ?? '' }, proofText(one), { code: one.proof?.reference ?? '' }],
      ]),
    ),
    paragraph(`${counted(refused, 'message')} did not count.`),
  );
}

const decisionText = ({ decision, missing }: PackDecision): string =>
  missing > 0 ? `${decision ?? ''}, ${counted(missing, 'person', 'people')} missing` : (decision ?? '');

const kinds = { oidc: 'ID token', key: 'signature' };
const proofText = ({ proof }: PackDecision): string =>
  proof === null ? 'none' : `${kinds[proof.kind]}, ${proof.by ?? ''}`;

export const timingsPart = (pack: AcceptancePack): string =>
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

export function versionsPart({
  versions: { code, files, mapping, mappings },
  runs,
  decisions: made,
  audit,
}: AcceptancePack) {
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

export const documentsPart = ({ documents: all }: AcceptancePack): string =>
  newPage(
    'Documents',
    htmlTable(
      ['Document', 'Written at', 'SHA-256'],
      all.map(({ name, writtenAt, digest }): HtmlCell[] => [name, writtenAt, { code: digest }]),
    ),
  );
