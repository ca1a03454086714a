import { digestOf } from '../../connectors/digest.ts';
import { readManifest } from '../../connectors/staging/manifest.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { withSource } from '../with-source.ts';
import { extractSource } from './extraction.ts';
import { fingerprintIdentifiers } from './fingerprint-identifiers.ts';

/**
 * Extracts every object of the profile from one consistent snapshot to staging CSV, and seals the manifest. The digest
 * covers the content only, so two extractions of the same data have the same digest.
 */
export async function extract(
  ports: Ports,
  stored: StoredEngagement,
  input: { staging: string },
  signal: AbortSignal,
): Promise<{ name: string; digest: string; rows: number }> {
  const { slug } = stored.engagement;
  const { staging } = ports;
  const name = `${slug}/${input.staging}`;
  const earlier = await readManifest(staging, `${slug}/full-1`);
  const profileDigest = digestOf(stored.profile);
  const manifest = await withSource(ports, stored, (source) =>
    extractSource({
      source,
      staging,
      name,
      system: stored.profile.system,
      profileDigest,
      earlier,
      signal,
      beforeRows: async (snapshot) => void (await fingerprintIdentifiers(ports, stored, snapshot)),
    }),
  );
  return { name, digest: manifest.contentDigest, rows: manifest.objects.reduce((sum, one) => sum + one.rows, 0) };
}
