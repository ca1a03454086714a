import { StringDecoder } from 'node:string_decoder';
import { SaxesParser } from 'saxes';

/** Receives the elements of an XML file. Names are without their prefix. */
export interface Handler {
  open?(name: string, attributes: Record<string, string>): void;
  text?(text: string): void;
  close?(name: string): void;
}

const local = (name: string) => name.slice(name.indexOf(':') + 1);

/** Reads XML in one pass, and yields after each chunk, so that a caller can take what the handler has collected. */
export async function* readXml(content: AsyncIterable<Buffer>, handler: Handler): AsyncGenerator<void> {
  const parser = new SaxesParser();
  const decoder = new StringDecoder('utf8');
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => handler.open?.(local(name), attributes as Record<string, string>));
  parser.on('text', (text) => handler.text?.(text));
  parser.on('closetag', ({ name }) => handler.close?.(local(name)));
  for await (const chunk of content) {
    parser.write(decoder.write(chunk));
    yield;
  }
  parser.close();
  yield;
}

/** Reads a small XML file to its end. */
export async function readWholeXml(content: AsyncIterable<Buffer>, handler: Handler): Promise<void> {
  for await (const _ of readXml(content, handler));
}

/** Office writes characters that XML can't hold as `_x000D_`. ECMA-376 part 1, 22.4.2.4 */
export const unescapeCharacters = (text: string): string =>
  text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
