import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { RollbackPlan } from '../../connectors/ledger/rollback-plan.ts';
import { cellsIn } from '../../connectors/staging/rows.ts';
import { openFolder } from '../../connectors/temporary-files.ts';
import { readAllFiles, type ReadsInBulk } from '../../connectors/zoho/read-all.ts';

/** A subform whose lines may name records of the rollback. */
export interface Subform {
  name: string;
  fields: string[];
}

/** Lines that are handed to the ledger at once. */
const linesAtOnce = 5_000;

/** Keeps what lines of records that stay name. A bulk read gives all lines of a subform; queries don't. */
export async function keepNamedInLines(
  zoho: ReadsInBulk,
  plan: Pick<RollbackPlan, 'keepNamedInLines'>,
  { name, fields }: Subform,
  signal: AbortSignal,
): Promise<true> {
  const temporary = await openFolder(tmpdir());
  try {
    const columns = ['Parent_Id', ...fields];
    const asked = { module: name, fields: columns, folder: temporary.path };
    for await (const file of readAllFiles(zoho, asked, signal)) {
      for await (const lines of linesIn(file, fields)) await plan.keepNamedInLines(lines);
      await rm(file);
    }
    return true;
  } finally {
    await temporary.remove();
  }
}

/** The lines of a file that name something, with the id of their record, many at a time. */
async function* linesIn(file: string, fields: string[]): AsyncGenerator<{ parent: string; named: string }[]> {
  let header: string[] | null = null;
  let lines: { parent: string; named: string }[] = [];
  for await (const cells of cellsIn(createReadStream(file))) {
    const names: string[] = (header ??= cells);
    const cell = (field: string) => (names === cells ? '' : (cells[names.indexOf(field)] ?? ''));
    for (const field of fields) if (cell(field)) lines.push({ parent: cell('Parent_Id'), named: cell(field) });
    if (lines.length < linesAtOnce) continue;
    yield lines;
    lines = [];
  }
  if (lines.length > 0) yield lines;
}
