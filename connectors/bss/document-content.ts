import { Readable } from 'node:stream';
import { ConnectorError } from '../error.ts';
import { atMost } from '../temporary-files.ts';
import type { SourceHost } from './source-host.ts';

/** Beyond that it is no document; Zoho takes 20 MB. */
export const mostDocumentBytes = 100 * 2 ** 20;

export const tooLarge = () =>
  new ConnectorError('contract', 'A document has more than 100 MB. It was not fetched whole; leave it out.');

/**
 * A path with fields of a document's record in the place of their names in braces.
 * @throws ConnectorError `contract` for a value that would lead elsewhere, `configuration` for a field that is not there
 */
export function filledPath(template: string, record: Record<string, string>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, field: string) => {
    const value = record[field];
    if (value === undefined) {
      throw new ConnectorError(
        'configuration',
        `documentContent names ${field}, which documents don't have. Nothing was fetched. Mend the source profile.`,
      );
    }
    if (/^[\p{L}\p{N}_-][\p{L}\p{N}._ -]*$/u.test(value)) return value;
    throw new ConnectorError(
      'contract',
      `A document's ${field} is no plain name, so that it would lead elsewhere. Nothing was fetched; correct it in the source.`,
    );
  });
}

/** What a profile says under `documentContent`. */
export function placeOf<Place>(place: Place | undefined): Place {
  if (place !== undefined) return place;
  throw new ConnectorError(
    'configuration',
    'The source profile does not say where the bytes of documents are. Nothing was fetched. Add documentContent.',
  );
}

/** The bytes behind an address; null when there are none any more. */
export async function fetchDocument(host: SourceHost, address: URL, signal?: AbortSignal): Promise<Readable | null> {
  const { status, bytes } = await host.stream(address, {
    what: 'A document',
    unpacks: true,
    ...(signal && { signal }),
  });
  if (status === 200) return Readable.from(whole(bytes));
  bytes.destroy();
  if (status === 404 || status === 410) return null;
  const told = `The source answers ${status} for a document. It was not fetched`;
  if (status === 401 || status === 403)
    throw new ConnectorError('auth', `${told}. Check auth in the source profile, and whether its links expire.`);
  if (status === 429 || status >= 500) throw new ConnectorError('unavailable', `${told}; it is tried again.`);
  throw new ConnectorError('contract', `${told}; ask its operator.`);
}

async function* whole(bytes: Readable): AsyncGenerator<Buffer> {
  try {
    yield* atMost(mostDocumentBytes, tooLarge)(bytes);
  } catch (error) {
    if (error instanceof ConnectorError) throw error;
    throw new ConnectorError('unavailable', 'A document broke off on its way. It is fetched again.');
  }
}
