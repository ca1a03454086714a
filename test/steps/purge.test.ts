import { brokenLinkOf, listAudit } from '../../connectors/ledger/audit.ts';
import { readEngagement } from '../../connectors/ledger/engagements.ts';
import { discover } from '../../steps/discover.ts';
import { describeErasure, purge } from '../../steps/purge.ts';
import { drawSpotCheck } from '../../steps/spot-check/draw.ts';
import { never, prepareSteps, type StepsEngagement } from '../support/steps.ts';

let steps: StepsEngagement;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 12 });
  steps.edit('engagement.yml', /^documents: .*$/m, 'documents: documents\nretentionDays: 0');
  const stored = await steps.open();
  await discover(steps.ports, stored);
  const { run } = await steps.load('sandbox', 'full', (await steps.extract('full-1')).name);
  await drawSpotCheck(steps.ports, stored, run, never);
});
afterAll(() => steps.close());

/** Values by which people are recognised, as Zoho has them. */
const recognised = () => {
  const contacts = steps.state('sandbox')['Contacts']?.records ?? [];
  return contacts.flatMap(({ Email: email, Phone: phone, Mailing_Street: street }) =>
    [email, phone, street].filter((value): value is string => typeof value === 'string' && value !== ''),
  );
};

/** The names of the tables with one of these values in a row. */
async function tablesWith(values: string[]): Promise<string[]> {
  const tables = await steps.ports.ledger.query<{ name: string }>(
    `select format('%I', tablename) as name from pg_tables where schemaname = 'public'`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const [hit] = await steps.ports.ledger.query<{ hits: boolean }>(
      `select exists (select from ${name} one, unnest($1::text[]) known where strpos(one::text, known) > 0) as hits`,
      [values],
    );
    if (hit?.hits) found.push(name);
  }
  return found.sort();
}

test('nothing is erased while the engagement runs or is kept', async () => {
  const stored = await steps.open();
  await expect(purge(steps.ports, stored, true)).rejects.toThrow('still running. Nothing was erased.');
  const kept = { ...stored, engagement: { ...stored.engagement, retentionDays: 30 } };
  await expect(purge(steps.ports, kept, false)).rejects.toThrow('Personal data is kept for 30 days');
  expect((await describeErasure(steps.ports, kept, false)).files).toBeGreaterThan(0);
  expect(await describeErasure(steps.ports, kept, true)).toMatchObject({
    ...{ from: null, whyNot: 'The engagement is still running.' },
  });
});

test('after the retention, no value of a person is left in staging or in the ledger, and the audit says what was erased', async () => {
  const stored = await steps.open();
  const values = recognised();
  expect(values.length).toBeGreaterThan(10);
  expect(await tablesWith(values)).toEqual(expect.arrayContaining(['column_sample', 'record_value', 'spot_record']));
  const before = await describeErasure(steps.ports, stored, false);
  const erased = await purge(steps.ports, stored, false);
  expect(erased).toMatchObject({ files: before.files, bytes: before.bytes, rows: before.rows });

  expect(await steps.ports.staging.list('demo')).toEqual([]);
  expect(await tablesWith(values)).toEqual([]);
  const entries = await listAudit(steps.ports.ledger, 'demo');
  expect(entries.findLast(({ what }) => what === 'personal data erased')?.body).toMatchObject({
    days: 0,
    files: before.files,
    rows: before.rows,
  });
  expect(brokenLinkOf('demo', entries)).toBeNull();
});

test('what was erased can not be loaded or rolled back any more', async () => {
  await expect(steps.open()).rejects.toThrow('The personal data of "demo" was erased');
  await expect(steps.rollBack('sandbox')).rejects.toThrow('Start another engagement with another slug.');
});

test('a repetition finds nothing more', async () => {
  const again = await purge(steps.ports, await readEngagement(steps.ports.ledger, 'demo'), false);
  expect(again).toMatchObject({ files: 0, bytes: 0, whyNot: null });
  expect(again.rows.map(({ rows }) => rows)).toEqual(again.rows.map(() => 0));
});
