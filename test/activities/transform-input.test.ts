import { TransformInput } from '../../schemas/engagement.ts';

const run = { engagement: 'demo', environment: 'sandbox', staging: 'demo/full-1' };

test.each([
  ['full-2', 'full'],
  ['delta-1', 'delta'],
])('the run %s of a workflow that sends no kind is a %s load', (name, kind) => {
  expect(TransformInput.parse({ ...run, run: name })).toEqual({ ...run, run: name, kind });
});

test('the kind that a workflow sends is kept', () => {
  expect(TransformInput.parse({ ...run, run: 'trial', kind: 'full' })).toEqual({ ...run, run: 'trial', kind: 'full' });
});
