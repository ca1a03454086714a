import pg from 'pg';
import type { Queryable } from './database.ts';

/** Tables that an export leaves out, and why. All others must belong to an engagement. */
const leftOut: Record<string, string> = {
  access_token: 'credentials',
  credit_left: 'of an org, not of an engagement',
  portage_migration: 'of the ledger itself',
  web_limit: 'of the console',
  web_session: 'of the console',
  web_visit: 'of the console',
  workflow_code: 'of the workers',
};

interface TransferColumn {
  name: string;
  type: string;
  /** The ledger gives each row its number. */
  isNumbered: boolean;
}

/** A table with rows of engagements, as the catalogue has it. */
export interface TransferTable {
  name: string;
  columns: TransferColumn[];
  /** How its rows belong to an engagement. */
  owner: 'engagement' | 'env' | 'run';
  /** The column with the slug, the environment or the run. */
  by: string;
}

const id = pg.escapeIdentifier;

/**
 * The tables of an export, each after those that its rows refer to. It is read from the catalogue, so a table that a later
 * migration adds is exported without more work, or fails here.
 *
 * @throws {Error} if a table belongs to no engagement and is not known to be left out
 */
export async function listTransferTables(client: Queryable): Promise<TransferTable[]> {
  const { rows } = await client.query<{ name: string; columns: TransferColumn[] }>(
    `select c.relname as name, json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, null),
       'isNumbered', a.attidentity <> '') order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
     group by c.relname order by c.relname`,
  );
  const tables = rows.filter(({ name }) => !(name in leftOut)).map(({ name, columns }) => describe(name, columns));
  return inOrder(tables, await listReferences(client));
}

function describe(name: string, columns: TransferColumn[]): TransferTable {
  const named = { name, columns };
  const has = (column: string, type: string) => columns.some((one) => one.name === column && one.type === type);
  if (name === 'engagement') return { ...named, owner: 'engagement', by: 'slug' };
  if (has('engagement', 'text')) return { ...named, owner: 'engagement', by: 'engagement' };
  if (has('env', 'integer')) return { ...named, owner: 'env', by: 'env' };
  const run = ['run', 'run_id'].find((column) => has(column, 'integer'));
  if (run === undefined) throw new Error(`The table ${name} belongs to no engagement, and no export leaves it out.`);
  return { ...named, owner: 'run', by: run };
}

async function listReferences(client: Queryable): Promise<{ from: string; to: string }[]> {
  const { rows } = await client.query<{ from: string; to: string }>(
    `select f.relname as "from", t.relname as "to" from pg_constraint c
     join pg_class f on f.oid = c.conrelid join pg_class t on t.oid = c.confrelid
     where c.contype = 'f' and f.relnamespace = 'public'::regnamespace`,
  );
  return rows;
}

/** `run` and `environment` are first of all, because the others get their new numbers from them. */
function inOrder(tables: TransferTable[], references: { from: string; to: string }[]): TransferTable[] {
  const sorted: TransferTable[] = [];
  const add = (name: string): void => {
    const table = tables.find((one) => one.name === name);
    if (!table || sorted.includes(table)) return;
    for (const { from, to } of references) if (from === name && to !== name) add(to);
    sorted.push(table);
  };
  for (const name of ['run', 'added_mail', ...tables.map((one) => one.name)]) add(name);
  return sorted;
}

const environments = (slug: string) => `select id from environment where engagement = ${pg.escapeLiteral(slug)}`;

/** A `copy` of an engagement's rows of a table to the client, in the order of their numbers. */
export function copyOut({ name, columns, owner, by }: TransferTable, slug: string): string {
  const owned = {
    engagement: `= ${pg.escapeLiteral(slug)}`,
    env: `in (${environments(slug)})`,
    run: `in (select id from run where env in (${environments(slug)}))`,
  };
  const numbered = columns.find((one) => one.isNumbered);
  const order = numbered ? ` order by ${id(numbered.name)}` : '';
  const list = columns.map((one) => id(one.name)).join(', ');
  return `copy (select ${list} from ${id(name)} where ${id(by)} ${owned[owner]}${order}) to stdout`;
}

