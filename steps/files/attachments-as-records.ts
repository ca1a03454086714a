import { findReadFiles, type ReadFile } from '../../connectors/ledger/attached-files.ts';
import type { Ledger } from '../../connectors/ledger/database.ts';
import { recordsPerCall } from '../../connectors/zoho/limits.ts';
import type { FileOwner, ItemResult, Zoho } from '../../connectors/zoho/port.ts';
import { isFile, keyFieldOf, keyIn } from '../../domain/module-traits.ts';
import type { EnvironmentRef } from '../../schemas/refs.ts';
import type { Module } from '../../schemas/terms.ts';
import { whenFree } from '../load/when-free.ts';

/**
 * Lets files be read and removed like the records of a module. Zoho lists the files of one record at a time, and queries answer
 * for all; it removes them through their record, which the ledger knows.
 */
export function attachmentsAsRecords(zoho: Zoho, ledger: Ledger, ref: EnvironmentRef): Zoho {
  return {
    ...zoho,
    readByIds: (module, ids, fields, signal) =>
      isFile(module) ? zoho.queryByIds(module, ids, fields, signal) : zoho.readByIds(module, ids, fields, signal),
    async remove(module, ids, signal) {
      if (!isFile(module)) return zoho.remove(module, ids, signal);
      const repeat = whenFree(signal);
      const owners = await ownersOf(zoho, ledger, ref, module, ids);
      const results = new Map<string, ItemResult>();
      for (const { owner, files } of groupByOwner(owners)) {
        const answers = await repeat(() => zoho.removeFiles(owner, files, signal));
        files.forEach((id, index) => results.set(id, answers[index] ?? unknown));
      }
      return ids.map((id) => results.get(id) ?? unknown);
    },
  };
}

/** The answer about a file that is not there. */
const unknown: ItemResult = { ok: false, code: 'INVALID_DATA', reason: 'INVALID_DATA id' };

/** The records that files of ours hang on, by the file's id. */
async function ownersOf(
  zoho: Zoho,
  ledger: Ledger,
  ref: EnvironmentRef,
  module: Module,
  ids: string[],
): Promise<Map<string, FileOwner>> {
  const field = keyFieldOf(module, '');
  const keys = new Map<string, string>();
  for (let from = 0; from < ids.length; from += recordsPerCall)
    for (const [id, found] of await zoho.queryByIds(module, ids.slice(from, from + recordsPerCall), [field])) {
      const key = keyIn(module, String(found[field]));
      if (key !== null) keys.set(id, key);
    }
  const read: Map<string, ReadFile> = await findReadFiles(ledger, ref, [...keys.values()]);
  return new Map(
    [...keys].flatMap(([id, key]) => {
      const owner = read.get(key)?.owner;
      return owner ? [[id, owner] as const] : [];
    }),
  );
}

function groupByOwner(owners: Map<string, FileOwner>): { owner: FileOwner; files: string[] }[] {
  const groups = new Map<string, { owner: FileOwner; files: string[] }>();
  for (const [file, owner] of owners) {
    const name = `${owner.module} ${owner.id}`;
    const group = groups.get(name) ?? { owner, files: [] };
    group.files.push(file);
    groups.set(name, group);
  }
  return [...groups.values()];
}
