import { editions } from '../../domain/editions.ts';
import { estimateOf } from '../../domain/estimate/estimate.ts';
import type { ModuleVolume } from '../../domain/estimate/credits.ts';
import { allSources, modulesOf, sourcesOf } from '../../domain/modules-of.ts';
import { secondPassOf } from '../../domain/second-pass.ts';
import { undecidedColumns } from '../../domain/named-fields.ts';
import type { Estimate, FileVolume } from '../../schemas/estimate.ts';
import type { Mapping } from '../../schemas/mapping.ts';
import type { Scope } from '../../schemas/report.ts';
import type { ExtractedObject, Module } from '../../schemas/terms.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { withZoho } from '../with-zoho.ts';

/**
 * What the migration costs, from the counts of the source, the mapping as it is now, data quality, and the edition and
 * users of the production org.
 * @param columns the columns of each object
 */
export async function readEstimate(
  ports: Ports,
  stored: StoredEngagement,
  { objects, quality, attached }: Pick<Scope, 'objects' | 'quality'> & { attached: FileVolume[] },
  columns: [ExtractedObject, string[]][],
): Promise<Estimate> {
  const { engagement, mapping, profile } = stored;
  const org = await withZoho(ports, stored, { environment: 'production', phase: 'mapping' }, async (zoho) => ({
    edition: (await zoho.org()).edition,
    users: (await zoho.users()).filter(({ active }) => active).length,
  }));
  const sum = (of: (one: (typeof quality.objects)[number]) => number) =>
    quality.objects.reduce((total, one) => total + of(one), 0);
  const rows = sum((one) => one.rows);
  return estimateOf({
    ...org,
    volumes: volumesOf(mapping, objects),
    files: attached,
    lanes: engagement.limits.lanes,
    rates: engagement.rates ?? null,
    objects: { readable: columns.length, all: Object.keys(profile.objects).length },
    columns: countDecided(stored, columns),
    customFields: {
      most: Math.max(0, ...modulesOf(mapping).map((module) => customFieldsOf(mapping, module))),
      allowed: editions[org.edition]?.customFields ?? Infinity,
    },
    blocked: rows === 0 ? null : sum((one) => one.blocked + one.dependants) / rows,
  });
}

/** Records by module, as the routes of the mapping divide them. */
const volumesOf = (mapping: Mapping, objects: Scope['objects']): ModuleVolume[] =>
  modulesOf(mapping).map((module) => ({
    module,
    records: objects
      .flatMap(({ routes }) => routes)
      .filter((route) => route.module === module)
      .reduce((total, { rows }) => total + rows, 0),
    hasSecondPass: customFieldsOf(mapping, module) > 1 || hasSecondLookup(mapping, module),
    hasLines: sourcesOf(mapping, module).some(({ lines }) => lines !== undefined),
  }));

/** Whether lookups of a module are written after its records. */
const hasSecondLookup = (mapping: Mapping, module: Module): boolean => {
  const second = secondPassOf(mapping);
  return sourcesOf(mapping, module).some(({ fields }) =>
    Object.values(fields).some((rule) => second.writes(module, rule)),
  );
};

/** Custom fields that the mapping fills in a module, with our key. */
const customFieldsOf = (mapping: Mapping, module: Module): number => {
  const sources = sourcesOf(mapping, module);
  return sources.length === 0 ? 0 : new Set(sources.flatMap(({ custom }) => Object.keys(custom))).size + 1;
};

/** Columns of mapped objects, and those of them that are mapped or ignored by one of its sources. */
function countDecided(
  { mapping, profile }: StoredEngagement,
  columns: [ExtractedObject, string[]][],
): { decided: number; all: number } {
  const counted = { decided: 0, all: 0 };
  for (const [object, names] of columns) {
    const sources = allSources(mapping).filter((source) => source.object === object);
    if (sources.length === 0) continue;
    const open = sources.map((source) => undecidedColumns(mapping, source, names, profile.objects[object]?.key));
    counted.all += names.length;
    counted.decided += names.filter((name) => !open.every((one) => one.includes(name))).length;
  }
  return counted;
}
