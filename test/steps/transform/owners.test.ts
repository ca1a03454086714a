import type { ZohoUser } from '../../../connectors/zoho/port.ts';
import { ownersIn } from '../../../steps/transform/owners.ts';

const user = (id: string, name: string, changes: Partial<ZohoUser> = {}): ZohoUser => ({
  ...{ id, email: `${name}@north.example`, active: true, confirmed: true, profile: 'Standard', profileId: '9' },
  ...changes,
});
const users = [
  user('1', 'arun'),
  user('2', 'beth', { active: false }),
  user('3', 'carl', { confirmed: false }),
  user('4', 'mia'),
];
const zoho = { users: () => Promise.resolve(users) };
const owners = { arun: 'Arun@north.example', beth: 'beth@north.example', carl: 'carl@north.example' };

test('records of inactive and unconfirmed users are assigned by the rule for them', async () => {
  expect(await ownersIn(zoho, { owners, inactive: 'mia@north.example' })).toEqual({
    fallback: null,
    named: [
      ['arun', '1'],
      ['beth', '4'],
      ['carl', '4'],
    ],
    inactive: ['beth', 'carl'],
  });
});

test('without the rule nothing is queued', async () => {
  await expect(ownersIn(zoho, { owners })).rejects.toMatchObject({ kind: 'configuration' });
  await expect(ownersIn(zoho, { owners: {}, default: 'beth@north.example' })).rejects.toMatchObject({
    kind: 'configuration',
    message: expect.stringContaining('not an active, confirmed user'),
  });
});
