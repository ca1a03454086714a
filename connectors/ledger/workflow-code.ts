import type { Ledger } from './database.ts';

/** Whether this version of the workflow code was found to continue every running workflow. */
export async function isCodeChecked(ledger: Ledger, digest: string): Promise<boolean> {
  return (await ledger.query('select 1 from workflow_code where digest = $1', [digest])).length > 0;
}

export async function markCodeChecked(ledger: Ledger, digest: string): Promise<void> {
  await ledger.query('insert into workflow_code (digest) values ($1) on conflict do nothing', [digest]);
}
