/** A privilege to write that a role has on a table, or on one of its columns. */
export interface WriteGrant {
  schema: string;
  table: string;
  /** Null for the whole table. */
  column: string | null;
  privilege: 'INSERT' | 'UPDATE' | 'DELETE' | 'TRUNCATE';
  /** Null for everybody (`PUBLIC`). */
  grantee: string | null;
  grantor: string;
  withGrantOption: boolean;
  /** Grants between the owner and this one: 0 for the owner's own privileges and those that the owner granted. */
  depth: number;
}

/** Who may write to some tables of a database. */
export interface WriteAccess {
  database: string;
  tables: { schema: string; table: string; owner: string }[];
  grants: WriteGrant[];
  /** Roles that no privilege stops: superusers, and members of `pg_write_all_data`. */
  unstoppable: string[];
  /** Tables with a foreign key to one of these. Without the owner's privilege, their new rows are refused, too. */
  referring: { schema: string; table: string }[];
}
