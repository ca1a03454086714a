import { takeSlice } from '../../connectors/ledger/lanes.ts';
import type { Run } from '../../connectors/ledger/runs.ts';
import { bookVerified, openVerification, readVerified } from '../../connectors/ledger/verification.ts';
import { joinSlices } from '../../domain/join-verification.ts';
import type { ModuleVerification } from '../../schemas/report.ts';
import { compareSlice, type Comparison } from './compare-slice.ts';

/**
 * Reads back and compares everything that the live runs have written to a module, slice by slice. The result of each slice
 * is stored, so a repetition after a crash continues behind the last one.
 */
export async function compareModule(run: Run, comparison: Omit<Comparison, 'env'>): Promise<ModuleVerification> {
  const { ledger, module } = comparison;
  await openVerification(ledger, run, module);
  const work = { run, input: { module, pass: 'verify', lane: 0 } } as const;
  for (;;) {
    const held = await takeSlice(ledger, work, 0);
    if (!held) break;
    const range = { first: held.bookedTo + 1, last: held.lastNo };
    await bookVerified(ledger, run, module, held, await compareSlice({ ...comparison, env: run.env }, range));
  }
  return joinSlices(module, await readVerified(ledger, run, module));
}
