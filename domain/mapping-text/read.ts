import { Mapping } from '../../schemas/mapping.ts';
import type { SourceProfile } from '../../schemas/profile.ts';
import { orderModules } from '../order-modules.ts';
import { readYamlText, type ReadYaml } from '../yaml-text.ts';

/** The largest text of a mapping, in characters. */
export const maxMappingText = 200_000;

/**
 * Reads the text of a mapping file as an engagement would: its syntax, its objects against the profile, and the order of its
 * modules. Fields of the source and of Zoho are checked by `checkMapping`.
 */
export function readMappingText(text: string, profile: Pick<SourceProfile, 'objects'>): ReadYaml<Mapping> {
  if (text.length > maxMappingText)
    return {
      ok: false,
      problems: [
        `mapping.yml: it has ${text.length.toLocaleString('en')} characters, at most ${maxMappingText.toLocaleString('en')} are allowed`,
      ],
    };
  const read = readYamlText(text, Mapping, 'mapping.yml');
  if (!read.ok) return read;
  const problems = [...unknownObjects(read.value, profile), ...cycleOf(read.value)].map(
    (problem) => `mapping.yml, ${problem}`,
  );
  return problems.length === 0 ? read : { ok: false, problems };
}

/** Source objects that a mapping names and the profile does not have. */
export const unknownObjects = (mapping: Mapping, { objects }: Pick<SourceProfile, 'objects'>, profile = ''): string[] =>
  Object.entries(mapping.modules).flatMap(([module, { sources }]) =>
    sources
      .filter(({ object }) => !objects[object])
      .map(({ object }) => `modules.${module}: the profile${profile && ` ${profile}`} has no object ${object}`),
  );

function cycleOf(mapping: Mapping): string[] {
  try {
    orderModules(mapping);
    return [];
  } catch (error) {
    return [`modules: ${(error as Error).message}`];
  }
}