/** The table of an import that rows are copied to before they get their new numbers. */
export const incoming = (name: string): string => id(`incoming_${name}`);

interface Numbers {
  /** The temporary table with each `old` number and its `new` one. */
  map: string;
  /** Where this ledger takes new numbers from. */
  table: string;
  column: string;
  /** A query for the numbers in the copied rows. */
  old: string;
}

/** What the ledger numbers, and other rows refer to by number. */
export function numbersOf(tables: TransferTable[]): Numbers[] {
  const of = (map: string, table: string, column: string): Numbers => ({
    ...{ map, table, column },
    old: `select ${column} as old from ${incoming(table)}`,
  });
  const mails = of('mail_number', 'added_mail', 'no');
  // A rollback removes an e-mail, and its own rows keep the number.
  const kept = tables
    .filter((one) => hasMails(one))
    .map(
      ({ name }) =>
        `select zoho_id::text::bigint from ${incoming(name)} where module::text = 'Emails' and zoho_id is not null`,
    );
  const files = incoming('attached_file');
  const ofFiles = [
    `select no from ${files} where no is not null`,
    `select owner_id from ${files} where owner_module = 'Emails'`,
  ];
  return [
    of('env_number', 'environment', 'id'),
    of('run_number', 'run', 'id'),
    { ...mails, old: [mails.old, ...ofFiles, ...kept].join(' union ') },
  ];
}

/** Whether the ids of a table can be numbers of e-mails or of their files. */
const hasMails = ({ columns }: TransferTable): boolean =>
  ['module', 'zoho_id'].every((name) => columns.some((one) => one.name === name));

/**
 * When a column has the number of an e-mail or of one of its files, and not an id of Zoho's, which is far larger; null for one that
 * never has it, or always.
 */
function whenOfMails(table: TransferTable, column: string): string | null {
  if (column === 'zoho_id' && hasMails(table)) return `i.module::text in ('Emails', 'Attachments')`;
  if (column === 'parent_id' && table.name === 'record') return `i.module::text = 'Attachments'`;
  return column === 'owner_id' && table.name === 'attached_file' ? `i.owner_module = 'Emails'` : null;
}

/** Columns with the number of a run of this ledger. */
const ofRun = /^(run|run_id|\w+_run|replaced_by)$/;

/** The map with the new numbers of a column; null for one without numbers that an import gives anew. */
export function mapOf(table: string, { name, type }: Pick<TransferColumn, 'name' | 'type'>): string | null {
  // Such as the name of a run, which a document has.
  if (type === 'text') return null;
  if (name === 'env' || (table === 'environment' && name === 'id')) return 'env_number';
  if (ofRun.test(name) || (table === 'run' && name === 'id')) return 'run_number';
  return ['added_mail', 'attached_file'].includes(table) && name === 'no' ? 'mail_number' : null;
}

/**
 * Moves copied rows into their table. Environments, runs and e-mails get numbers that are free in this ledger, in the same
 * order, and every reference to them follows; other numbers only order the rows of one engagement.
 */
export function moveIn(table: TransferTable): string {
  const { name, columns } = table;
  const valueOf = (column: TransferColumn): string => {
    const mails = whenOfMails(table, column.name);
    if (mails !== null)
      return `case when ${mails} then coalesce((select new::${column.type} from mail_number
        where old::${column.type} = i.${id(column.name)}), i.${id(column.name)}) else i.${id(column.name)} end`;
    const value = `i.${id(column.name)}`;
    const map = mapOf(name, column);
    return map === null ? value : `(select new from ${map} where old = ${value})`;
  };
  const isKept = ['environment', 'run', 'added_mail'].includes(name);
  const own = columns.filter((one) => isKept || !one.isNumbered);
  const numbered = columns.find((one) => one.isNumbered);
  return `insert into ${id(name)} (${own.map((one) => id(one.name)).join(', ')}) overriding system value
    select ${own.map(valueOf).join(', ')} from ${incoming(name)} i${numbered ? ` order by ${id(numbered.name)}` : ''}`;
}
