import { readEngagement, storeEngagement } from '../connectors/ledger/engagements.ts';
import { checkMapping } from '../domain/check-mapping.ts';
import { mappingDocument } from '../domain/documents/mapping.ts';
import { scopeDocument } from '../domain/documents/scope.ts';
import { orderModules } from '../domain/order-modules.ts';
import { proposeMapping } from '../domain/propose-mapping.ts';
import type { Mapping } from '../schemas/mapping.ts';
import type { Scope } from '../schemas/report.ts';
import {
  handoffObjects,
  isLoaded,
  modules,
  type ExtractedObject,
  type LoadedObject,
  type Module,
} from '../schemas/words.ts';
import { writeDocument } from './documents.ts';
import { describeDestination } from './preflight.ts';
import type { Ports } from './ports.ts';

const destinationOf = (mapping: Mapping, object: LoadedObject): string =>
  modules.filter((module) => mapping.modules[module]?.sources.some((source) => source.object === object)).join(', ') ||
  'not mapped';

export function discoveryActivities(ports: Ports) {
  const { ledger, openSource, readConfig } = ports;
  return {
    /** Counts what there is and what a CRM can't hold, and writes the scope document. */
    async discover(input: { engagement: string }): Promise<{ rows: number }> {
      const stored = await readEngagement(ledger, input.engagement);
      const source = openSource(stored);
      try {
        const columns = await source.columns();
        const scope = await source.withSnapshot(async (snapshot): Promise<Scope> => {
          const objects: Scope['objects'] = [];
          const kept: Scope['kept'] = [];
          for (const [object, names] of Object.entries(columns) as [ExtractedObject, string[]][]) {
            const { rows } = await snapshot.count(object);
            if (!isLoaded(object)) kept.push({ object, rows });
            else
              objects.push({ object, rows, columns: names.length, destination: destinationOf(stored.mapping, object) });
          }
          const handoff: Scope['handoff'] = [];
          for (const object of handoffObjects) handoff.push({ object, rows: await snapshot.countHandoff(object) });
          return {
            engagement: input.engagement,
            customer: stored.engagement.customer,
            takenAt: snapshot.takenAt,
            objects,
            kept,
            quality: [],
            customFields: [],
            handoff,
          };
        });
        scope.customFields = await source.customFields();
        await writeDocument(ports, stored, 'scope', scopeDocument(scope), scope);
        return { rows: scope.objects.reduce((sum, one) => sum + one.rows, 0) };
      } finally {
        await source.close();
      }
    },

    /** Reads the mapping file again, checks it, and writes what people are to confirm. */
    async proposeMapping(input: {
      engagement: string;
      file: string;
    }): Promise<{ mappingDigest: string; modules: Module[] }> {
      const config = await readConfig(input.file);
      const stored = await storeEngagement(ledger, config);
      const source = openSource(stored);
      try {
        const columns = await source.columns();
        const destination = await describeDestination(ports, stored);
        const proposals = proposeMapping(stored.mapping, columns, destination);
        const problems = checkMapping(stored.mapping, columns, destination);
        await writeDocument(ports, stored, 'mapping', mappingDocument(stored.mapping, proposals, problems), {
          mapping: stored.mapping,
          proposals,
          problems,
        });
        return { mappingDigest: stored.mappingDigest, modules: orderModules(stored.mapping) };
      } finally {
        await source.close();
      }
    },
  };
}
