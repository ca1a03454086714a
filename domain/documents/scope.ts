import type { Scope } from '../../schemas/report.ts';
import { counted, page, section, table } from './markdown.ts';

/** What is there, what moves where, what needs care, and what a CRM can't hold. */
export function scopeDocument(scope: Scope): string {
  const { objects, kept, quality, customFields, handoff } = scope;
  const rows = objects.reduce((sum, one) => sum + one.rows, 0);
  const left = handoff.reduce((sum, one) => sum + one.rows, 0);
  return page(
    `Scope of ${scope.customer}`,
    `${counted(rows, 'record')} of ${counted(objects.length, 'object')} move to Zoho CRM; ` +
      `${counted(left, 'record')} can't be held by a CRM and are handed off instead.`,
    `Engagement \`${scope.engagement}\`, taken at ${scope.takenAt}.`,
    section(
      'What moves',
      table(
        ['Source object', 'Records', 'Fields', 'Becomes'],
        objects.map((one) => [one.object, one.rows, one.columns, one.destination]),
      ),
    ),
    section(
      'What is kept',
      kept.length > 0 && 'Extracted with the others and kept in staging; it is not written to Zoho CRM.',
      table(
        ['Source object', 'Records'],
        kept.map((one) => [one.object, one.rows]),
      ),
    ),
    section(
      'Data quality',
      quality.length === 0
        ? 'No rule found anything to complain about.'
        : 'Each line says how many records a rule found, before anything is moved.',
      table(
        ['Source object', 'Rule', 'Records'],
        quality.map((one) => [one.object, one.rule, one.rows]),
      ),
    ),
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
    ),
  );
}
