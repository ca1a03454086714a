import type { Context } from '@temporalio/activity';
import { correlateActivities, placeOf } from '../../workers/correlation.ts';

test.each([
  ['engagement/delta', { engagement: 'delta' }],
  ['engagement/delta/sandbox/full', { engagement: 'delta', environment: 'sandbox', run: 'full-1' }],
  [
    'engagement/delta/production/delta-2/Contacts',
    { engagement: 'delta', environment: 'production', run: 'delta-2', module: 'Contacts' },
  ],
  ['engagement/delta/sandbox/rollback', { engagement: 'delta', environment: 'sandbox' }],
  ['inquiry/trace/1', {}],
])('the id %s says what its workflow works on', (workflowId, place) => {
  expect(placeOf(workflowId)).toEqual(place);
});

test('the log lines of a lane name its engagement, run, module, pass and lane, and nothing else of its input', async () => {
  const lane = {
    engagement: 'delta',
    environment: 'sandbox',
    run: 'full-1',
    module: 'Contacts',
    pass: 'base',
    lane: 2,
  };
  const messages: string[] = [];
  const context = { info: { activityType: 'loadLane' }, log: { info: (message: string) => messages.push(message) } };
  const { inbound, outbound } = correlateActivities(context as unknown as Context);
  await inbound?.execute?.({ args: [{ ...lane, lanes: 10, token: 'a' }], headers: {} }, () => Promise.resolve(null));
  expect(messages).toEqual(['done']);
  expect(outbound?.getLogAttributes?.({ attempt: 3 }, (attributes) => attributes)).toEqual({
    ...lane,
    lane: 3,
    attempt: 3,
  });
});
