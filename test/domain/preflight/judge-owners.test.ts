import { canOwn, judgeOwners, judgeUnlisted, ownerColumns } from '../../../domain/preflight/judge-owners.ts';
import { Mapping } from '../../../schemas/mapping.ts';

const user = (email: string, changes = {}) => ({ email, active: true, confirmed: true, ...changes });
const users = [
  user('Arun@north.example'),
  user('beth@north.example', { active: false }),
  user('carl@north.example', { confirmed: false }),
  user('mia@north.example'),
];
const owners = { arun: 'arun@north.example', beth: 'beth@north.example', carl: 'carl@north.example' };
const records = new Map([
  ['arun', 5],
  ['beth', 3],
  ['zed', 2],
  ['', 1],
]);

test('only an active and confirmed user can own records', () => {
  expect(users.map(canOwn)).toEqual([true, false, false, true]);
});

test('owners who are inactive, unconfirmed or unknown fail, with the records of each', () => {
  const found = judgeOwners({ owners: { ...owners, dora: 'dora@north.example' } }, users, records);
  expect(found).toMatchObject({ state: 'fail', affected: 3 });
  expect(found.what).toBe(
    "Owners who can't own records in the org: beth@north.example (beth, not active: 3 tried records), " +
      'carl@north.example (carl, not confirmed: 0 tried records), dora@north.example (dora, no user of the org: 0 tried records).',
  );
});

test('without tried rows, the owners are named without counts, at most twenty', () => {
  const many = Object.fromEntries(Array.from({ length: 22 }, (_, no) => [`u${no}`, `u${no}@north.example`]));
  const { what, affected } = judgeOwners({ owners: many }, users, null);
  expect(what).toMatch(/u0@north\.example \(u0, no user of the org\), .* and 2 more\.$/);
  expect(affected).toBe(22);
});

test('an explicit rule takes the records of owners who can not own them, and they are counted', () => {
  const found = judgeOwners({ owners, inactive: 'mia@north.example' }, users, records);
  expect(found).toMatchObject({ state: 'warn', affected: 3 });
  expect(found.what).toMatch(/go to mia@north\.example, by the rule inactive: beth@.*3 tried records.*carl@/);
});

test('a rule that leads to somebody who can not own records fails itself', () => {
  const found = judgeOwners(
    { owners: {}, default: 'beth@north.example', inactive: 'nobody@north.example' },
    users,
    records,
  );
  expect(found).toMatchObject({ state: 'fail', affected: 11 });
  expect(found.what).toMatch(
    /beth@north\.example \(default, not active: 11 .*nobody@north\.example \(inactive, no user/,
  );
});

test('owners who can all own records pass', () => {
  const map = { owners: { arun: 'arun@north.example' }, default: 'mia@north.example' };
  expect(judgeOwners(map, users, records)).toMatchObject({
    state: 'pass',
    what: 'All 2 owners are active, confirmed users.',
  });
});

test('users of the source who are not listed fail without a default, with the records of each', () => {
  expect(judgeUnlisted({ owners }, records)).toMatchObject({
    ...{ state: 'fail', affected: 2 },
    what: expect.stringContaining('with their tried records: zed (2).'),
  });
  expect(judgeUnlisted({ owners, default: 'mia@north.example' }, records)).toMatchObject({
    state: 'pass',
    what: '2 tried records of users who are not in the owner map go to mia@north.example: zed (2).',
  });
  expect(judgeUnlisted({ owners: { ...owners, zed: 'mia@north.example' } }, records).state).toBe('pass');
  expect(judgeUnlisted({ owners }, null).state).toBe('pass');
});

test('the owners of an object are in columns of each route, and custom fields for users name none', () => {
  const Owner = { from: ['login', 'agent'], owner: true };
  const fields = { Subject: { from: 'no' }, Owner, Agent: { constant: 'arun', owner: true } };
  const modules = {
    Invoices: {
      sources: [
        {
          object: 'invoices',
          fields: { ...fields, Handler: Owner },
          custom: { Manager: { from: 'boss', owner: true } },
        },
        {
          object: 'invoices',
          fields: { Owner: { from: 'clerk', owner: true } },
          route: { field: 'kind', empty: false },
        },
        { object: 'orders', fields: {} },
      ],
    },
  };
  const mapping = Mapping.parse({ version: 1, phoneRegion: 'GB', currency: 'GBP', modules });
  expect(ownerColumns(mapping, 'invoices')).toEqual([[['clerk']], [['login', 'agent']]]);
  expect(ownerColumns(mapping, 'orders')).toEqual([[]]);
});

test('a failure, which histories keep, says how many people there are, and not who', () => {
  const listed = judgeOwners({ owners: { ...owners, dora: 'dora@north.example' } }, users, records);
  expect(listed.withoutPeople).toMatch(
    /^\d owners? can't own records in the org\. The preflight document names them\.$/,
  );
  expect(judgeUnlisted({ owners }, records).withoutPeople).toMatch(
    /^The owner map does not list \d users? of the source/,
  );
});
