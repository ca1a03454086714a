import type { FileVolume } from '../../schemas/estimate.ts';
import type { Scope } from '../../schemas/report.ts';
import { sourceObjects } from '../../schemas/terms.ts';
import { estimateSection } from './estimate.ts';
import { amount, counted, page, section, table } from './markdown.ts';
import { duplicatesText } from './possible-duplicates.ts';
import { qualitySection } from './quality.ts';

type Moved = Pick<Scope['objects'][number], 'routes' | 'leftOut'>;

/** Documents whose content is not in the source do not move, as far as some files that were read show it. */
export function withoutContent({ routes, leftOut }: Moved, files: readonly FileVolume[]): Moved {
  const missing = files.reduce((sum, one) => sum + (one.missing ?? 0), 0);
  if (missing === 0) return { routes, leftOut };
  const isExact = files.every((one) => one.measured === one.files);
  const reason = `the source has no content that can be attached${isExact ? '' : ' (about, by the files that were read)'}`;
  return {
    routes: routes.map((one) => (one.module === 'Attachments' ? { ...one, rows: one.rows - missing } : one)),
    leftOut: [...leftOut, { reason, rows: missing }],
  };
}

/** Custom fields are read with the records that have them. */
const listedObjects = sourceObjects.filter((object) => object !== 'custom_fields');

const missingIn = ({ objects, kept, handoff }: Scope): string[] => {
  const known = new Set([...objects, ...kept, ...handoff].map(({ object }) => object));
  return listedObjects.filter((object) => !known.has(object));
};

/** Records that a load can write at most: those that the mapping routes and does not exclude. */
export const movedRows = ({ objects }: Pick<Scope, 'objects'>): number =>
  objects.flatMap(({ routes }) => routes).reduce((sum, { rows }) => sum + rows, 0);

const routesText = (routes: Scope['objects'][number]['routes']): string =>
  routes.map(({ module, rows }) => `${amount(String(rows))} ${module}`).join(', ');
const leftOutText = (leftOut: Scope['objects'][number]['leftOut']): string =>
  leftOut.map(({ reason, rows }) => `${amount(String(rows))}: ${reason}`).join('; ');

/** The scope document: what moves where, what stays in staging, data quality, and what is handed off. */
export function scopeDocument(scope: Scope): string {
  const { objects, kept, quality, customFields, handoff, identifierLists, estimate } = scope;
  const left = handoff.reduce((sum, one) => sum + one.rows, 0);
  return page(
    `Scope of ${scope.customer}`,
    `At most ${counted(movedRows(scope), 'record')} of ${counted(objects.length, 'source object')} will move to Zoho CRM. ` +
      `${counted(left, 'record')} will be handed off, because a CRM can't hold them.`,
    `Engagement \`${scope.engagement}\`, as of ${scope.takenAt}.`,
    section(
      'What moves',
      table(
        ['Source object', 'Records', 'Fields', 'Destination', 'Left out'],
        objects.map((one) => [one.object, one.rows, one.columns, routesText(one.routes), leftOutText(one.leftOut)]),
      ),
      'Rows that are equal to another one are merged, and rows that can not be used or whose parent is missing are rejected. ' +
        'The section on data quality lists what was found before the load; the rehearsal counts all of them.',
    ),
    section(
      'What does not move',
      table(
        ['Source object', 'Records', 'Where it goes'],
        [
          ...kept.map((one) => [one.object, one.rows, one.why]),
          ...handoff.map((one) => [one.object, one.rows, 'handed off to those who keep it: a CRM can not hold it']),
          ...missingIn(scope).map((object) => [object, '', 'not in the source profile, so not read and not counted']),
        ],
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
      'Network identifiers',
      identifierLists.length === 0
        ? 'The source profile names no lists of identifiers. Matching rests on rules alone, so an identifier without a label can reach Zoho CRM. ' +
            'To match every value with the lists of the operator, add `identifiers:` to the profile.'
        : `Every value is compared with the lists of the operator that the source profile names: ${identifierLists.join(', ')}. ` +
            'Identifiers of other operators, and of kinds that are not in these lists, are found by rules alone.',
    ),
  );
}
