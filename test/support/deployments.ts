import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { readDocument } from '../../connectors/ledger/documents.ts';
import { startBulk } from '../../emulators/bss/bulk/server.ts';
import type { Rates } from '../../emulators/bss/defect-rates.ts';
import { writeDelivery } from '../../emulators/bss/files.ts';
import type { AnswerKey } from '../../emulators/bss/postgres.ts';
import { startTmf } from '../../emulators/bss/tmf/server.ts';
import { QualityReport } from '../../schemas/quality.ts';
import { discover } from '../../steps/discover.ts';
import { duplicatesPath } from '../../steps/discovery/find-duplicates.ts';
import { scoreRules, type InDeployment, type Score } from './quality-scores.ts';
import { scoreSimilar } from './similar-duplicates.ts';
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
  /**
   * Discovers the operator as this profile reads it, and scores the rules of data quality, and the search for similar
   * duplicates.
   */
  score(profile: Deployment): Promise<{ rules: Score[]; similar: ReturnType<typeof scoreSimilar> }>;
  close(): Promise<void>;
}

/**
 * Adds a record without an id, and one with the id of another, to the delivered interactions. They say nothing else that is
 * wrong.
 */
function plantIds(delivery: string, { defects }: AnswerKey): InDeployment['ids'] {
  const path = join(delivery, 'interactions.csv');
  const wrong = new Set(defects.map(({ id }) => id));
  // A comment is before the header.
  const rows = parse(readFileSync(path, 'utf8'), { from_line: 3 });
  const [id, ...values] = rows.find((row) => !wrong.has(row[0]!))! as [string, ...string[]];
  appendFileSync(
    path,
    stringify([
      [id, ...values],
      ['', ...values],
    ]),
  );
  return [
    { object: 'interactions', id },
    { object: 'interactions', id: `row ${rows.length + 2}` },
  ];
}

/** An operator in all its deployments. The server of the TM Forum APIs counts wrongly. */
export async function prepareDeployments(size: { accounts: number; defects: Rates }): Promise<Deployments> {
  const steps = await prepareSteps(size);
  const delivery = join(steps.folder, 'delivery');
  await writeDelivery(delivery, size);
  const ids = plantIds(delivery, steps.answers);
  const [tmf, bulk] = [await startTmf({ size, behaviour: { total: 'wrong' } }), await startBulk({ size })];
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
      const stored = await steps.open();
      await discover(steps.ports, stored);
      const { staging, ledger } = steps.ports;
      const report = QualityReport.parse(
        JSON.parse((await readDocument(ledger, 'demo', { name: 'quality.json' }))!.body!),
      );
      const { defects } = steps.answers;
      const objects = Object.keys(stored.profile.objects);
      const planted = {
        ids: profile === 'source-files.yml' ? ids : [],
        // Notes are parts of other records, and nothing counts them.
        countedWrong: (objects: string[]) =>
          profile.startsWith('source-tmf') ? objects.filter((object) => object !== 'notes') : [],
      };
      return {
        rules: await scoreRules({ staging, slug: 'demo', objects, report }, defects, planted),
        similar: scoreSimilar((await staging.readText(duplicatesPath('demo')))!, defects),
      };
    },
    async close() {
      await Promise.all([tmf.close(), bulk.close()]);
      await steps.close();
    },
  };
}
