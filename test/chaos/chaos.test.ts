import { runChaos } from './chaos.ts';

/** The short form of `npm run chaos`: one engagement with faults of each important family. */
test('an engagement under 50 faults of all families loses, doubles and leaves nothing', async () => {
  const result = await runChaos({ seed: 20, faults: 50, faultsPerRun: 50, accounts: 20 });
  expect(result.violations).toEqual([]);
  expect(result.invariants.filter(({ checks }) => checks === 0)).toEqual([]);
  expect(result.kinds.reduce((sum, { inTime, late }) => sum + inTime + late, 0)).toBeGreaterThan(40);
}, 300_000);
