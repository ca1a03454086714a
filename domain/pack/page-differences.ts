import type { PackDifference } from '../../schemas/pack-check.ts';
import { digestMark } from '../documents/acceptance-page.ts';
import { differs } from './shown.ts';

const cellPattern = /<t[dh][^>]*>(.*?)<\/t[dh]>/g;
const cellsOf = (line: string): string[] => [...line.matchAll(cellPattern)].map(([, cell]) => plain(cell!));
const headingPattern = /<h[1-3]>(.*?)<\/h[1-3]>/;
const plain = (html: string): string => html.replaceAll(/<[^>]*>/g, '');

/** The SHA-256 of the JSON that a page says it shows; null if it names none. */
export const namedDigest = (page: string): string | null =>
  new RegExp(`<meta name="${digestMark}" content="([0-9a-f]{64})">`).exec(page)?.[1] ?? null;

/**
 * Where a page differs from that of the ledger: by line, under which heading, and in a table by row and column. The names are
 * those of the ledger's page.
 */
export function pageDifferences(page: string, ledgers: string): PackDifference[] {
  const [given, wanted] = [page.split('\n'), ledgers.split('\n')];
  const differences: PackDifference[] = [];
  let heading = 'the beginning';
  let columns: string[] = [];
  for (const [index, line] of wanted.entries()) {
    heading = plain(headingPattern.exec(line)?.[1] ?? heading);
    if (line.startsWith('<thead>')) columns = cellsOf(line);
    if (line === given[index]) continue;
    const place = `line ${index + 1}, under "${heading}"`;
    // From here on, other lines stand beside each other.
    if (given.length !== wanted.length) {
      const what = `the page has ${given.length} lines, the ledger's ${wanted.length}; this is the first that differs`;
      return [{ where: place, what }];
    }
    const cells = differencesOfCells(place, cellsOf(given[index]!), cellsOf(line), columns);
    differences.push(...(cells.length > 0 ? cells : [{ where: place, what: 'the page has another text' }]));
  }
  if (differences.length === 0 && given.length !== wanted.length)
    return [{ where: `line ${wanted.length + 1}`, what: "the page has more lines than the ledger's" }];
  return differences;
}

function differencesOfCells(place: string, given: string[], wanted: string[], columns: string[]): PackDifference[] {
  if (given.length !== wanted.length) return [];
  return wanted.flatMap((cell, column) =>
    cell === given[column]
      ? []
      : [{ where: `${place}, row ${wanted[0]}, column ${columns[column]}`, what: differs(given[column], cell) }],
  );
}
