import { ConnectorError } from '../../connectors/error.ts';
import { typeOfFile } from '../../connectors/file-type.ts';
import { spoolFile, type SpooledFile } from '../../connectors/spooled-file.ts';
import type { Guard } from '../../domain/identifiers/guard.ts';
import { judgeContent, largestFile, type ContentVerdict } from '../../domain/judge-content.ts';
import type { Documents } from './open-documents.ts';
import { scanText } from './scan-text.ts';

export interface ReadContent extends ContentVerdict {
  /** Null for a document that is rejected. Otherwise close it. */
  file: SpooledFile | null;
  /** Its content is a text and was scanned. */
  scanned: boolean;
  /** The content holds a network identifier. */
  isWithheld: boolean;
}

/**
 * Reads a document from the source, and checks it: its size, its type by its bytes, and a text for network identifiers.
 * @throws ConnectorError when the source can't be read now, or the disk fails
 */
export async function readContent(
  { open, guard }: { open: () => ReturnType<Documents['open']>; guard: Pick<Guard, 'scanText'> },
  name: string,
): Promise<ReadContent> {
  const source = await open().catch(refusal);
  if (source === null || source instanceof ConnectorError) {
    const verdict = judgeContent(name, null);
    return { ...verdict, rejects: source?.message ?? verdict.rejects, file: null, scanned: false, isWithheld: false };
  }
  const file = await spoolFile(source, largestFile);
  try {
    const type = file.bytes <= largestFile ? await typeOfFile(file.open()) : null;
    const verdict = judgeContent(name, { bytes: file.bytes, type });
    const { scanned, rule } = verdict.rejects === null ? await scanText(file, type, guard) : nothingScanned;
    const rejects = rule === null ? verdict.rejects : `network identifier (${rule}) in the content`;
    if (rejects !== null) await file.close();
    return {
      rejects,
      remark: verdict.remark,
      file: rejects === null ? file : null,
      scanned,
      isWithheld: rule !== null,
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

const nothingScanned = { scanned: false, rule: null };

/** What is wrong with this one document. Any other error is about the source. */
function refusal(error: unknown): ConnectorError {
  if (error instanceof ConnectorError && error.kind === 'contract') return error;
  throw error;
}
