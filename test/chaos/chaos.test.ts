import { runChaos } from './chaos.ts';

/**
 * The short form of `npm run chaos`: one small engagement with faults of all families, which is rolled back at its end.
 * With this seed, replies to inserts are lost: without the look-up after a lost reply, the test fails.
 */
test('an engagement under 36 random faults has everything in Zoho once, and a rollback leaves it as it was', async () => {
  const result = await runChaos({ seed: 542, faults: 36, accounts: 20, latencies: [20] });
  expect(result.violations).toEqual([]);
  expect(result.invariants.filter(({ checks }) => checks === 0)).toEqual([]);
  expect(result.kinds.reduce((sum, { inTime, late }) => sum + inTime + late, 0)).toBeGreaterThan(30);
}, 600_000);
