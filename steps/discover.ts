import type { Source } from '../connectors/bss/port.ts';
import { qualityPage } from '../domain/documents/quality-page.ts';
import { qualityDocument } from '../domain/documents/quality.ts';
import { movedRows, scopeDocument, withoutContent } from '../domain/documents/scope.ts';
import { isLoadedBy } from '../domain/loaded-objects.ts';
import type { RouteCounts } from '../domain/route-counts.ts';
import type { FileVolume } from '../schemas/estimate.ts';
import type { Mapping } from '../schemas/mapping.ts';
import type { Scope } from '../schemas/report.ts';
import { handoffObjects, type ExtractedObject, type LoadedObject } from '../schemas/terms.ts';
import { inspectSurvey } from './discovery/inspect-survey.ts';
import { measureFiles } from './discovery/measure-files.ts';
import { readEstimate } from './discovery/read-estimate.ts';
import { stageSurvey, type StagedFile } from './discovery/stage-survey.ts';
import { storePossibleDuplicates } from './discovery/store-duplicates.ts';
import { writeDocument } from './documents.ts';
import { fingerprintIdentifiers } from './extract/fingerprint-identifiers.ts';
import { openGuard } from './guard.ts';
import type { Ports, StoredEngagement } from './ports.ts';
import { withSource } from './with-source.ts';

/**
 * Stages the survey, finds out what its columns hold and what is wrong with its data, counts the records that move and those
 * that are handed off, and writes the scope and the quality document.
 */
export async function discover(ports: Ports, stored: StoredEngagement): Promise<{ rows: number }> {
  const { engagement, profile } = stored;
  const read = await withSource(ports, stored, (source) => readSource(ports, source, stored));
  const { files, takenAt, customFields, handoff, guard, volumes: attached, readFiles } = read;
  const { facts, quality, routed } = await inspectSurvey(ports, stored, { files, guard, takenAt, readFiles });
  const duplicates = await storePossibleDuplicates(ports, stored, { files, guard, takenAt });
  const { slug, customer } = engagement;
  const identifierLists = Object.keys(profile.identifiers);
  const moved = movedIn(stored.mapping, files, routed, attached);
  const estimate = await readEstimate(ports, stored, { ...moved, quality, attached, files, facts });
  const found = { ...moved, quality, duplicates, estimate, customFields, handoff, identifierLists };
  const scope: Scope = { engagement: slug, customer, takenAt, ...found };
  await writeDocument(ports, stored, { kind: 'scope' }, scopeDocument(scope), scope);
  const page = qualityPage(quality, facts);
  await writeDocument(ports, stored, { kind: 'quality' }, qualityDocument(quality), quality, page);
  return { rows: movedRows(scope) };
}

/** Everything that needs the source: its rows are staged, and its snapshot is not held any longer than that takes. */
async function readSource(ports: Ports, source: Source, stored: StoredEngagement) {
  const columns = Object.entries(await source.columns()) as [ExtractedObject, string[]][];
  const customFields = await source.customFields();
  const read = await source.withSnapshot(async (snapshot) => {
    const handoff: Scope['handoff'] = [];
    for (const object of handoffObjects.filter((one) => stored.profile.handoff[one]))
      handoff.push({ object, rows: await snapshot.countHandoff(object) });
    await fingerprintIdentifiers(ports, stored, snapshot);
    const files = await stageSurvey(ports, stored, snapshot, columns);
    return { files, takenAt: snapshot.takenAt, customFields, handoff };
  });
  const guard = await openGuard(ports, stored);
  return { ...read, guard, ...(await measureFiles(ports, stored, { source, guard, files: read.files })) };
}

/** What is loaded, and what stays in staging. */
function movedIn(
  mapping: Mapping,
  files: StagedFile[],
  routed: Map<LoadedObject, RouteCounts>,
  attached: readonly FileVolume[],
): Pick<Scope, 'objects' | 'kept'> {
  const objects: Scope['objects'] = [];
  const kept: Scope['kept'] = [];
  for (const { object, columns, rows, bad } of files) {
    const { routes = [], excluded = [] } = routed.get(object) ?? {};
    const unreadable = bad > 0 ? [{ reason: 'rows that can not be read', rows: bad }] : [];
    const counts = { routes, leftOut: [...excluded, ...unreadable] };
    const moved = object === 'documents' ? withoutContent(counts, attached) : counts;
    const all = rows + bad;
    if (routes.length > 0) objects.push({ object, rows: all, columns: columns.length, ...moved });
    else kept.push({ object, rows: all, why: isLoadedBy(mapping, object) ? unmapped : staged });
  }
  return { objects, kept };
}

const unmapped = 'no module of the mapping has a source for it: a load excludes every row';
const staged = 'no module of the mapping has a source for it: it stays in staging';
