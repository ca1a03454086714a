import type { Estimate, FileVolume } from '../../schemas/estimate.ts';
import { amount, counted, section, table } from './markdown.ts';

function daysText({ low, high }: { low: number; high: number }): string {
  const [from, to] = [low, high].map((days) => days.toFixed(1));
  return high < 0.1 ? 'less than 0.1' : from === to ? `${to}` : `${from} to ${to}`;
}

/** The estimate, as a part of the scope document. */
export function estimateSection(estimate: Estimate): string {
  const { modules, files, load, users, editions, grade, isIndividual, price } = estimate;
  const bulk = modules.reduce((sum, { bulkCredits, rest }) => sum + Math.min(bulkCredits, rest.credits), 0);
  return section(
    'Estimate',
    'These figures are computed from the numbers of records, before anything is tried. Rows that are merged, excluded or ' +
      'rejected are included. Preflight, the schema (500 credits for each custom module to create), matching with records in Zoho, and calls ' +
      'that are repeated are not. The rehearsal measures all of them.',
    isIndividual &&
      '**The source has more than 2,000,000 records, so this migration is scoped individually.** Agree on credits, duration and storage with the customer.',
    table(
      ['Module', 'Records', 'Calls', 'Credits', 'Credits with bulk jobs'],
      modules.map((one) => [one.module, one.records, one.rest.calls, one.rest.credits, one.bulkCredits]),
    ),
    `One load with its verification costs about ${counted(load.calls, 'call')} and ${counted(load.credits, 'credit')}. ` +
      'A rehearsal costs as much in the sandbox. ' +
      (bulk < load.credits
        ? `With bulk jobs where they are cheaper it would be about ${counted(bulk, 'credit')}; Portage sends batches, whose outcomes it knows record by record.`
        : 'Bulk jobs would not be cheaper.'),
    ...filesPart(files),
    table(
      ['Edition', 'Credits in 24 hours', 'Days of one load'],
      editions.map(({ edition, dailyCredits, days }) => [edition, dailyCredits, daysText(days)]),
    ),
    `The credits are those of an org with ${counted(users, 'active user')}, of which a load uses at most 80 %.`,
    `Complexity: **${grade.grade}**`,
    table(
      ['Part', 'Points (0 to 3)', 'Reason'],
      grade.parts.map(({ about, points, reason }) => [about, points, reason]),
    ),
    price !== null && `Price by the rate card of the engagement: ${amount(price.amount)} ${price.currency}.`,
  );
}

const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);

const missingIn = (files: FileVolume[]): number => files.reduce((sum, { missing = 0 }) => sum + missing, 0);
const withheldIn = (files: FileVolume[]): number => files.reduce((sum, { withheld = 0 }) => sum + withheld, 0);

/** Figures are exact only if every file was read. */
const about = (files: FileVolume[]): string => (files.every((one) => one.measured === one.files) ? '' : 'About ');

function withheldText(files: FileVolume[]): string {
  const withheld = withheldIn(files);
  if (withheld === 0) return '';
  return `${about(files)}${counted(withheld, 'file is a text', 'files are texts')} with network identifiers (rule DQ42). A load rejects them.`;
}

function missingText(files: FileVolume[]): string {
  const missing = missingIn(files);
  if (missing === 0) return '';
  return `${about(files)}${counted(missing, 'file has', 'files have')} no content in the source, or one that can’t be attached: empty, or too large. A load rejects them. Add the files to the source, or leave their documents out.`;
}

function filesPart(files: FileVolume[]): string[] {
  const [count, bytes] = [
    files.reduce((sum, one) => sum + one.files, 0),
    files.reduce((sum, one) => sum + one.bytes, 0),
  ];
  if (count === 0) return [];
  return [
    table(
      ['Files of', 'Files', 'MB, about', 'Files measured', 'Without content'],
      files.map((one) => [one.object ?? 'no object', one.files, megabytes(one.bytes), one.measured, one.missing ?? 0]),
    ),
    missingText(files),
    withheldText(files),
    `${counted(Math.max(0, count - missingIn(files) - withheldIn(files)), 'file')} with about ${megabytes(bytes)} MB of the source will be attached, less those whose record is not loaded. ` +
      'They need as much file storage in the org.',
  ];
}
