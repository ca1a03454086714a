import { stat } from 'node:fs/promises';
import type { FilesProfile } from '../../../schemas/profile.ts';
import type { Figure, SourceReading } from '../../../schemas/quiet.ts';
import { sha256OfFile } from '../../digest.ts';
import { fileName, findFiles, type FoundFile } from './found-files.ts';

/**
 * The digests of the files of the loaded objects, and size and time of the others. They show whether the delivery is replaced
 * while it is read, and nothing of the system that it comes from.
 */
export async function readActivity(folder: string, { objects, handoff }: FilesProfile): Promise<SourceReading> {
  const takenAt = new Date().toISOString();
  const filesOf = async (sets: { files: string }[]): Promise<FoundFile[]> =>
    (await Promise.all(sets.map(({ files }) => findFiles(folder, files)))).flat();
  const loaded = byPath(await filesOf(Object.values(objects)));
  const handedOff = byPath(await filesOf(Object.values(handoff)));
  const figures: Figure[] = [];
  for (const [path, subject] of loaded)
    figures.push({ subject, kind: 'digest', role: 'loaded', value: (await sha256OfFile(path)) ?? 'missing' });
  for (const [path, subject] of handedOff) {
    if (loaded.has(path)) continue;
    const { size, mtime } = await stat(path);
    figures.push({ subject, kind: 'mark', role: 'handed-off', value: `${size} bytes of ${mtime.toISOString()}` });
  }
  const why = 'Only its files are watched. Whether somebody writes to the system that they come from can not be seen.';
  return { takenAt, figures, unread: [{ subject: 'the delivery', why }] };
}

/** Name by path. The files in an archive have the archive's path. */
const byPath = (files: FoundFile[]): Map<string, string> => new Map(files.map((file) => [file.path, fileName(file)]));
