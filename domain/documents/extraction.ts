import type { Manifest } from '../../schemas/manifest.ts';
import { counted, list, page, section, table } from './markdown.ts';

/** What was extracted, what the source counts, and what was unusual, for the people who sign. */
export function extractionDocument({ engagement, customer, manifest }: Extraction): string {
  const { objects, name, takenAt, contentDigest } = manifest;
  const rows = objects.reduce((sum, one) => sum + one.rows, 0);
  const remarks = extractionRemarks(manifest);
  return page(
    `Extraction of ${customer}`,
    `${counted(rows, 'record')} of ${counted(objects.length, 'source object')} were extracted. ` +
      (remarks.length === 0 ? 'Nothing was unusual.' : `${counted(remarks.length, 'remark')}, listed below.`),
    `Engagement \`${engagement}\`, extraction \`${name}\`, snapshot of ${takenAt}, content digest \`${contentDigest}\`.`,
    section('Remarks', list(remarks)),
    section(
      'Source objects',
      table(
        ['Source object', 'Extracted', 'Counted by the source', 'Can’t be read', 'Without a key of their own'],
        objects.map((one) => [one.object, one.rows, one.sourceRows, one.bad?.rows ?? 0, one.unsound]),
      ),
    ),
  );
}

export interface Extraction {
  engagement: string;
  customer: string;
  manifest: Manifest;
}

/** What was unusual in an extraction, a sentence each. */
export const extractionRemarks = ({ objects }: Manifest): string[] =>
  objects.flatMap(({ object, remarks, bad, rows, sourceRows }) => {
    const badRows = bad ? [`${counted(bad.rows, 'row')} can't be read and will be rejected`] : [];
    const missing = sourceRows - rows - (bad?.rows ?? 0);
    // A source that counts by itself says so in a remark of its own.
    const difference =
      missing !== 0 && remarks.length === 0
        ? [`the source counts ${sourceRows} records, but ${rows} were extracted`]
        : [];
    return [...remarks, ...badRows, ...difference].map((remark) => `${object}: ${remark}`);
  });
