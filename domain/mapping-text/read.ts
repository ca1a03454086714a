import { Mapping } from '../../schemas/mapping.ts';
import type { MappingBasis } from '../../schemas/mapping-basis.ts';
import type { SourceProfile } from '../../schemas/profile.ts';
import type { Module } from '../../schemas/terms.ts';
import { checkForUse } from '../check-outgoing.ts';
import { createGuard, type Guard } from '../identifiers/guard.ts';
import { modulesOf } from '../modules-of.ts';
import { orderModules } from '../order-modules.ts';
import type { Problem } from '../problem.ts';
import { readYamlText, type ReadYaml } from '../yaml-text.ts';

/** The largest text of a mapping, in characters. */
export const maxMappingText = 200_000;

/**
 * Reads the text of a mapping file as an engagement would: its syntax, its objects against the profile, and the order of its
 * modules. Fields of the source and of Zoho are checked by `checkForUse`.
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

export type CheckedText =
  | { ok: true; mapping: Mapping; warnings: Problem[]; unchecked: Module[] }
  | { ok: false; problems: { path: string; message: string; fix: string }[] };

/**
 * Checks the text of a mapping as the mapping step would, against the fields of the source and of Zoho as that step saw them
 * the last time.
 *
 * @param guard without it, the rules alone look for network identifiers in what the mapping gives Zoho
 * @returns what prevents its use; or the mapping, what people should look at, and modules whose fields are not known yet
 */
export function checkMappingText(
  text: string,
  profile: Pick<SourceProfile, 'objects' | 'plmns'>,
  basis: MappingBasis,
  guard: Pick<Guard, 'scanText' | 'clean'> = createGuard({ plmns: profile.plmns }),
): CheckedText {
  const read = readMappingText(text, profile);
  if (!read.ok) {
    const fix = 'Correct the text.';
    return { ok: false, problems: read.problems.map((message) => ({ path: 'mapping.yml', message, fix })) };
  }
  const mapping = read.value;
  const found = checkForUse(mapping, basis, guard);
  const problems = found.filter(({ severity }) => severity === 'fail');
  if (problems.length > 0) return { ok: false, problems };
  const unchecked = modulesOf(mapping).filter((module) => !basis.destination[module]);
  return { ok: true, mapping, warnings: found, unchecked };
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
