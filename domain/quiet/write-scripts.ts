import type { WriteAccess, WriteGrant } from './write-access.ts';

/** Two SQL scripts that a database administrator runs: one takes the privileges to write, one gives exactly them back. */
export interface WriteScripts {
  revoke: string;
  restore: string;
}

/** The scripts for the privileges as they are now. They change nothing by themselves. */
export function writeScripts(access: WriteAccess): WriteScripts {
  const grants = grouped(access.grants);
  const revoking = grants.toSorted((one, other) => other.depth - one.depth || columnsFirst(one, other));
  const restoring = grants.toSorted((one, other) => one.depth - other.depth);
  const isOwner = ownersOf(access);
  return {
    revoke: script(
      [
        `Takes the privileges to write to ${tableCount(access)} of the database ${plain(access.database)}. Reading stays possible.`,
        'Run it as a superuser, or as the owner of the tables, after the sign-off of the gate freeze.',
        'restore-writes.sql gives back exactly these privileges. Keep both files until the engagement has ended.',
        'A transaction that has written already can still commit: the quiet check sees it.',
        'An owner can grant the privileges again, and can still change or drop a table.',
        ...namesText('It does not stop these roles, which may always write', access.unstoppable.map(plain)),
        ...namesText(
          'New rows of these tables may be refused, too, because they refer to one of the tables',
          access.referring.map((one) => plain(`${one.schema}.${one.table}`)),
        ),
      ],
      revoking.map((grant) => asGrantor(grant, isOwner, `revoke ${what(grant)} from ${role(grant.grantee)};`)),
    ),
    restore: script(
      [
        `Gives back the privileges that revoke-writes.sql takes from ${tableCount(access)} of the database ${plain(access.database)}.`,
        'Run it as the same role. It gives nothing that was not there when the scripts were made.',
      ],
      restoring.map((grant) => {
        const option = grant.withGrantOption ? ' with grant option' : '';
        return asGrantor(grant, isOwner, `grant ${what(grant)} to ${role(grant.grantee)}${option};`);
      }),
    ),
  };
}

/** Privileges of an earlier reading that are gone. Then its scripts were probably run, and must be kept. */
export function missingGrants(now: WriteAccess, earlier: WriteAccess): WriteGrant[] {
  const known = new Set(now.grants.map(keyOf));
  return earlier.grants.filter((grant) => !known.has(keyOf(grant)));
}

/** Whether every privilege of an earlier reading is still there. */
export const hasAllGrants = (now: WriteAccess, earlier: WriteAccess): boolean =>
  missingGrants(now, earlier).length === 0;

const keyOf = ({ depth: _, ...grant }: WriteGrant): string => JSON.stringify(Object.entries(grant).sort());

type Group = Omit<WriteGrant, 'privilege'> & { privileges: string[] };

/** Privileges that differ in nothing else are one statement. */
function grouped(grants: WriteGrant[]): Group[] {
  const groups = new Map<string, Group>();
  for (const { privilege, ...grant } of grants) {
    const key = JSON.stringify(Object.entries(grant).sort());
    const group = groups.get(key) ?? { ...grant, privileges: [] };
    group.privileges.push(privilege.toLowerCase());
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** A table's privilege takes the same one of its columns along, so theirs go first. */
const columnsFirst = (one: Group, other: Group): number => Number(one.column === null) - Number(other.column === null);

function what({ schema, table, column, privileges }: Group): string {
  const names = privileges.map((privilege) => (column === null ? privilege : `${privilege} (${quoted(column)})`));
  return `${names.join(', ')} on table ${quoted(schema)}.${quoted(table)}`;
}

function ownersOf({ tables }: WriteAccess): (grant: Group) => boolean {
  const owners = new Map(tables.map(({ schema, table, owner }) => [JSON.stringify([schema, table]), owner]));
  return ({ schema, table, grantor }) => owners.get(JSON.stringify([schema, table])) === grantor;
}

/** Only who granted a privilege can take it back. The owner's grants are those of a superuser, too. */
const asGrantor = (grant: Group, isOwner: (grant: Group) => boolean, statement: string): string =>
  isOwner(grant) ? statement : `set local role ${quoted(grant.grantor)}; ${statement} reset role;`;

const role = (name: string | null): string => (name === null ? 'public' : quoted(name));
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A name in a comment must not end it. */
const plain = (name: string): string => name.replaceAll(/\p{C}+/gu, ' ');

const tableCount = ({ tables }: WriteAccess): string => `${tables.length} table${tables.length === 1 ? '' : 's'}`;

const namesText = (sentence: string, names: string[]): string[] =>
  names.length === 0 ? [] : [`${sentence}: ${names.join(', ')}.`];

const script = (comments: string[], statements: string[]): string =>
  [...comments.map((line) => `-- ${line}`), 'begin;', ...statements, 'commit;', ''].join('\n');
