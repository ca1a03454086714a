import { usualRates } from '../../emulators/bss/defect-rates.ts';
import { deployments, prepareDeployments, type Deployments } from '../support/deployments.ts';
import { barOf } from '../support/quality-scores.ts';

let operator: Deployments;
beforeAll(async () => {
  // Some defects are rare, so more of them are planted.
  operator = await prepareDeployments({
    accounts: 300,
    defects: { ...usualRates, DQ16: 20, DQ17: 20, DQ20: 20, DQ23: 50, DQ34: 300 },
  });
});
afterAll(() => operator.close());

test.each(deployments)('read by %s, every rule finds what the generator planted, and little else', async (profile) => {
  const scores = await operator.score(profile);
  const below = scores.filter(({ rule, precision, recall }) => {
    const bar = barOf(rule);
    return precision < bar.precision || recall < bar.recall;
  });
  expect(below).toEqual([]);
  // DQ13 is true of every time, and DQ37 of a server. Usage, in which DQ01 and DQ36 are planted, and buckets are not staged.
  const scored = new Set(scores.map(({ rule }) => rule));
  const ids = Array.from({ length: 38 }, (_, place) => `DQ${String(place + 1).padStart(2, '0')}`);
  expect(ids.filter((id) => !scored.has(id))).toEqual(['DQ01', 'DQ13', 'DQ29', 'DQ36', 'DQ37']);
});
