import { editions } from '../../domain/editions.ts';
import { estimateOf } from '../../domain/estimate/estimate.ts';
import type { ModuleVolume } from '../../domain/estimate/credits.ts';
import { modulesOf, sourcesOf } from '../../domain/modules-of.ts';
import { isFile, isMail } from '../../domain/module-traits.ts';
import { countFieldsOf } from '../../domain/field-decisions.ts';
import { secondPassOf } from '../../domain/second-pass.ts';
import type { ColumnFacts } from '../../schemas/column-facts.ts';
import type { Estimate, FileVolume } from '../../schemas/estimate.ts';
import type { Mapping } from '../../schemas/mapping.ts';
import type { Scope } from '../../schemas/report.ts';
import type { Module } from '../../schemas/terms.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { withZoho } from '../with-zoho.ts';
import type { StagedFile } from './stage-survey.ts';

/** What a survey found, and where it is staged. */
interface Surveyed extends Pick<Scope, 'objects' | 'quality'> {
  attached: FileVolume[];
  files: Pick<StagedFile, 'object' | 'key'>[];
  facts: readonly ColumnFacts[];
}

/**
 * What the migration costs, from the counts of the source, the mapping as it is now, data quality, and the edition and
 * users of the production org.
 */
export async function readEstimate(
  ports: Ports,
  stored: StoredEngagement,
  { objects, quality, attached, files, facts }: Surveyed,
): Promise<Estimate> {
  const { engagement, mapping, profile } = stored;
  const fields = countFieldsOf(mapping, facts, Object.fromEntries(files.map(({ object, key }) => [object, key])));
  const org = await withZoho(ports, stored, { environment: 'production', phase: 'mapping' }, async (zoho) => ({
    edition: (await zoho.org()).edition,
    users: (await zoho.users()).filter(({ active }) => active).length,
  }));
  const sum = (of: (one: (typeof quality.objects)[number]) => number) =>
    quality.objects.reduce((total, one) => total + of(one), 0);
  const rows = sum((one) => one.rows);
  return estimateOf({
    ...org,
    volumes: volumesOf(mapping, objects, attached),
    files: attached,
    lanes: engagement.limits.lanes,
    rates: engagement.rates ?? null,
    objects: { readable: files.length, all: Object.keys(profile.objects).length },
    fields: { all: fields.all, decided: fields.all - fields.open.length },
    customFields: {
      most: Math.max(0, ...modulesOf(mapping).map((module) => customFieldsOf(mapping, module))),
      allowed: editions[org.edition]?.customFields ?? Infinity,
    },
    blocked: rows === 0 ? null : sum((one) => one.blocked + one.dependants) / rows,
  });
}

/** Records by module, as the routes of the mapping divide them. */
const volumesOf = (mapping: Mapping, objects: Scope['objects'], attached: FileVolume[]): ModuleVolume[] =>
  modulesOf(mapping).map((module) => ({
    ...(isFile(module) ? { onMails: filesOnMails(objects, attached) } : {}),
    module,
    records: objects
      .flatMap(({ routes }) => routes)
      .filter((route) => route.module === module)
      .reduce((total, { rows }) => total + rows, 0),
    hasSecondPass: customFieldsOf(mapping, module) > 1 || hasSecondLookup(mapping, module),
    hasLines: sourcesOf(mapping, module).some(({ lines }) => lines !== undefined),
  }));

/** The files of an object whose rows become e-mails go with them, if they have a content. Where only some rows do, this is the careful figure. */
const filesOnMails = (objects: Scope['objects'], attached: FileVolume[]): number => {
  const mails = objects.filter(({ routes }) => routes.some(({ module }) => isMail(module))).map(({ object }) => object);
  return attached
    .filter(({ object }) => mails.some((one) => one === object))
    .reduce((sum, { files, missing = 0 }) => sum + files - missing, 0);
};

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
