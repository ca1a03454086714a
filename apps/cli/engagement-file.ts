import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readSlug } from './engagement.ts';
import { wrongUse } from './failure.ts';

/**
 * The slug of an engagement file, by which its workflow is named. A worker reads and checks all the rest.
 *
 * @throws {CliError} if the file is missing, is no YAML or names no slug
 */
export function readEngagementSlug(file: string): string {
  const slug = (readYaml(file) as { slug?: unknown } | null)?.slug;
  if (typeof slug === 'string') return readSlug(slug);
  throw wrongUse(
    `${file} names no slug.`,
    'Give it a line such as "slug: delta-telecom"; portage init writes a start.',
  );
}

function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw wrongUse(`There is no file ${file}.`, 'Give the path of an engagement.yml.');
    throw wrongUse(`${file} can't be read: ${message.trim()}`, 'Mend the file and run the command again.');
  }
}
