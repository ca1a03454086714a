import type { WriteAccess, WriteGrant } from '../../../domain/quiet/write-access.ts';
import { hasAllGrants, writeScripts } from '../../../domain/quiet/write-scripts.ts';

const grant = (changes: Partial<WriteGrant>): WriteGrant => ({
  ...{ schema: 'bss', table: 'orders', column: null, privilege: 'INSERT', grantee: 'app', grantor: 'owner' },
  ...{ withGrantOption: false, depth: 0 },
  ...changes,
});
const access = (...grants: WriteGrant[]): WriteAccess => ({
  database: 'northwind',
  tables: [{ schema: 'bss', table: 'orders', owner: 'owner' }],
  grants,
  unstoppable: [],
  referring: [],
});
const statements = (script: string) => script.split('\n').filter((line) => !/^(--|begin;|commit;|$)/.test(line));

test('the privileges of a role are taken in one statement and given back in one', () => {
  const { revoke, restore } = writeScripts(access(grant({}), grant({ privilege: 'DELETE' })));
  expect(statements(revoke)).toEqual(['revoke insert, delete on table "bss"."orders" from "app";']);
  expect(statements(restore)).toEqual(['grant insert, delete on table "bss"."orders" to "app";']);
});

test('a grant to everybody and a grant option come back as they were', () => {
  const { restore } = writeScripts(access(grant({ grantee: null }), grant({ withGrantOption: true })));
  expect(statements(restore)).toEqual([
    'grant insert on table "bss"."orders" to public;',
    'grant insert on table "bss"."orders" to "app" with grant option;',
  ]);
});

test('the privilege of a column is taken before that of its table', () => {
  const { revoke } = writeScripts(access(grant({ privilege: 'UPDATE' }), grant({ privilege: 'UPDATE', column: 'no' })));
  expect(statements(revoke)).toEqual([
    'revoke update ("no") on table "bss"."orders" from "app";',
    'revoke update on table "bss"."orders" from "app";',
  ]);
});

test('what a role granted further is taken first, by that role, and given back last', () => {
  const further = grant({ grantee: 'clerk', grantor: 'app', depth: 1 });
  const { revoke, restore } = writeScripts(access(grant({ withGrantOption: true }), further));
  expect(statements(revoke)).toEqual([
    'set local role "app"; revoke insert on table "bss"."orders" from "clerk"; reset role;',
    'revoke insert on table "bss"."orders" from "app";',
  ]);
  expect(statements(restore)).toEqual([
    'grant insert on table "bss"."orders" to "app" with grant option;',
    'set local role "app"; grant insert on table "bss"."orders" to "clerk"; reset role;',
  ]);
});

test('names are quoted, and none ends a comment', () => {
  const name = 'x"; drop table y;--\n';
  const odd = { ...access(grant({ table: name, grantee: name })), tables: [], database: name, unstoppable: [name] };
  const { revoke } = writeScripts(odd);
  expect(revoke).toContain('"x""; drop table y;--\n"');
  expect(
    revoke
      .split('\n')
      .filter((line) => line.startsWith('-- '))
      .join(''),
  ).toContain('x"; drop table y;-- ');
});

test('roles that nothing stops, and tables that refer to the others, are named', () => {
  const { revoke } = writeScripts({
    ...access(),
    unstoppable: ['postgres'],
    referring: [{ schema: 'bss', table: 'ocs_bucket' }],
  });
  expect(revoke).toContain('-- It does not stop these roles, which may always write: postgres.');
  expect(revoke).toContain('because they refer to one of the tables: bss.ocs_bucket.');
});

test('after the scripts were run, the privileges of an earlier reading are missing', () => {
  const earlier = access(grant({}), grant({ privilege: 'DELETE' }));
  expect(
    hasAllGrants(access(grant({ depth: 3 }), grant({ privilege: 'DELETE' }), grant({ grantee: 'b' })), earlier),
  ).toBe(true);
  expect(hasAllGrants(access(grant({ privilege: 'DELETE' })), earlier)).toBe(false);
});
