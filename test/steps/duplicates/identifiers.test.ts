import pg from 'pg';
import { decideDuplicates } from '../../../connectors/ledger/decide-duplicates.ts';
import { listClusters, readMembers } from '../../../connectors/ledger/duplicates.ts';
import type { StoredEngagement } from '../../../steps/ports.ts';
import { runOutcomes } from '../../support/compare.ts';
import { clusterOf, surveyWith } from '../../support/duplicates.ts';
import { ledgerPlaces } from '../../support/planted.ts';
import { prepareSteps, type StepsEngagement } from '../../support/steps.ts';

let steps: StepsEngagement;
let stored: StoredEngagement;
/** Network identifiers that are the ids of private subscribers. */
let imsis: string[];

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 20, defects: {} });
  const imsi = "'23415' || lpad(right(s.subscriber_no, 6), 10, '0')";
  steps.edit('source.yml', 'select s.subscriber_no,', `select ${imsi} as subscriber_no,`);
  steps.edit('source.yml', /\n {2}imsi: .*\n/, `\n  imsi: select ${imsi} from bss.subscriber s\n`);
  const source = new pg.Client({ connectionString: steps.sourceUrl });
  await source.connect();
  const { rows } = await source.query<{ id: string }>(
    `select ${imsi} as id from bss.subscriber s where customer_type <> 'BUS' order by 1 limit 2`,
  );
  await source.query(`update bss.subscriber s set remarks = 'moved to ' || ${imsi} where customer_type <> 'BUS'`);
  await source.end();
  imsis = rows.map(({ id }) => id);
  stored = await steps.open();
});
afterAll(() => steps.close());

test('ids and values that are network identifiers are neither in the ledger nor shown', async () => {
  await surveyWith(steps, stored, [clusterOf('subscribers', imsis)]);
  const { ledger } = steps.ports;
  const [cluster] = await listClusters(ledger, 'demo', {}, { after: null, most: 9 });
  expect(cluster?.ids).toEqual([expect.stringMatching(/^K\w{26}$/), expect.stringMatching(/^K\w{26}$/)]);
  expect([cluster?.pairs[0]?.first, cluster?.pairs[0]?.second]).toEqual(cluster?.ids);
  const members = await readMembers(ledger, 'demo', cluster!);
  expect(new Map(members.get(cluster!.ids[0]!)).get('remarks')).toMatch(/^moved to \[/);
  const places = await ledgerPlaces(ledger);
  expect(places.map(({ name }) => name)).toContain('ledger: duplicate_member');
  for (const { name, texts } of places) {
    const found = [...texts].filter((text) => imsis.some((imsi) => text.includes(imsi)));
    expect([name, found]).toEqual([name, []]);
  }
});

test('a decision about them counts once the mapping hashes these ids', async () => {
  const { ledger } = steps.ports;
  const [cluster] = await listClusters(ledger, 'demo', {}, { after: null, most: 9 });
  await ledger.transaction((client) =>
    decideDuplicates(
      client,
      'demo',
      { choice: { cluster: cluster!.id }, decision: { decision: 'accept' }, comment: '' },
      { by: 'pat@northwind.example', role: 'product_manager', proof: null },
    ),
  );
  steps.edit('mapping.yml', 'currency: GBP', 'currency: GBP\nhashKeys: [subscribers]');
  await steps.open();
  const { name } = await steps.extract('full-1');
  await steps.load('sandbox', 'full', name);
  const outcomes = (await runOutcomes(ledger, 'sandbox', 'full-1')).filter(({ key }) =>
    cluster!.ids.some((id) => key.endsWith(id)),
  );
  expect(outcomes.map(({ reason }) => reason).sort()).toEqual(['duplicate of another record, as people decided', null]);
});
