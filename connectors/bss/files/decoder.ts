import type { Encoding } from '../../../schemas/profile-files.ts';

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
  /** A text of the profile as it is in the stream that is split. */
  encode(text: string): string;
  /** Rows with control characters of the range that windows-1252 uses for characters such as the euro sign. */
  rowsWithControls(): number;
}

const controls = /[\u0080-\u009f]/;

export function decoderOf(encoding: Encoding): Decoder {
  const isUtf16 = encoding === 'utf-16le' || encoding === 'utf-16be';
  const decodeAll = isUtf16
    ? wellFormed
    : encoding === 'iso-8859-1'
      ? (values: string[]) => values
      : byteDecoder(encoding);
  let rowsWithControls = 0;
  return {
    stream: isUtf16 ? 'utf16le' : 'latin1',
    decode(values) {
      const decoded = decodeAll(values);
      if (decoded?.some((value) => controls.test(value))) rowsWithControls += 1;
      return decoded;
    },
    encode: (text) => (encoding === 'utf-8' ? Buffer.from(text).toString('latin1') : text),
    rowsWithControls: () => rowsWithControls,
  };
}

/** UTF-16 is split as text. Half of a surrogate pair is outside the encoding. */
const wellFormed = (values: string[]): string[] | null =>
  values.every((value) => !/[\ud800-\udfff]/.test(value) || !/\p{Surrogate}/u.test(value)) ? values : null;

/** iso-8859-1 is not decoded here, because TextDecoder takes that name for windows-1252. */
function byteDecoder(encoding: Encoding): (values: string[]) => string[] | null {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  // Node 20 decodes windows-1252 as Latin-1 unless it is streamed. Each character has one byte, so no state is left over.
  const options = { stream: encoding !== 'utf-8' };
  const decodeValue = (value: string) =>
    /[\u0080-\u00ff]/.test(value) ? decoder.decode(Buffer.from(value, 'latin1'), options) : value;
  return (values) => {
    try {
      return values.map(decodeValue);
    } catch {
      return null;
    }
  };
}
