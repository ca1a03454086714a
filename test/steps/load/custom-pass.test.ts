import type { Zoho } from '../../../connectors/zoho/port.ts';
import type { LaneInput } from '../../../schemas/engagement.ts';
import type { JsonObject } from '../../../schemas/json.ts';
import type { ClaimedRecord } from '../../../schemas/record.ts';
import { sendCustom } from '../../../steps/load/custom-pass.ts';
import { openEmulator, type Caller } from '../../emulators/zoho/caller.ts';
import { openClient } from '../../support/zoho-client.ts';

const input: LaneInput = {
  ...{ engagement: 't', environment: 'sandbox', run: 'full-1', module: 'Accounts', pass: 'custom' },
  ...{ lane: 0, lanes: 1, slice: 100 },
};
let emulator: Caller;
let zoho: Zoho;
let ids: string[];
beforeEach(async () => {
  emulator = await openEmulator();
  const { clientId, clientSecret, refreshToken } = emulator.sandbox;
  zoho = openClient(emulator.url, { credentials: { clientId, clientSecret, refreshToken } });
  await zoho.createFields('Accounts', [
    { label: 'Segment', dataType: 'text', length: 10 },
    { label: 'Points', dataType: 'integer', length: 9 },
    { label: 'Source Status', dataType: 'text', length: 20 },
  ]);
  const created = await zoho.insert('Accounts', [{ Account_Name: 'One' }, { Account_Name: 'Two' }]);
  ids = created.map((one) => (one.ok ? one.id : ''));
});
afterEach(() => emulator.close());

const claimed = (at: number, values: JsonObject): ClaimedRecord => ({
  ...{ no: at + 1, key: `acme:billing_accounts:A${at}`, values, zohoId: ids[at] ?? '' },
  ...{ unresolved: [], unimaged: [], last: null, held: {} },
});
const send = (records: ClaimedRecord[]) =>
  sendCustom({ zoho, keyField: 'Portage_Key', settle: () => Promise.resolve() }, input, records, false);

test('values that Zoho rejects stay blank, with their reasons, and all others are written', async () => {
  const long = claimed(0, { Segment: 'much too long', Points: 'many', Source_Status: 'Active' });
  const good = claimed(1, { Segment: 'Consumer', Source_Status: 'Closed' });
  const outcomes = await send([long, good]);
  expect(outcomes.map(({ key, outcome, reason }) => [key, outcome, reason])).toEqual([
    ['acme:billing_accounts:A1', 'updated', null],
    [
      'acme:billing_accounts:A0',
      'updated',
      'Segment: INVALID_DATA Segment (maximum_length 10)\nPoints: INVALID_DATA Points (expected integer)',
    ],
  ]);
  expect(await zoho.read('Accounts', ids[0] ?? '')).toMatchObject({
    Source_Status: 'Active',
    Segment: null,
    Points: null,
  });
  expect(await zoho.read('Accounts', ids[1] ?? '')).toMatchObject({ Source_Status: 'Closed', Segment: 'Consumer' });
});

test('a record whose only value is rejected is rejected', async () => {
  const [outcome] = await send([claimed(0, { Segment: 'much too long' })]);
  expect(outcome).toMatchObject({ outcome: 'rejected', reason: 'INVALID_DATA Segment (maximum_length 10)' });
});
