import type { Encoding } from '../../../schemas/profile.ts';

/**
 * How text is read from a file. In every encoding but UTF-16 the separators of CSV and JSON are single bytes. So the file is
 * first split into values byte by byte, each byte as one Latin-1 character, and then each value is decoded: an invalid byte
 * makes only its own row bad, and the row's bytes are kept.
 */
export interface Decoder {
  /** The encoding of the stream that is split. */
  stream: 'latin1' | 'utf16le';
  /** All values decoded; null when one has bytes outside the encoding. */
  decode(values: string[]): string[] | null;
}

export function decoderOf(encoding: Encoding): Decoder {
  if (encoding === 'utf-16le') return { stream: 'utf16le', decode: (values) => values };
  // Handled here, because TextDecoder takes the name iso-8859-1 for windows-1252.
  if (encoding === 'iso-8859-1') return { stream: 'latin1', decode: (values) => values };
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  // Node 20 decodes windows-1252 as Latin-1 unless it is streamed. Each character has one byte, so no state is left over.
  const options = { stream: encoding !== 'utf-8' };
  const decodeValue = (value: string) =>
    /[\u0080-\u00ff]/.test(value) ? decoder.decode(Buffer.from(value, 'latin1'), options) : value;
  return {
    stream: 'latin1',
    decode(values) {
      try {
        return values.map(decodeValue);
      } catch {
        return null;
      }
    },
  };
}
