import type { Source } from '../connectors/bss/port.ts';
import { qualityDocument } from '../domain/documents/quality.ts';
import { scopeDocument } from '../domain/documents/scope.ts';
import { isLoadedBy } from '../domain/loaded-objects.ts';
import type { Mapping } from '../schemas/mapping.ts';
import type { Scope } from '../schemas/report.ts';
import { handoffObjects, modules, type ExtractedObject, type LoadedObject } from '../schemas/terms.ts';
import { checkKeys } from './discovery/check-keys.ts';
import { inspectSurvey } from './discovery/inspect-survey.ts';
import { readEstimate } from './discovery/read-estimate.ts';
import { stageSurvey } from './discovery/stage-survey.ts';
import { writeDocument } from './documents.ts';
import { fingerprintIdentifiers } from './extract/fingerprint-identifiers.ts';
import { openGuard } from './guard.ts';
import type { Ports, StoredEngagement } from './ports.ts';
import { withSource } from './with-source.ts';

/**
 * Stages the survey, finds out what its columns hold, counts the records that move and those that are handed off, checks
 * the keys of those that move, and writes the scope document.
 */
export async function discover(ports: Ports, stored: StoredEngagement): Promise<{ rows: number }> {
  const scope = await withSource(ports, stored, (source) => readScope(ports, source, stored));
  await writeDocument(ports, stored, { kind: 'scope' }, scopeDocument(scope), scope);
  await writeDocument(ports, stored, { kind: 'quality' }, qualityDocument(scope.quality), scope.quality);
  return { rows: scope.objects.reduce((sum, one) => sum + one.rows, 0) };
}

async function readScope(ports: Ports, source: Source, stored: StoredEngagement): Promise<Scope> {
  const { engagement, mapping, profile } = stored;
  const columns = Object.entries(await source.columns()) as [ExtractedObject, string[]][];
  const customFields = await source.customFields();
  return source.withSnapshot(async (snapshot) => {
    const objects: Scope['objects'] = [];
    const kept: Scope['kept'] = [];
    const handoff: Scope['handoff'] = [];
    for (const [object, names] of columns) {
      const { rows } = await snapshot.count(object);
      if (isLoadedBy(mapping, object))
        objects.push({ object, rows, columns: names.length, destination: destinationOf(mapping, object) });
      else kept.push({ object, rows });
    }
    for (const object of handoffObjects.filter((one) => profile.handoff[one]))
      handoff.push({ object, rows: await snapshot.countHandoff(object) });
    await fingerprintIdentifiers(ports, stored, snapshot);
    const guard = await openGuard(ports, stored);
    const files = await stageSurvey(ports, stored, snapshot, columns);
    const keyProblems = await checkKeys(ports, stored, guard, files);
    const quality = await inspectSurvey(ports, stored, { files, guard, takenAt: snapshot.takenAt, keyProblems });
    const { slug, customer } = engagement;
    const { takenAt } = snapshot;
    const identifierLists = Object.keys(profile.identifiers);
    const estimate = await readEstimate(ports, stored, { objects, quality }, columns);
    const found = { objects, kept, quality, customFields, handoff, identifierLists, estimate };
    return { engagement: slug, customer, takenAt, ...found };
  });
}

const destinationOf = (mapping: Mapping, object: LoadedObject): string =>
  modules.filter((module) => mapping.modules[module]?.sources.some((source) => source.object === object)).join(', ') ||
  'not mapped';
