import { Readable } from 'node:stream';
import { ConnectorError } from '../../error.ts';
import { fetchDocument, requireDocumentContent } from '../document-content.ts';
import { compileExpression, textOf } from '../fields.ts';
import type { SourceHost } from '../http/host.ts';
import { objectProfile } from '../profile-objects.ts';
import type { TmfApi } from './read.ts';

/**
 * The bytes of a document: from the link in its record, or from the record itself as base64. The record is read each time,
 * because links expire.
 */
export async function readDocument(
  { server, profile }: TmfApi,
  host: SourceHost,
  record: Record<string, string>,
  signal?: AbortSignal,
): Promise<Readable | null> {
  const content = requireDocumentContent(profile.documentContent);
  const { resource, key } = objectProfile(profile.objects, 'documents');
  const found = await server.one(resource, record[key] ?? '');
  if (!found) return null;
  const read = compileExpression('link' in content ? content.link : content.base64, 'documentContent');
  const text = textOf(read(found));
  if (text === '') return null;
  if ('base64' in content) return Readable.from([Buffer.from(text, 'base64')]);
  return fetchDocument(host, addressOf(text, host.base), signal);
}

/** @throws ConnectorError `contract`; the message does not contain the link, which may hold a token */
function addressOf(link: string, base: string): URL {
  if (URL.canParse(link, `${base}/`)) return new URL(link, `${base}/`);
  throw new ConnectorError(
    'contract',
    'The link of a document is not a valid address. Nothing was fetched. Ask the operator of the source.',
  );
}
