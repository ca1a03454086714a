import { openRun } from '../../connectors/ledger/runs.ts';
import { openEngagement } from '../../steps/open-engagement.ts';
import { proposeMapping } from '../../steps/propose-mapping.ts';
import { prepareSteps, type StepsEngagement } from '../support/steps.ts';

let steps: StepsEngagement;
let file: string;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 5 });
  file = `${steps.folder}/engagement.yml`;
});
afterAll(() => steps.close());

/** Does `work` while a file of the engagement is changed. */
async function whileChanged<T>(name: string, from: string, to: string, work: () => Promise<T>): Promise<T> {
  steps.edit(name, from, to);
  try {
    return await work();
  } finally {
    steps.edit(name, to, from);
  }
}
const configured = (message: RegExp) => ({ kind: 'configuration', message: expect.stringMatching(message) });

test('a start under another workflow id is refused and leaves the configuration as it was', async () => {
  const before = await steps.open();
  await whileChanged('engagement.yml', 'customer: Northwind Mobile', 'customer: Another', async () => {
    await expect(openEngagement(steps.ports, { file, engagement: 'other' })).rejects.toMatchObject(
      configured(/workflow's id is engagement\/other, but the slug .* is "demo"\. Nothing was changed/),
    );
  });
  const rows = await steps.ports.ledger.query<{ digest: string }>('select config_digest as digest from engagement');
  expect(rows).toEqual([{ digest: before.configDigest }]);
});

test('a changed mapping is read again at the mapping gate, and nothing else changes', async () => {
  const before = await steps.open();
  await whileChanged('mapping.yml', 'currency: GBP', 'currency: EUR', () =>
    whileChanged('engagement.yml', 'customer: Northwind Mobile', 'customer: Another', () =>
      proposeMapping(steps.ports, { engagement: 'demo', file }),
    ),
  );
  const [row] = await steps.ports.ledger.query<{ currency: string; customer: string; start: string }>(
    `select config -> 'mapping' ->> 'currency' as currency, config -> 'engagement' ->> 'customer' as customer,
       config ->> 'start' as start from engagement where slug = 'demo'`,
  );
  expect(row).toEqual({ currency: 'EUR', customer: 'Northwind Mobile', start: before.start });
});

test.each([
  ['engagement.yml', 'slug: demo', 'slug: other', /changed since it started: the slug/],
  ['engagement.yml', "orgId: '20090000001'", "orgId: '20090000009'", /the production org/],
  ['source.yml', 'timeZone: Europe/London', 'timeZone: Europe/Paris', /the source profile.*Only the mapping/],
])('a change in %s of %s is refused at the mapping gate', async (name, from, to, message) => {
  const before = await steps.open();
  await whileChanged(name, from, to, async () => {
    await expect(proposeMapping(steps.ports, { engagement: 'demo', file })).rejects.toMatchObject(configured(message));
  });
  const rows = await steps.ports.ledger.query<{ digest: string }>(
    `select config_digest as digest from engagement order by slug`,
  );
  expect(rows).toEqual([{ digest: before.configDigest }]);
});

test('an engagement that has loaded records can be started again, but not for another org or system', async () => {
  await steps.open();
  const ref = { engagement: 'demo', environment: 'sandbox', run: 'full-1' } as const;
  await openRun(steps.ports.ledger, ref, { kind: 'full', mapping: '', manifest: '' });
  await steps.open();
  await whileChanged('source.yml', 'system: northwind', 'system: other', () =>
    expect(steps.open()).rejects.toMatchObject(configured(/system other instead of northwind.*Choose another slug/)),
  );
  await whileChanged('engagement.yml', "orgId: '20090000002'", "orgId: '20090000009'", () =>
    expect(steps.open()).rejects.toMatchObject(configured(/sandbox org 20090000009 instead of 20090000002/)),
  );
});
