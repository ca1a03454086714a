import type { Scope } from '../../schemas/report.ts';
import { estimateSection } from './estimate.ts';
import { notAskedText } from './handoff.ts';
import { counted, page, section, table } from './markdown.ts';
import { duplicatesText } from './possible-duplicates.ts';
import { qualitySection } from './quality.ts';

/** The scope document: what moves where, what stays in staging, data quality, and what is handed off. */
export function scopeDocument(scope: Scope): string {
  const { objects, kept, quality, customFields, handoff, identifierLists, estimate } = scope;
  const rows = objects.reduce((sum, one) => sum + one.rows, 0);
  const left = handoff.reduce((sum, one) => sum + one.rows, 0);
  return page(
    `Scope of ${scope.customer}`,
    `${counted(rows, 'record')} of ${counted(objects.length, 'source object')} will move to Zoho CRM. ` +
      `${counted(left, 'record')} will be handed off, because a CRM can't hold them.`,
    `Engagement \`${scope.engagement}\`, as of ${scope.takenAt}.`,
    section(
      'What moves',
      table(
        ['Source object', 'Records', 'Fields', 'Destination'],
        objects.map((one) => [one.object, one.rows, one.columns, one.destination]),
      ),
    ),
    section(
      'What stays in staging',
      kept.length > 0 && 'These records are extracted and stay in staging. They are not written to Zoho CRM.',
      table(
        ['Source object', 'Records'],
        kept.map((one) => [one.object, one.rows]),
      ),
    ),
    qualitySection(quality),
    section('Possible duplicates', duplicatesText(scope.duplicates ?? null)),
    estimateSection(estimate),
    section(
      'Custom fields found',
      table(
        ['Source object', 'Field', 'Type'],
        customFields.map((one) => [one.object, one.name, one.type]),
      ),
    ),
    section(
      'What is handed off',
      table(
        ['Source object', 'Records'],
        handoff.map((one) => [one.object, one.rows]),
      ),
      notAskedText(handoff),
    ),
    section(
      'Network identifiers',
      identifierLists.length === 0
        ? 'The source profile names no lists of identifiers. Matching rests on rules alone, so an identifier without a label can reach Zoho CRM. ' +
            'To match every value with the lists of the operator, add `identifiers:` to the profile.'
        : `Every value is compared with the lists of the operator that the source profile names: ${identifierLists.join(', ')}. ` +
            'Identifiers of other operators, and of kinds that are not in these lists, are found by rules alone.',
    ),
  );
}
