import type { Run } from '../../connectors/ledger/runs.ts';
import type { StagingStore } from '../../connectors/staging/port.ts';
import { checkSealed, readSealed, type Row } from '../../connectors/staging/rows.ts';
import { openRowLookup, type RowLookup } from '../../connectors/staging/row-lookup.ts';
import { identify, type KeyContext } from '../../domain/keys.ts';
import { compileFigures, moneyFields } from '../../domain/source-money.ts';
import { parseRow } from '../../domain/source-row.ts';
import type { Manifest } from '../../schemas/manifest.ts';
import type { Mapping } from '../../schemas/mapping.ts';
import type { LoadedObject, Module } from '../../schemas/terms.ts';
import { manifestOf } from '../manifest-of-run.ts';
import { formatIn, type NumberFormats } from '../number-formats.ts';

export interface SourceToVerify {
  staging: StagingStore;
  mapping: Mapping;
  run: Pick<Run, 'engagement' | 'manifestDigest'>;
  module: Module;
  keys: KeyContext;
  numberFormats: NumberFormats;
}

/**
 * The source's own figures of a module's records by key, read from the staged files: not from what the transformation made
 * of them. The files must still be what the manifest of the run says; against other files, a verification would prove
 * nothing.
 * @returns null if the mapping names no columns with figures
 * @throws ConnectorError `contract` when a file or the manifest was changed or is missing
 */
export async function readSource(source: SourceToVerify, signal: AbortSignal): Promise<RowLookup | null> {
  const { staging, mapping, run, module } = source;
  const { objects } = await manifestOf(staging, run, 'verified');
  const own = mapping.modules[module]?.sources.map(({ object }) => object) ?? [];
  const files = objects.filter(({ object }) => own.includes(object));
  const fields = moneyFields(mapping, module);
  if (fields.length > 0) return openRowLookup(figuresIn(source, files, signal), { key: keyColumn, columns: fields });
  for (const file of files) {
    signal.throwIfAborted();
    await checkSealed(staging, file);
  }
  return null;
}

/** Not the name of a field in Zoho. */
const keyColumn = 'key';

async function* figuresIn(
  { staging, mapping, module, keys, numberFormats }: SourceToVerify,
  files: (Manifest['objects'][number] & { object: LoadedObject })[],
  signal: AbortSignal,
): AsyncGenerator<Row> {
  const read = compileFigures(mapping, module, { numberFormat: formatIn(numberFormats) });
  for (const file of files) {
    for await (const row of readSealed(staging, file)) {
      signal.throwIfAborted();
      const identity = identify(mapping, file.object, row[keys.keyFields[file.object] ?? ''] ?? '', keys);
      const figures = 'key' in identity ? read(file.object, parseRow({ ...row, lines: '' }).fields) : null;
      if (figures && 'key' in identity)
        yield {
          [keyColumn]: identity.key,
          ...Object.fromEntries(Object.entries(figures).map(([field, figure]) => [field, figure ?? ''])),
        };
    }
  }
}

/** The figures of a key, by Zoho's field. Of rows with the same key, the first one is the record. */
export const figuresOf = (rows: Row[] | undefined): Record<string, string | null> =>
  Object.fromEntries(Object.entries(rows?.[0] ?? {}).map(([field, figure]) => [field, figure === '' ? null : figure]));
