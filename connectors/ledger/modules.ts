import pg from 'pg';
import type { Module } from '../../schemas/terms.ts';
import type { Ledger } from './database.ts';

/**
 * Makes the ledger know the modules of a mapping, before anything is booked in them. They are values of an enum, because they
 * are in every row; a value is never removed.
 */
export async function knowModules(ledger: Ledger, modules: Module[]): Promise<void> {
  const rows = await ledger.query<{ name: string }>(
    `select enumlabel as name from pg_enum where enumtypid = 'zoho_module'::regtype`,
    [],
  );
  const known = new Set(rows.map(({ name }) => name));
  for (const module of modules.filter((one) => !known.has(one)))
    await ledger.query(`alter type zoho_module add value if not exists ${pg.escapeLiteral(module)}`, []);
}
