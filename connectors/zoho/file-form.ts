import { join } from 'node:path';
import FormData from 'form-data';
import { sha256OfFile } from '../digest.ts';
import { ConnectorError } from '../error.ts';
import { openFolder } from '../temporary-files.ts';
import type { Http } from './http.ts';
import type { FileToAttach } from './port.ts';

/** More bytes are never attached, and never downloaded. */
const mostBytes = 100 * 2 ** 20;

/** A form with one file, made anew for each attempt. */
export const formOf =
  ({ name, bytes, open }: FileToAttach) =>
  (): FormData => {
    const form = new FormData();
    form.append('file', open(), { filename: name, contentType: 'application/octet-stream', knownLength: bytes });
    return form;
  };

/** SHA-256 of what a URL returns, in hex; null if `isMissing` says of the error that nothing is there. */
export async function digestOf(
  http: Pick<Http, 'download'>,
  { folder: parent, url, name }: { folder: string; url: string; name: string },
  isMissing: (error: ConnectorError) => boolean,
  signal?: AbortSignal,
): Promise<string | null> {
  const folder = await openFolder(parent);
  try {
    const file = join(folder.path, 'attached');
    await http.download({ url, name, file, maxBytes: mostBytes, signal });
    return await sha256OfFile(file);
  } catch (error) {
    if (error instanceof ConnectorError && isMissing(error)) return null;
    throw error;
  } finally {
    await folder.remove();
  }
}
