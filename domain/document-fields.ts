import type { SourceProfile } from '../schemas/profile.ts';

/** The fields of a document's record that its bytes are found by: its key, and those that a path names in braces. */
export function documentFields({ objects, documentContent }: SourceProfile): string[] {
  const named = typeof documentContent === 'string' ? [...documentContent.matchAll(/\{(\w+)\}/g)] : [];
  const key = objects.documents?.key;
  return [...new Set([...(key === undefined ? [] : [key]), ...named.map(([, name]) => name!)])];
}
