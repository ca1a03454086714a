import { discover } from '../../steps/discover.ts';
import { scoreSimilar } from '../support/similar-duplicates.ts';
import { prepareSteps } from '../support/steps.ts';

test('the discovery finds the similar duplicates of the answer key, and writes them without values', async () => {
  const steps = await prepareSteps({ accounts: 300, defects: { 'similar-duplicate': 120 } });
  try {
    await discover(steps.ports, await steps.open());
    const text = (await steps.ports.staging.readText('demo/survey/duplicates.jsonl'))!;
    const score = scoreSimilar(text, steps.answers.defects);
    expect(score.planted).toBeGreaterThan(10);
    expect(score.recall).toBeGreaterThanOrEqual(0.95);
    expect(score.precision).toBeGreaterThanOrEqual(0.95);
    expect(text).not.toMatch(/quillfeather|@|1[89]\d\d-\d\d/i);
  } finally {
    await steps.close();
  }
});
