import { otherSpotCheck } from '../../../domain/spot-check/other.ts';

test('a judgement about an earlier spot check is told which one is the newest', () => {
  expect(otherSpotCheck('full-1', 'full-2')).toBe(
    'The newest spot check is that of the load full-2, with other records than that of full-1. Look at its records first.',
  );
});
