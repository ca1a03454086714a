import { digestOf } from '../../connectors/digest.ts';
import { appendAudit } from '../../connectors/ledger/audit.ts';
import type { Ledger } from '../../connectors/ledger/database.ts';
import { digestDecisions } from '../../connectors/ledger/duplicate-decisions.ts';
import { withProgress } from '../../connectors/ledger/progress.ts';
import { readManifest } from '../../connectors/staging/manifest.ts';
import { extractionDocument } from '../../domain/documents/extraction.ts';
import { sampleColumns } from '../column-samples.ts';
import { writeDocument } from '../documents.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { withSource } from '../with-source.ts';
import { extractSource } from './extraction.ts';
import { fingerprintIdentifiers } from './fingerprint-identifiers.ts';

/**
 * Extracts every object of the profile from one consistent snapshot to staging CSV, seals the manifest, samples the fields for
 * the mapping page, and writes a document with its figures and remarks. The digest covers the content and what people decided
 * about possible duplicates, and nothing else: two extractions have the same one if a load of the second changes nothing.
 */
export async function extract(
  ports: Ports,
  stored: StoredEngagement,
  input: { staging: string },
  signal: AbortSignal,
): Promise<{ name: string; digest: string; rows: number }> {
  const { slug } = stored.engagement;
  const { ledger, staging } = ports;
  const name = `${slug}/${input.staging}`;
  const first = `${slug}/full-1`;
  const earlier = name === first ? null : await readManifest(staging, first);
  const profileDigest = digestOf(stored.profile);
  const about = { engagement: slug, step: 'extract', environment: null, run: null } as const;
  const manifest = await withProgress(ledger, about, (progress) =>
    withSource(ports, stored, (source) =>
      extractSource({
        source,
        staging,
        name,
        system: stored.profile.system,
        profileDigest,
        earlier,
        start: stored.start,
        replaced: ({ contentDigest }) => recordReplaced(ledger, slug, { name, contentDigest }),
        signal,
        beforeRows: async (snapshot) => void (await fingerprintIdentifiers(ports, stored, snapshot)),
        progress,
      }),
    ),
  );
  await sampleColumns(ports, stored);
  const report = { engagement: slug, customer: stored.engagement.customer, manifest };
  const title = `extraction-${input.staging}`;
  await writeDocument(ports, stored, { kind: 'extraction', title }, extractionDocument(report), report);
  const decided = await digestDecisions(ledger, slug);
  const digest = decided.count === 0 ? manifest.contentDigest : digestOf([manifest.contentDigest, decided.digest]);
  return { name, digest, rows: manifest.objects.reduce((sum, one) => sum + one.rows, 0) };
}

/** People find in the audit that an extraction of an earlier start was replaced. */
const recordReplaced = (ledger: Ledger, slug: string, body: { name: string; contentDigest: string }): Promise<void> =>
  ledger.transaction((client) => appendAudit(client, slug, 'extraction replaced', body));
