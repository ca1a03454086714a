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

function run(...words: string[]) {
  const engagement = fakeEngagement({
    answer: () => Promise.resolve({ ...found, whyNot: 'Personal data is kept for 30 days.' } as unknown as Json),
    purge: () => Promise.resolve(found),
  });
  const ran = portage(['purge', engagement.slug, ...words], { TEMPORAL_ADDRESS: environment.address });
  return ran.then((result) => ({
    ...result,
    erased: engagement.calls.filter(({ activity }) => activity === 'purge').length,
  }));
}

test('portage purge --preview prints what would be erased and from when on, and erases nothing', async () => {
  const { code, stdout, stderr, erased } = await run('--preview');
  expect({ code, erased }).toEqual({ code: 0, erased: 0 });
  for (const text of ['2026-12-01T12:00:00.000Z', 'values of records for Zoho', '1,204', '26'])
    expect(stdout).toContain(text);
  expect(stderr).toContain('Personal data is kept for 30 days. Nothing was erased.');
});

test('portage purge erases only what was confirmed', async () => {
  expect(await run()).toMatchObject({ code: 2, erased: 0 });
  const { code, stdout, erased } = await run('--yes', '--json');
  expect({ code, erased }).toEqual({ code: 0, erased: 1 });
  expect(JSON.parse(stdout)).toEqual(found);
});
