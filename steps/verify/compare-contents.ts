import { findReadFiles } from '../../connectors/ledger/attached-files.ts';
import type { Ledger } from '../../connectors/ledger/database.ts';
import type { Run } from '../../connectors/ledger/runs.ts';
import type { AttachesFiles } from '../../connectors/zoho/port.ts';
import { filesPerDownload } from '../../domain/estimate/credits.ts';
import type { JsonObject } from '../../schemas/json.ts';

/** The size and the content of a file: as the source had them, and as Zoho has them. */
export interface FileFacts {
  wanted: JsonObject;
  found: JsonObject;
}

/** No field in Zoho, and no value of the source: our own digest. */
export const digestField = 'Content (SHA-256)';

/**
 * What else is compared of files: the size of each, and the digest of every twentieth, which is downloaded. Of a file that was in
 * Zoho before, nothing is known.
 */
export const compareContents =
  (ledger: Ledger, run: Run, zoho: Pick<AttachesFiles, 'digestOfFile'>) =>
  async (page: { key: string; zohoId: string }[], signal: AbortSignal): Promise<Map<string, FileFacts>> => {
    const keys = page.map(({ key }) => key);
    const read = await findReadFiles(ledger, run, keys);
    const facts = new Map<string, FileFacts>();
    for (const [index, { key, zohoId }] of page.entries()) {
      const file = read.get(key);
      if (!file) continue;
      const isDownloaded = index % filesPerDownload === 0;
      const digest = isDownloaded ? await zoho.digestOfFile(file.owner, zohoId, signal) : null;
      facts.set(key, {
        wanted: { Size: file.bytes, ...(isDownloaded && { [digestField]: file.sha256 }) },
        found: isDownloaded ? { [digestField]: digest } : {},
      });
    }
    return facts;
  };
