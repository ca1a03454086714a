import { resolve } from 'node:path';
import type { SourceProfile } from '../../schemas/profile.ts';
import { resolveReference, resolveSecret } from '../secret.ts';
import { createBulkSource } from './bulk.ts';
import { createFilesSource } from './files.ts';
import type { Source } from './port.ts';
import { createPostgresSource } from './postgres.ts';
import { createTmfSource } from './tmf.ts';

/** Opens the source that a profile describes. Relative paths in it start from `folder`. */
export function openSource(profile: SourceProfile, folder: string): Source {
  if (profile.kind === 'postgres') return createPostgresSource(profile, resolveSecret(profile.url));
  if (profile.kind === 'tmf') return createTmfSource(profile);
  if (profile.kind === 'bulk') return createBulkSource(profile);
  return createFilesSource(profile, resolve(folder, resolveReference(profile.folder)));
}
