import type { SpooledFile } from '../../connectors/spooled-file.ts';
import { encodingOf } from '../../domain/judge-content.ts';
import type { Guard } from '../../domain/identifiers/guard.ts';

/** Bytes whose signs show whether a file is a text. */
const headBytes = 2 ** 16;
/** Signs that are scanned at once, and those of the piece before that are scanned again, so that no identifier is cut. */
const [pieceSigns, overlap] = [500_000, 2_000];

/**
 * Scans the content of a text for network identifiers. The content of other files can't be scanned.
 * @param type by the bytes; null for a text or an unknown type
 * @returns `rule`: what found an identifier that must not leave; null if nothing did
 */
export async function scanText(
  file: Pick<SpooledFile, 'open'>,
  type: string | null,
  guard: Pick<Guard, 'scanText'>,
): Promise<{ scanned: boolean; rule: string | null }> {
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  let text = '';
  const bytes = file.open();
  const found = () => guard.scanText(text).find(({ action }) => action === 'withhold')?.rule ?? null;
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      if (decoder === null) {
        const encoding = encodingOf(type, chunk.subarray(0, headBytes));
        if (encoding === null) return { scanned: false, rule: null };
        decoder = new TextDecoder(encoding);
      }
      text += decoder.decode(chunk, { stream: true });
      if (text.length < pieceSigns) continue;
      const rule = found();
      if (rule !== null) return { scanned: true, rule };
      text = text.slice(-overlap);
    }
  } finally {
    bytes.destroy();
  }
  return { scanned: true, rule: found() };
}
