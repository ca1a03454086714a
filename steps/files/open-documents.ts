import type { Readable } from 'node:stream';
import type { Run } from '../../connectors/ledger/runs.ts';
import { openRowLookup } from '../../connectors/staging/row-lookup.ts';
import { readSealed, type Row } from '../../connectors/staging/rows.ts';
import { documentFields } from '../../domain/document-fields.ts';
import { identify } from '../../domain/keys.ts';
import type { RecordKey } from '../../schemas/record.ts';
import { keyContextOf } from '../key-context.ts';
import { manifestOf } from '../manifest-of-run.ts';
import type { Ports, StoredEngagement } from '../ports.ts';

/** The documents of a run, in the source. */
export interface Documents {
  /**
   * The bytes of a document; null if the source has none.
   * @throws ConnectorError as the source does
   */
  open(key: RecordKey): Promise<Readable | null>;
  close(): Promise<void>;
}

/** Not the name of a column. */
const keyColumn = ' key';

/**
 * Opens the source for the documents of a run. Their records are those that were staged, by key: a key can hold a hash of the
 * id, and a path can need other columns.
 * @throws ConnectorError `contract` when a staged file was changed or is missing
 */
export async function openDocuments(
  ports: Ports,
  stored: StoredEngagement,
  run: Pick<Run, 'engagement' | 'manifestDigest'>,
  signal: AbortSignal,
): Promise<Documents> {
  const { staging, fingerprintSecret } = ports;
  const { objects } = await manifestOf(staging, run, 'attached');
  const context = keyContextOf(fingerprintSecret, stored);
  const columns = documentFields(stored.profile);
  async function* rows(): AsyncGenerator<Row> {
    for (const file of objects.filter(({ object }) => object === 'documents')) {
      for await (const row of readSealed(staging, file)) {
        signal.throwIfAborted();
        const identity = identify(
          stored.mapping,
          file.object,
          row[context.keyFields[file.object] ?? ''] ?? '',
          context,
        );
        if ('key' in identity) yield { ...row, [keyColumn]: identity.key };
      }
    }
  }
  const found = await openRowLookup(rows(), { key: keyColumn, columns });
  const source = ports.openSource(stored);
  return {
    async open(key) {
      // Of rows with the same key, the first one is the record.
      const row = (await found.find([key])).get(key)?.[0];
      return row ? source.document(row, signal) : null;
    },
    async close() {
      await found.close();
      await source.close();
    },
  };
}

/** Opens them for the first document: e-mails without files, or files that went with e-mails, need none. */
export function documentsWhenNeeded(open: () => Promise<Documents>): Documents {
  let opened: Promise<Documents> | null = null;
  return {
    open: async (key) => (await (opened ??= open())).open(key),
    close: async () => (await opened?.catch(() => null))?.close(),
  };
}
