import { join } from 'node:path';
import { startBulk } from '../../emulators/bss/bulk/server.ts';
import type { Rates } from '../../emulators/bss/defect-rates.ts';
import { writeDelivery } from '../../emulators/bss/files.ts';
import { startTmf } from '../../emulators/bss/tmf/server.ts';
import { discover } from '../../steps/discover.ts';
import { scoreRules, type Score } from './quality-scores.ts';
import { prepareSteps, type StepsEngagement } from './steps.ts';

/** The profiles of the example: one operator in five deployments. */
export const deployments = [
  'source.yml',
  'source-files.yml',
  'source-tmf.yml',
  'source-tmf-v5.yml',
  'source-bulk.yml',
] as const;
type Deployment = (typeof deployments)[number];

export interface Deployments {
  steps: StepsEngagement;
  /** From now on, the engagement reads the operator by this profile. */
  use(profile: Deployment): void;
  /** Discovers the operator as this profile reads it, and scores the rules of data quality. */
  score(profile: Deployment): Promise<Score[]>;
  close(): Promise<void>;
}

/** An operator in all its deployments. */
export async function prepareDeployments(size: { accounts: number; defects: Rates }): Promise<Deployments> {
  const steps = await prepareSteps(size);
  const delivery = join(steps.folder, 'delivery');
  await writeDelivery(delivery, size);
  const [tmf, bulk] = [await startTmf({ size }), await startBulk({ size })];
  const urls: Partial<Record<Deployment, string>> = { 'source-bulk.yml': bulk.url, 'source.yml': steps.sourceUrl };
  let current: Deployment = 'source.yml';
  const use = (profile: Deployment): void => {
    process.env['PORTAGE_SOURCE_FOLDER'] = delivery;
    process.env['PORTAGE_SOURCE_URL'] = urls[profile] ?? tmf.url;
    if (profile !== current) steps.edit('engagement.yml', `source: ${current}`, `source: ${profile}`);
    current = profile;
  };
  return {
    steps,
    use,
    async score(profile) {
      use(profile);
      await discover(steps.ports, await steps.open());
      return scoreRules(steps.ports.staging, 'demo', steps.answers.defects);
    },
    async close() {
      await Promise.all([tmf.close(), bulk.close()]);
      await steps.close();
    },
  };
}
