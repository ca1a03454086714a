import type { DuplicateCluster, DuplicatePair } from '../../schemas/duplicates.ts';
import type { QualityReport, SimilarRecords } from '../../schemas/quality.ts';
import { escapeHtml } from './html.ts';
import { counted, list, section, table } from './markdown.ts';

/** Objects that were searched and have clusters, or records that the mapping merges. */
const foundIn = ({ duplicates = [] }: QualityReport): SimilarRecords[] =>
  duplicates.filter(({ inClusters, merged }) => inClusters + merged > 0);

const clustersIn = ({ clusters: { certain, likely, unsure } }: SimilarRecords): number => certain + likely + unsure;

const tierTable = (found: SimilarRecords[]): string =>
  table(
    ['Source object', 'Certain', 'Likely', 'Unsure', 'Records in them', 'Merged by the mapping'],
    found.map(({ object, clusters: { certain, likely, unsure }, inClusters, merged }) => [
      ...[object, certain, likely, unsure],
      ...[inClusters, merged],
    ]),
  );

/** The line of the scope document about similar duplicates. An empty text for a report without a search. */
export function similarLine(report: QualityReport): string {
  if (report.duplicates === undefined) return '';
  const found = foundIn(report);
  const clusters = found.reduce((sum, one) => sum + clustersIn(one), 0);
  if (clusters === 0) return 'Similar duplicates: none were found beside those that the mapping merges.';
  const records = found.reduce((sum, { inClusters }) => sum + inClusters, 0);
  return `Similar duplicates: ${counted(records, 'record')} in ${counted(clusters, 'group')} may be of the same person or firm. They are not merged without a decision.`;
}

/** What the quality document says of similar duplicates. An empty text if there are none. */
export function similarSection(report: QualityReport): string {
  const found = foundIn(report);
  return section(
    'Similar duplicates',
    ...(found.length === 0
      ? []
      : [
          'Groups of records that may be of the same person or firm. Nothing is merged without a decision. Records that are equal in a `dedupe` list of the mapping are merged by the load, and only counted here.',
          tierTable(found),
          ...found.map(explanations),
        ]),
  );
}

function explanations({ object, samples, left }: SimilarRecords): string {
  const more =
    left === 0
      ? ''
      : `\n\n${counted(left, 'suggestion is', 'suggestions are')} not listed, because their records are in other groups. They come with the next discovery if they are still open then.`;
  return samples.length === 0
    ? ''
    : `For example, in ${object}:\n\n${list(samples.map((one) => `${namesOf(one)}: ${one.pairs.map(pairText).join(' – ')}`))}${more}`;
}

const namesOf = ({ ids, tier }: DuplicateCluster): string => `${ids.join(', ')} (${tier})`;

const pairText = ({ evidence, guards }: DuplicatePair): string =>
  [...evidence.map(({ field, level, weight }) => `${wordsOf(field)} ${level} (${signed(weight)})`), ...guards].join(
    '; ',
  );

const wordsOf = (field: string): string => field.replaceAll('_', ' ');
const signed = (weight: number): string => (weight < 0 ? `−${-weight}` : `+${weight}`);

/** The same for the page in HTML, with a chart of the evidence of each example. */
export function similarPart(report: QualityReport): string {
  const rows = foundIn(report).map(
    ({ object, clusters: { certain, likely, unsure }, inClusters, merged }) =>
      `<tr><td>${object}</td>${[certain, likely, unsure, inClusters, merged]
        .map((count) => `<td class="n">${count.toLocaleString('en')}</td>`)
        .join('')}</tr>`,
  );
  if (rows.length === 0) return '';
  const charts = foundIn(report).flatMap(({ object, samples }) =>
    samples.flatMap((cluster) => cluster.pairs.slice(0, 1).map((pair) => evidenceChart(object, cluster, pair))),
  );
  return `<p>Groups of records that may be of the same person or firm. Nothing is merged without a decision.</p>
<div class="wide"><table><tr><th>Object</th><th class="n">Certain</th><th class="n">Likely</th><th class="n">Unsure</th><th class="n">Records in them</th><th class="n">Merged by the mapping</th></tr>
${rows.join('\n')}</table></div>
<p>What speaks for a pair (green) and against it (red). One step is twice as probable, or half.</p>
${charts.join('\n')}`;
}

/** Width of a chart, and height of a comparison in it: its words, and below them its bar. */
const [width, lineHeight] = [440, 42];

/** Each comparison begins where the one before ended, so that the last one ends at the sum. */
function evidenceChart(
  object: string,
  cluster: DuplicateCluster,
  { evidence, guards, first, second }: DuplicatePair,
): string {
  const ends = evidence.reduce<number[]>((sums, { weight }) => [...sums, (sums.at(-1) ?? 0) + weight], []);
  const [least, most] = [Math.min(0, ...ends), Math.max(1, ...ends)];
  const at = (sum: number) => ((sum - least) / (most - least)) * width;
  const bars = evidence.map(({ field, level, weight }, place) => {
    const [from, to] = [at(ends[place]! - weight), at(ends[place]!)];
    const [start, size] = [Math.min(from, to), Math.max(1, Math.abs(to - from))];
    const y = place * lineHeight;
    const colour = weight < 0 ? '#c0392b' : '#3a9d5d';
    const words = escapeHtml(`${wordsOf(field)}: ${level} (${signed(weight)})`);
    return `<text x="0" y="${y + 16}" font-size="13">${words}</text><rect x="${start.toFixed(1)}" y="${y + 22}" width="${size.toFixed(1)}" height="12" fill="${colour}"/>`;
  });
  const title = `${object}: ${first} and ${second}, ${cluster.tier}`;
  const reasons = guards.length === 0 ? '' : ` Not more, because ${guards.join('; ')}.`;
  return `<h3>${escapeHtml(title)}</h3><p>${escapeHtml(`${namesOf(cluster)}.${reasons}`)}</p>
<svg viewBox="0 0 ${width} ${evidence.length * lineHeight}" role="img" aria-label="${escapeHtml(`Evidence of ${title}`)}">${bars.join('\n')}</svg>`;
}
