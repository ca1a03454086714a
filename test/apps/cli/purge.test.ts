import type { Erasure } from '../../../schemas/erasure.ts';
import type { Json } from '../../../schemas/json.ts';
import { startEnvironment, type Environment } from '../../workflows/environment.ts';
import { fakeEngagement } from '../../workflows/fake-activities.ts';
import { portage } from './portage.ts';

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment.close());

const found: Erasure = {
  ...{ engagement: 'x', days: 30, from: '2026-12-01T12:00:00.000Z', whyNot: null, erasedAt: null },
  ...{ files: 26, bytes: 4_000, rows: [{ what: 'values of records for Zoho', rows: 1_204 }] },
};

function run(words: string[], whyNot: string | null = null) {
  const engagement = fakeEngagement({
    answer: () => Promise.resolve({ ...found, whyNot } as unknown as Json),
    purge: () => Promise.resolve(found),
  });
  const ran = portage(['purge', engagement.slug, ...words.map((word) => word.replace('SLUG', engagement.slug))], {
    TEMPORAL_ADDRESS: environment.address,
  });
  return ran.then((result) => ({
    ...result,
    erased: engagement.calls.filter(({ activity }) => activity === 'purge').length,
  }));
}

test('portage purge --preview prints what would be erased and from when on, and erases nothing', async () => {
  const { code, stdout, stderr, erased } = await run(['--preview'], 'Personal data is kept for 30 days.');
  expect({ code, erased }).toEqual({ code: 0, erased: 0 });
  for (const text of ['2026-12-01T12:00:00.000Z', 'values of records for Zoho', '1,204', '26'])
    expect(stdout).toContain(text);
  expect(stderr).toContain('Personal data is kept for 30 days. Nothing was erased.');
});

test('portage purge erases only what was confirmed by the slug', async () => {
  expect(await run([])).toMatchObject({ code: 2, erased: 0 });
  expect(await run(['--confirm', 'another'])).toMatchObject({ code: 2, erased: 0 });
  const { code, stdout, erased } = await run(['--confirm', 'SLUG', '--json']);
  expect({ code, erased }).toEqual({ code: 0, erased: 1 });
  expect(JSON.parse(stdout)).toEqual(found);
});

test('portage purge before the end of the retention says why, and does not ask', async () => {
  const { erased, stderr, code } = await run(['--confirm', 'SLUG'], 'Personal data is kept for 30 days.');
  expect({ erased, code }).toEqual({ erased: 0, code: 1 });
  expect(stderr).toContain('Personal data is kept for 30 days.');
});
