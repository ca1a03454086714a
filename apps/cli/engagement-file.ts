import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readSlug } from './engagement.ts';
import { wrongUse } from './failure.ts';

/**
 * The slug of an engagement file, which is in the id of its workflow. A worker reads and checks the rest.
 *
 * @throws {CliError} if the file is missing, is not YAML or has no slug
 */
export function readEngagementSlug(file: string): string {
  const slug = (readYaml(file) as { slug?: unknown } | null)?.slug;
  if (typeof slug === 'string') return readSlug(slug);
  throw wrongUse(
    `${file} has no slug.`,
    'Add a line such as "slug: delta-telecom"; portage init writes a complete file.',
  );
}

function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw wrongUse(`There is no file ${file}.`, 'Give the path of an engagement.yml.');
    throw wrongUse(`${file} can't be read: ${message.trim()}`, 'Fix the file and run the command again.');
  }
}
