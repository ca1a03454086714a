import { listColumnSamples } from '../../connectors/ledger/mapping-basis.ts';
import { prepareSteps, type StepsEngagement } from '../support/steps.ts';

let steps: StepsEngagement;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 5 });
  await steps.open();
});
afterAll(() => steps.close());

test('the mapping page knows how full the fields are as soon as there is an extraction', async () => {
  const samples = () => listColumnSamples(steps.ports.ledger, 'demo', { withValues: false });
  expect(await samples()).toEqual([]);
  await steps.extract('full-1');
  expect(await samples()).toContainEqual(
    expect.objectContaining({ object: 'orders', field: 'order_no', rows: 84, filled: 84 }),
  );
});
