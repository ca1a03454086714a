import { checkGates } from '../../domain/check-gates.ts';
import { EngagementFile } from '../../schemas/engagement-file.ts';

const file = (changes: object = {}, approvers: object[] = []) => {
  const { gates } = EngagementFile.shape;
  return {
    operator: { name: 'Olga', email: 'olga@portage.example', role: 'admin' },
    gates: gates.parse({
      approvers: [person('ada', 'admin', key), person('fay', 'finance', other), ...approvers],
      roles: { ...allBy(['admin']), ...changes },
    }),
  };
};
const key = 'a'.repeat(43);
const other = 'b'.repeat(43);
const person = (name: string, role: string, ...keys: string[]) => ({
  name,
  email: `${name}@customer.example`,
  role,
  keys,
});
const gateNames = ['scope', 'mapping', 'rehearsal', 'production', 'freeze', 'acceptance', 'exception', 'rollback'];
const allBy = (roles: string[]) => ({
  ...Object.fromEntries(gateNames.map((gate) => [gate, roles])),
  'go-live': ['admin', 'finance'],
});

test('a file whose gates can all be signed has no problem', () => {
  expect(checkGates(file())).toEqual([]);
  expect(checkGates(file({ production: { roles: ['admin', 'finance'], people: 2 } }))).toEqual([]);
  expect(checkGates(file({ freeze: { roles: ['admin'], openExceptions: 'any' } }))).toEqual([]);
});

test.each<[what: string, changes: object, problem: string]>([
  [
    'nobody may sign',
    { scope: ['legal'] },
    'gates.roles.scope: no approver other than the operator has the role legal',
  ],
  [
    'too few people may sign',
    { scope: { roles: ['admin'], people: 2 } },
    'gates.roles.scope: it needs 2 people, but only 1 other than the operator may sign it',
  ],
  [
    'a gate without a load has a number of exceptions',
    { scope: { roles: ['admin'], openExceptions: 3 } },
    'gates.roles.scope: openExceptions belongs to rehearsal, production, freeze, go-live or acceptance; this gate has no load',
  ],
  [
    'two people must request a rollback',
    { rollback: { roles: ['admin', 'finance'], people: 2 } },
    'gates.roles.rollback: one person requests it; people must be 1',
  ],
  [
    'two people must request the end',
    { cancel: { roles: ['admin', 'finance'], people: 2 } },
    'gates.roles.cancel: one person requests it; people must be 1',
  ],
])('a file where %s is rejected', (_, changes, problem) => {
  expect(checkGates(file(changes))).toEqual([problem]);
});

test('without an entry, two different people who may freeze or accept decide about the go-live', () => {
  const { operator, gates } = file({ acceptance: ['finance'] });
  const { 'go-live': _, ...roles } = gates.roles;
  expect(checkGates({ operator, gates: { ...gates, roles } })).toEqual([]);
  expect(checkGates({ operator, gates: { ...gates, roles: { ...roles, acceptance: roles.freeze } } })).toEqual([
    'gates.roles.go-live: it needs 2 people, but only 1 other than the operator may sign it',
  ]);
});

test('nobody alone decides about the go-live, whatever the file says', () => {
  expect(checkGates(file({ 'go-live': { roles: ['admin'], people: 1 } }))).toEqual([
    'gates.roles.go-live: it needs 2 people, but only 1 other than the operator may sign it',
  ]);
});

test('the operator does not count as an approver', () => {
  const operator = { name: 'Olga', email: 'OLGA@portage.example', role: 'legal', keys: ['c'.repeat(43)] };
  expect(checkGates(file({ scope: ['legal'] }, [operator]))).toHaveLength(1);
});

test('a gate without an entry is rejected', () => {
  const { operator, gates } = file();
  const { freeze: _, ...roles } = gates.roles;
  expect(checkGates({ operator, gates: { ...gates, roles: roles as typeof gates.roles } })).toEqual([
    'gates.roles: no role may sign the gate freeze',
  ]);
});

test('a gate that needs a proof needs people who can prove who they are', () => {
  const approvers = [person('ned', 'network')];
  const problem =
    'gates.roles.scope: only 0 of the 1 people that it needs can prove who they are. List their keys (portage key new), or an issuer';
  expect(checkGates(file({ scope: ['network'] }, approvers))).toEqual([problem]);
  expect(checkGates(file({ scope: { roles: ['network'], proof: false } }, approvers))).toEqual([]);
  const { operator, gates } = file({ scope: ['network'] }, approvers);
  const issuers = EngagementFile.shape.gates.shape.issuers.parse([
    { issuer: 'https://login.example', clientId: 'portage' },
  ]);
  expect(checkGates({ operator, gates: { ...gates, issuers } })).toEqual([]);
});

test('a key belongs to one person, and is a key', () => {
  expect(checkGates(file({}, [person('eve', 'admin', key)]))).toEqual([
    `gates.approvers, eve@customer.example: the key ${key} belongs to ada@customer.example as well`,
  ]);
  expect(checkGates(file({}, [person('ada', 'finance', key)]))).toEqual([]);
});

test('a key or an issuer that a reference led to is checked, and never quoted', () => {
  const secret = 'file:a-password';
  expect(checkGates(file({}, [person('eve', 'admin', key.replaceAll('a', 'e'), secret)]))).toEqual([
    'gates.approvers, eve@customer.example: key 2 is not the public half of an Ed25519 key, as portage key new prints it',
  ]);
  const { operator, gates } = file();
  const issuers = EngagementFile.shape.gates.shape.issuers.parse([{ issuer: 'env:ISSUER', clientId: 'portage' }]);
  const problems = (issuer: string) =>
    checkGates({ operator, gates: { ...gates, issuers: issuers.map((one) => ({ ...one, issuer })) } });
  expect(problems('https://login.example')).toEqual([]);
  expect(problems('http://login.example')).toEqual([
    'gates.issuers[0].issuer: it must be a URL that begins with https:, except on the loopback address',
  ]);
});

test('an issuer is reached by https, except on the loopback address', () => {
  const { issuers } = EngagementFile.shape.gates.shape;
  const parse = (issuer: string) => issuers.safeParse([{ issuer, clientId: 'portage' }]).success;
  expect(['https://login.example', 'http://127.0.0.1:8481', 'env:ISSUER'].map(parse)).toEqual([true, true, true]);
  expect(['http://login.example', 'login.example'].map(parse)).toEqual([false, false]);
});
