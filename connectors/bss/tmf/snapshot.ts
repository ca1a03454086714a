import { Readable } from 'node:stream';
import type { ExtractedObject } from '../../../schemas/terms.ts';
import type { Snapshot } from '../port.ts';
import { countHandoff, credentialsCsv, handoffCsv } from './handoff.ts';
import { readIdentifiers } from './identifiers.ts';
import { countObject, readObject, type TmfApi } from './read.ts';
import { newReport, remarksOf, type ReadingReport } from './report.ts';

/** A reading that begins now. TM Forum servers have no snapshots: records may change while they are read. */
export function beginReading(api: TmfApi, secretLists: TmfApi): Snapshot {
  const reports = new Map<ExtractedObject, ReadingReport>();
  const takenAt = new Date().toISOString();
  return {
    id: `paged from ${takenAt} on`,
    takenAt,
    count: async (object) => ({ rows: await countObject(api, object), isExact: false }),
    async *read(object, _after, stagedKeys) {
      const report = newReport();
      reports.set(object, report);
      yield* readObject(api, object, report, stagedKeys);
    },
    remarks: (object) => remarksOf(reports.get(object) ?? newReport()),
    moment: () => Promise.resolve({ by: 'none' }),
    handoff(object) {
      const csv = handoffCsv(api, object);
      return csv && Readable.from(csv);
    },
    identifiers: () => readIdentifiers(secretLists),
    credentials: (list) => Readable.from(credentialsCsv(secretLists, list)),
    countHandoff: (object) => countHandoff(api, object),
  };
}
