import { readRows } from '../../connectors/staging/rows.ts';
import { codeOf } from '../../connectors/foreign-error.ts';
import { createListCounter, openListsOf, type AllRowValues } from '../../domain/schema-plan/row-values.ts';
import type { RowMapper } from '../../domain/map-record.ts';
import type { OrgFacts } from '../../domain/schema-plan/plan.ts';
import { surveyPath } from '../discovery/stage-survey.ts';
import { guardPartsOf } from '../guard.ts';
import { trialSetup } from '../preflight/rows.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { mapperOf } from '../transform/setup.ts';

/**
 * The values that the staged survey would write into pick lists that the mapping neither declares nor fills by a value map. Rows
 * are transformed as for a load, so network identifiers are withheld. Objects that fill no such list are not read.
 */
export async function readRowValues(
  ports: Ports,
  stored: StoredEngagement,
  { fields }: Pick<OrgFacts, 'fields'>,
): Promise<AllRowValues> {
  const { mapping, modules, engagement } = stored;
  const lists = modules.flatMap((module) => openListsOf(mapping, module, fields[module] ?? []));
  const counter = createListCounter();
  if (lists.length === 0) return counter.result();
  let mapper: RowMapper | null = null;
  for (const object of new Set(lists.flatMap(({ objects }) => objects))) {
    let place = 0;
    for await (const row of surveyed(ports, engagement.slug, object)) {
      place += 1;
      // Without a survey, there may be no fingerprints of identifiers yet.
      mapper ??= mapperOf(trialSetup(ports, stored, await guardPartsOf(ports, stored)));
      const made = mapper.transform({ object, place: `row ${place}`, row, earlier: null, survivor: null });
      if (made.kind !== 'queued') continue;
      const { module, base, custom } = made.record;
      const own = lists.filter((one) => one.module === module).map(({ field }) => field);
      counter.add(module, own, { ...base, ...custom });
    }
  }
  return counter.result();
}

/** The rows of an object in the survey; none for an object that was not surveyed. */
async function* surveyed(
  { staging }: Pick<Ports, 'staging'>,
  slug: string,
  object: string,
): AsyncGenerator<Record<string, string>> {
  try {
    yield* readRows(staging, surveyPath(slug, object));
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}
