import type { SpotCheckSheet } from '../../schemas/spot-check.ts';
import { confidenceText } from '../spot-check/confidence.ts';
import { counted, list, page, section, table } from './markdown.ts';

/** The finished sheet of a spot check: which records people compared, why these, and what they found. No values. */
export function spotCheckDocument(sheet: SpotCheckSheet): string {
  const { engagement, environment, run, random, chosen, records, population, seed, finishedAt, finishedBy } = sheet;
  const wrong = records.filter(({ verdict }) => verdict === 'wrong');
  return page(
    `Spot check: ${environment} ${run}`,
    spotCheckVerdict(sheet),
    `Engagement \`${engagement}\`. Finished by ${finishedBy} on ${finishedAt.slice(0, 10)}.`,
    section(
      'Confidence',
      confidenceText(random),
      `The ${counted(random.right + random.wrong, 'record')} of the random part were drawn from ${counted(population, 'record')} in Zoho with the seed \`${seed}\`.`,
      chosen.right + chosen.wrong > 0 &&
        `${counted(chosen.right + chosen.wrong, 'record')} were chosen because something is unusual about them, and count apart: ${chosen.right} right, ${chosen.wrong} wrong.`,
    ),
    section(
      'Wrong records',
      list(
        wrong.map(({ key, note, differingFields }) => {
          const fields = differingFields.length > 0 ? ` Zoho differs in ${differingFields.join(', ')}.` : '';
          return `\`${key}\`: ${note === '' ? 'no note.' : note}${fields}`;
        }),
      ),
    ),
    section(
      'Records',
      table(
        ['No', 'Record', 'Module', 'Outcome', 'Chosen', 'Judged', 'By', 'Note'],
        records.map((one) => [
          one.no,
          one.key,
          one.module,
          one.outcome,
          [...(one.isRandom ? ['at random'] : []), ...one.traits].join('; '),
          one.verdict,
          one.judgedBy,
          one.note,
        ]),
      ),
    ),
  );
}

/** One sentence: how many of the compared records are right. */
export function spotCheckVerdict({ random, chosen }: Pick<SpotCheckSheet, 'random' | 'chosen'>): string {
  const [right, wrong] = [random.right + chosen.right, random.wrong + chosen.wrong];
  return `People compared ${counted(right + wrong, 'record')} with the source: ${right} right, ${wrong} wrong.`;
}
