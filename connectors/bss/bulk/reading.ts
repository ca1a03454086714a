import type { BulkProfile } from '../../../schemas/profile.ts';
import type { Figure, SourceReading, Unread, WatchRole } from '../../../schemas/quiet.ts';
import { matches } from '../files/name-pattern.ts';
import { unpackedName } from '../files/packed.ts';
import type { SourceHost } from '../http/host.ts';
import { createExportJobs, type ExportedFile } from './jobs.ts';

/**
 * What the server says of the files of a new export: rows and checksums. No file is downloaded. The checksum of a packed file
 * may differ although its content is the same, which then looks like a write.
 */
export async function readActivity(
  host: SourceHost,
  profile: BulkProfile,
  signal?: AbortSignal,
): Promise<SourceReading> {
  const takenAt = new Date().toISOString();
  const { files } = await createExportJobs(profile, host).run(signal ? { signal } : {});
  const figures: Figure[] = [];
  const unread: Unread[] = [];
  const known = new Set<string>();
  const sets: [role: WatchRole, sets: Record<string, { files: string }>][] = [
    ['loaded', profile.objects],
    ['handed-off', profile.handoff],
  ];
  for (const [role, set] of sets)
    for (const [object, { files: pattern }] of Object.entries(set)) {
      const own = files.filter(({ name }) => isOf(name, pattern));
      if (own.length === 0) unread.push({ subject: object, why: `The export has no file ${pattern}.` });
      for (const file of own) {
        if (known.has(file.name)) continue;
        known.add(file.name);
        const read = figuresOf(file, role);
        figures.push(...read);
        if (read.length === 0)
          unread.push({ subject: file.name, why: 'The server announces neither its rows nor its checksum.' });
      }
    }
  return { takenAt, figures, unread };
}

/** Whether a file of the export is one of a profile's `files`, or the archive that they are in. */
function isOf(name: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('/');
  return matches(first)(rest.length > 0 ? name : unpackedName(name)) || matches(first)(name);
}

function figuresOf({ name: subject, rows, sha256 }: ExportedFile, role: WatchRole): Figure[] {
  return [
    ...(rows == null ? [] : [{ subject, kind: 'rows' as const, role, value: String(rows) }]),
    ...(sha256 == null ? [] : [{ subject, kind: 'digest' as const, role, value: sha256.toLowerCase() }]),
  ];
}
