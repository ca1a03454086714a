import { parse } from 'csv-parse/sync';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { ZipFile as ZipWriter } from 'yazl';

/** Maximum unpacked size of a file in a zip. */
const largestEntry = 512 * 1024 * 1024;

/** The files of a zip; null if it is not a valid zip. */
export function unzip(bytes: Buffer): Promise<Map<string, Buffer> | null> {
  return new Promise((resolve) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, zip) => {
      if (error) return resolve(null);
      const files = new Map<string, Buffer>();
      zip.on('entry', (entry: Entry) => {
        readEntry(zip, entry).then(
          (content) => {
            files.set(entry.fileName, content);
            zip.readEntry();
          },
          () => resolve(null),
        );
      });
      zip.on('end', () => resolve(files));
      zip.on('error', () => resolve(null));
      zip.readEntry();
    });
  });
}

function readEntry(zip: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (entry.uncompressedSize > largestEntry) return reject(new Error('the entry is too large'));
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(error);
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => resolve(Buffer.concat(chunks)));
      stream.on('error', reject);
    });
  });
}

export function zip(files: Iterable<[name: string, content: string]>): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const writer = new ZipWriter();
    const chunks: Buffer[] = [];
    writer.outputStream.on('data', (chunk: Buffer) => chunks.push(chunk));
    writer.outputStream.on('end', () => resolve(Buffer.concat(chunks)));
    writer.outputStream.on('error', reject);
    for (const [name, content] of files) writer.addBuffer(Buffer.from(content), name);
    writer.end();
  });
}

const delimiters = [',', ';', ':', '|'];

/** The rows of a CSV file with its header. The delimiter is the one that occurs most often in the first row. */
export function readCsv(bytes: Buffer, encoding: string): string[][] {
  const text = new TextDecoder(encoding).decode(bytes);
  const end = text.search(/\r?\n/);
  const first = end < 0 ? text : text.slice(0, end);
  const columns = (delimiter: string) => first.split(delimiter).length;
  const delimiter = delimiters.reduce((best, one) => (columns(one) > columns(best) ? one : best));
  return parse(text, { bom: true, delimiter, relax_column_count: true, skip_empty_lines: true });
}
