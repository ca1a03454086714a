import { readEngagement, type StoredEngagement } from '../../../../connectors/ledger/engagements.ts';
import { readMappingBasis } from '../../../../connectors/ledger/mapping-basis.ts';
import {
  findVersionsInUse,
  readMappingVersion,
  type MappingVersion,
} from '../../../../connectors/ledger/mapping-versions.ts';
import type { Ledger } from '../../../../connectors/ledger/database.ts';
import { readMappingText } from '../../../../domain/mapping-text/read.ts';
import { versionText } from '../../../../domain/mapping-text/version-text.ts';
import type { MappingBasis } from '../../../../schemas/mapping-basis.ts';
import type { Mapping } from '../../../../schemas/mapping.ts';

/** The newest version of the mapping, what it is checked against, and which version is in use. */
export interface MappingState {
  stored: StoredEngagement;
  /** Null before the mapping step of this version of the software: then nothing can be changed here. */
  newest: (MappingVersion & { text: string }) | null;
  /** What the newest version says. */
  mapping: Mapping;
  basis: MappingBasis | null;
  used: MappingVersion | null;
  newer: MappingVersion | null;
}

export async function readMappingState(ledger: Ledger, slug: string): Promise<MappingState> {
  const stored = await readEngagement(ledger, slug);
  const [newest, found, inUse] = await Promise.all([
    readMappingVersion(ledger, slug),
    readMappingBasis(ledger, slug),
    findVersionsInUse(ledger, slug, stored.mappingDigest),
  ]);
  const read = newest && readMappingText(newest.text, stored.profile);
  return {
    ...{ stored, newest, basis: found?.basis ?? null, ...inUse },
    mapping: read?.ok ? read.value : stored.mapping,
  };
}

/** Which version is in use, and what has to happen for a newer one, in sentences. */
export function useTexts({ used, newer, stored }: MappingState): string[] {
  const inUse = used ? `In use: ${versionText(used)}.` : 'In use: the mapping that was read before versions were kept.';
  return [
    `${inUse} Digest: ${stored.mappingDigest.slice(0, 16)}.`,
    ...(newer
      ? [
          `Newest: ${versionText(newer)}. It is not in use yet. The mapping step reads it when it runs again: request changes at the gate mapping, or at the gate rehearsal.`,
        ]
      : []),
  ];
}
