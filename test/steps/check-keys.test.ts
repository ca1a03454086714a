import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { discover } from '../../steps/discover.ts';
import { prepareSteps, type StepsEngagement } from '../support/steps.ts';

let steps: StepsEngagement;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 20 });
  // The subscribers of this operator are identified by their IMSIs.
  const imsi = "'23415' || lpad(right(s.subscriber_no, 6), 10, '0')";
  steps.edit('source.yml', 'select s.subscriber_no,', `select ${imsi} as subscriber_no,`);
  steps.edit('source.yml', /\n {2}imsi: .*\n/, `\n  imsi: select ${imsi} from bss.subscriber s\n`);
});
afterAll(() => steps.close());

const quality = () => readFileSync(join(steps.folder, 'documents', 'quality.md'), 'utf8');

test('an object whose ids are network identifiers is reported at the scope gate, with the remedy', async () => {
  await discover(steps.ports, await steps.open());
  expect(quality()).toMatch(
    /\| subscribers \| subscriber_no \| the source id is a network identifier.*: list subscribers under hashKeys in mapping\.yml/,
  );
});

test('the file of the records to correct masks ids that are network identifiers', () => {
  const file = readFileSync(join(steps.folder, 'documents', 'quality-records.csv'), 'utf8');
  expect(file).toMatch(/^object,id,field,rule,case,what is wrong\n/);
  expect(file).toMatch(/^subscribers,\[network id removed\],account_no,DQ15,,Records refer to an account/m);
  expect(file).not.toMatch(/23415\d{10}/);
});

test('nothing is reported when the mapping hashes these ids', async () => {
  steps.edit('mapping.yml', 'currency: GBP', 'currency: GBP\nhashKeys: [subscribers]');
  await discover(steps.ports, await steps.open());
  expect(quality()).not.toContain('the source id is a network identifier');
});
