import { usualRates } from '../../emulators/bss/defect-rates.ts';
import { deployments, prepareDeployments, type Deployments } from '../support/deployments.ts';
import { barOf, neverStaged } from '../support/quality-scores.ts';

let operator: Deployments;
beforeAll(async () => {
  // Some defects are rare, so more of them are planted.
  operator = await prepareDeployments({
    accounts: 300,
    defects: { ...usualRates, DQ16: 20, DQ17: 20, DQ20: 20, DQ23: 50, DQ34: 300 },
  });
});
afterAll(() => operator.close());

/** Nothing is wrong with ids but in the files, and with counts but in those of the TM Forum server. */
const sound = (profile: string): string[] => {
  if (profile === 'source-files.yml') return ['DQ37'];
  return profile.startsWith('source-tmf') ? ['DQ01'] : ['DQ01', 'DQ37'];
};

test.each(deployments)('read by %s, every rule finds what is planted, and little else', async (profile) => {
  const { rules } = await operator.score(profile);
  const below = rules.filter(({ rule, precision, recall }) => {
    const bar = barOf(rule);
    return precision < bar.precision || recall < bar.recall;
  });
  expect(below).toEqual([]);
  const planted = new Set(rules.filter((one) => one.planted > 0).map(({ rule }) => rule));
  const ids = Array.from({ length: 38 }, (_, place) => `DQ${String(place + 1).padStart(2, '0')}`);
  expect(ids.filter((id) => !planted.has(id))).toEqual([...sound(profile), ...neverStaged].toSorted());
});
