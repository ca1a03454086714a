import { cancellationSignal } from '@temporalio/activity';
import { digestOf } from '../connectors/digest.ts';
import { extractSource, readManifest } from '../connectors/staging/extraction.ts';
import { readEngagement } from '../connectors/ledger/engagements.ts';
import type { Ports } from './ports.ts';

export function extractionActivities({ ledger, staging, openSource }: Ports) {
  return {
    /**
     * Extracts every mapped object in one consistent snapshot to staging CSV and seals the manifest. The digest covers
     * the content only, so that two extractions of the same data agree.
     */
    async extract(input: {
      engagement: string;
      staging: string;
    }): Promise<{ name: string; digest: string; rows: number }> {
      const stored = await readEngagement(ledger, input.engagement);
      const source = openSource(stored);
      const name = `${input.engagement}/${input.staging}`;
      try {
        const manifest = await extractSource({
          source,
          staging,
          name,
          profileDigest: digestOf(stored.profile),
          earlier: await readManifest(staging, `${input.engagement}/full-1`),
          signal: cancellationSignal(),
        });
        return {
          name,
          digest: manifest.contentDigest,
          rows: manifest.objects.reduce((sum, one) => sum + one.rows, 0),
        };
      } finally {
        await source.close();
      }
    },
  };
}
