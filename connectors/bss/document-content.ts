import { Readable } from 'node:stream';
import { ConnectorError } from '../error.ts';
import { atMost } from '../temporary-files.ts';
import type { SourceHost } from './http/host.ts';

/** Larger files are not fetched: Zoho takes 20 MB at most. */
export const maxDocumentBytes = 100 * 2 ** 20;

export const documentTooLarge = () =>
  new ConnectorError(
    'contract',
    'A document has more than 100 MB. It was not fetched completely. Leave it out of the source.',
  );

/** @throws ConnectorError `configuration` when the profile has no `documentContent` */
export function requireDocumentContent<Content>(content: Content | undefined): Content {
  if (content !== undefined) return content;
  throw new ConnectorError(
    'configuration',
    'The source profile does not say where the bytes of documents are. Nothing was fetched. Add documentContent.',
  );
}

/**
 * Fills a path's placeholders, field names in braces, from a document's record.
 * @throws ConnectorError `contract` for a value that is not a plain file name, `configuration` for a field that the record doesn't have
 */
export function fillPath(template: string, record: Record<string, string>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, field: string) => {
    const value = record[field];
    if (value === undefined) {
      throw new ConnectorError(
        'configuration',
        `documentContent names ${field}, which documents don't have. Nothing was fetched. Correct the source profile.`,
      );
    }
    if (/^[\p{L}\p{N}_-][\p{L}\p{N}._ -]*$/u.test(value)) return value;
    throw new ConnectorError(
      'contract',
      `A document's ${field} is not a plain name, so it could lead to another file. Nothing was fetched. Correct it in the source.`,
    );
  });
}

/** The bytes of a document at an address; null when the source no longer has it. */
export async function fetchDocument(host: SourceHost, address: URL, signal?: AbortSignal): Promise<Readable | null> {
  const { status, bytes } = await host.stream(address, {
    what: 'A document',
    decompress: true,
    ...(signal && { signal }),
  });
  if (status === 200) return Readable.from(limitedBytes(bytes));
  bytes.destroy();
  if (status === 404 || status === 410) return null;
  const problem = `The source answers ${status} for a document. It was not fetched.`;
  if (status === 401 || status === 403)
    throw new ConnectorError('auth', `${problem} Check auth in the source profile, and whether its links expire.`);
  if (status === 429 || status >= 500) throw new ConnectorError('unavailable', `${problem} It will be fetched again.`);
  throw new ConnectorError('contract', `${problem} Ask the operator of the source.`);
}

async function* limitedBytes(bytes: Readable): AsyncGenerator<Buffer> {
  try {
    yield* atMost(maxDocumentBytes, documentTooLarge)(bytes);
  } catch (error) {
    if (error instanceof ConnectorError) throw error;
    throw new ConnectorError('unavailable', 'The transfer of a document broke off. It will be fetched again.');
  }
}
