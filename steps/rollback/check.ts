import type { Ledger } from '../../connectors/ledger/database.ts';
import {
  countItems,
  findDeletedAgain,
  findRollback,
  listSettled,
  refuseItems,
  storeMeasured,
  type Measured,
  type Rollback,
} from '../../connectors/ledger/rollback.ts';
import { recordsPerCall } from '../../connectors/zoho/limits.ts';
import type { Zoho } from '../../connectors/zoho/port.ts';
import { keyFieldOf } from '../../domain/module-traits.ts';
import { differingFromImage } from '../../domain/restore-values.ts';
import type { EnvironmentRef } from '../../schemas/refs.ts';
import type { Module } from '../../schemas/terms.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { withZoho } from '../with-zoho.ts';
import { readItems } from './settle-batch.ts';

/**
 * Reads Zoho back after the rollback and before the fields are removed: what was deleted must not be there, and what was
 * restored must have its values from before the first load. What differs counts as refused.
 */
export async function checkRollback(
  ports: Ports,
  stored: StoredEngagement,
  ref: EnvironmentRef,
): Promise<{ checked: number }> {
  const { ledger } = ports;
  const rollback = await findRollback(ledger, ref);
  if (!rollback) return { checked: 0 };
  const items = await ledger.withClient((client) => countItems(client, 'rollback_item', rollback.id));
  const modules = [...new Set(items.map(({ module }) => module))];
  const measured = await withZoho(ports, stored, { ...ref, phase: 'rollback' }, async (zoho) => {
    const all: Measured[] = [];
    for (const module of modules) {
      const present = await countPresent(ledger, zoho, rollback, module, keyFieldOf(module, stored.mapping.key));
      all.push({ module, present, compared: await compareRestored(ledger, zoho, rollback, module) });
    }
    return all;
  });
  await storeMeasured(ledger, rollback, measured);
  return { checked: modules.length };
}

/** Number of deleted records that are in Zoho, and of those that stayed. Without the key field, all are asked for by id. */
async function countPresent(
  ledger: Ledger,
  zoho: Zoho,
  rollback: Rollback,
  module: Module,
  keyField: string,
): Promise<number> {
  let present = 0;
  for (let after = 0; ;) {
    const page = await listSettled(ledger, rollback, { module, result: 'deleted', after, limit: recordsPerCall });
    const last = page.at(-1);
    if (!last) return present;
    after = last.no;
    const found = await zoho.readByIds(
      module,
      page.map(({ zohoId }) => zohoId),
      [keyField],
    );
    present += found.size;
    if (found.size > 0) await findDeletedAgain(ledger, rollback, module, [...found.keys()]);
  }
}

async function compareRestored(ledger: Ledger, zoho: Zoho, rollback: Rollback, module: Module): Promise<number> {
  let compared = 0;
  for (let after = 0; ;) {
    const page = await listSettled(ledger, rollback, { module, result: 'restored', after, limit: recordsPerCall });
    const last = page.at(-1);
    if (!last) return compared;
    after = last.no;
    compared += page.length;
    const found = await readItems({ zoho, module }, page);
    const different = page.flatMap(({ no, zohoId, image }) => {
      const record = found.get(zohoId);
      const fields = record ? differingFromImage(image ?? {}, record) : ['the record is missing'];
      return fields.length > 0
        ? [{ no, reason: `differs from the values before the first load: ${fields.join(', ')}` }]
        : [];
    });
    if (different.length > 0) await refuseItems(ledger, rollback, different);
  }
}
