import type { FileSet } from '../../../schemas/profile-files.ts';
import { fileError } from './errors.ts';

/** The lines at the end of a file that are no rows, in the order in which the profile lists them. */
export interface Footer {
  /** How the next line of the footer begins, if this text is that line; null for any other text. */
  take(text: string): string | null;
  /** Whether a line of the footer was taken. */
  hasBegun(): boolean;
  /** Keeps the values of the line that was taken last, one of which may count the rows. */
  keep(values: string[]): void;
  /** @throws ConnectorError `contract` for a line that is not the next line of a footer that has begun */
  refuse(): never;
  /** @throws ConnectorError `contract` for a footer that is not complete, or counts other rows */
  check(rows: number): void;
}

/** The footer of a file, which is empty without `trailer` in the profile. */
export function footerOf(name: string, { trailer: lines = [] }: Pick<FileSet, 'trailer'>): Footer {
  const taken: string[][] = [];
  let next = 0;
  return {
    take(text) {
      const begins = lines[next]?.begins;
      if (begins === undefined || !text.startsWith(begins)) return null;
      next += 1;
      return begins;
    },
    hasBegun: () => next > 0,
    keep: (values) => void taken.push(values),
    refuse() {
      const missing = lines[next]?.begins;
      const why =
        missing === undefined
          ? 'rows follow the trailer; if they are none, list them under trailer, too'
          : `the next line of the trailer does not begin with ${missing}`;
      throw fileError(name, null, why);
    },
    check(rows) {
      const missing = lines[next]?.begins;
      if (missing !== undefined) throw fileError(name, null, `the trailer ${missing} is missing`);
      for (const [place, { count }] of lines.entries()) {
        if (count === undefined) continue;
        const counted = taken[place]?.[count]?.trim() ?? '';
        if (counted === '' || Number(counted) !== rows)
          throw fileError(name, null, `the trailer counts ${Number(counted)} rows, the file has ${rows}`);
      }
    },
  };
}
