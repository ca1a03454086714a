import type { Source } from '../../connectors/bss/port.ts';
import { checkDates } from '../../domain/check-dates.ts';
import type { Columns } from '../../domain/check-columns.ts';
import { checkForUse } from '../../domain/check-outgoing.ts';
import type { Guard } from '../../domain/identifiers/guard.ts';
import { customFieldsIn } from '../../domain/field-decisions.ts';
import type { Problem } from '../../domain/problem.ts';
import type { ColumnFacts } from '../../schemas/column-facts.ts';
import type { MappingBasis } from '../../schemas/mapping-basis.ts';
import type { SourceProfile } from '../../schemas/profile.ts';
import type { Check } from '../../schemas/report.ts';
import { loadedObjects, type ExtractedObject } from '../../schemas/terms.ts';
import type { ZohoFields } from '../describe-destination.ts';
import type { Config } from '../ports.ts';

/**
 * What the mapping is checked against: fields of the source and of Zoho.
 * @param facts of a survey, which knows custom fields that the source does not list
 */
export async function mappingBasisOf(
  config: Config,
  source: Pick<Source, 'customFields'>,
  all: Partial<Record<ExtractedObject, string[]>>,
  destination: ZohoFields,
  facts: readonly ColumnFacts[] = [],
): Promise<MappingBasis> {
  const { objects } = config.profile;
  const keys = loadedObjects.flatMap((object) => (objects[object] ? [[object, objects[object].key] as const] : []));
  const columns = loadedObjects.flatMap((object) => (all[object] ? [[object, all[object]] as const] : []));
  return {
    columns: Object.fromEntries(columns),
    destination,
    facts: {
      keys: Object.fromEntries(keys),
      lines: lineFieldsOf(config),
      extensions: await extensionsOf(source, facts),
    },
  };
}

/** Problems of the mapping against source, profile, destination and guard, each with the file that it is in. */
export function findMappingProblems(
  { mapping, profile, engagement }: Config,
  basis: MappingBasis,
  guard: Pick<Guard, 'scanText' | 'clean'>,
): { file: string; problem: Problem }[] {
  const inMapping = checkForUse(mapping, basis, guard);
  const inProfile = loadedObjects.flatMap((object) =>
    checkDates(object, Object.keys({ ...profile.objects[object]?.dates }), basis.columns[object] ?? []),
  );
  return [
    ...inMapping.map((problem) => ({ file: engagement.mapping, problem })),
    ...inProfile.map((problem) => ({ file: engagement.source, problem })),
  ];
}

/** One check for each problem that prevents a load, and one for all that people should look at. */
export function mappingChecks(found: { file: string; problem: Problem }[]): Check[] {
  const failed = found.filter(({ problem }) => problem.severity === 'fail');
  const open = found.length - failed.length;
  const checks = failed.map(({ file, problem: { path, message, fix } }): Check => ({
    ...{ id: 'mapping.fields', state: 'fail', affected: 1, fix },
    what: `${file}, ${path}: ${message}.`,
  }));
  if (open === 0 && failed.length === 0)
    return [
      {
        ...{ id: 'mapping.fields', state: 'pass', affected: 0, fix: null },
        what: 'Every source field that the source lists is mapped or ignored on purpose.',
      },
    ];
  if (open === 0) return checks;
  const notes = found.filter(({ problem }) => problem.severity === 'warn').map(({ problem }) => problem.message);
  return [
    ...checks,
    {
      ...{ id: 'mapping.fields', state: 'warn', affected: open },
      what: `${open} points of the mapping are open: ${notes.slice(0, 5).join('; ')}${open > 5 ? ' …' : ''}.`,
      fix: 'People decide on them at the gate mapping, whose document lists them all.',
    },
  ];
}

/** The fields of lines that the profile lists. */
function lineFieldsOf({ mapping, profile }: Config): Columns {
  const found: Columns = {};
  const objects: SourceProfile['objects'] = profile.objects;
  for (const { object, lines } of Object.values(mapping.modules).flatMap(({ sources }) => sources)) {
    const set = objects[object];
    const field = set && lines && 'fields' in set ? set.fields[lines.from] : undefined;
    if (typeof field === 'object' && 'rows' in field) found[object] = Object.keys(field.fields);
  }
  return found;
}

async function extensionsOf(source: Pick<Source, 'customFields'>, facts: readonly ColumnFacts[]): Promise<Columns> {
  const listed = await source.customFields();
  const found: Columns = {};
  for (const object of loadedObjects) {
    const names = listed.filter((one) => one.object === object).map(({ name }) => name);
    const all = new Set([...names, ...customFieldsIn(facts, object)]);
    if (all.size > 0) found[object] = [...all];
  }
  return found;
}
