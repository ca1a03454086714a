import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSource } from '../../connectors/bss/open.ts';
import { startBulk, type BulkBehaviour, type BulkServer } from '../../emulators/bss/bulk/server.ts';
import { checkEngagement } from '../../steps/preflight/preflight.ts';
import { checkRows } from '../../steps/preflight/rows.ts';
import { prepareSteps, type StepsEngagement } from '../support/steps.ts';

const profile = (url: string) => `kind: bulk
url: ${url}
system: acme
timeZone: UTC
export:
  submit: /api/v2/exports
  job: data.jobId
  poll: /api/v2/exports/{job}
  state: data.state
  files: 'data.files[].{name: fileName, url: link}'
  everySeconds: 0.01
objects:
  billing_accounts: { key: no, files: accounts.jsonl, format: jsonl, fields: { no: no, name: name } }
`;
const mapping = `version: 1
phoneRegion: GB
currency: GBP
modules:
  Accounts:
    sources:
      - { object: billing_accounts, fields: { Account_Name: { from: name, required: true } } }
`;
const accounts = ['{"no":"A1","name":"One"}', '{"no":"a1 ","name":"Two"}', '{"no":"A2"}', '{"no":"A1","name":"One"}'];

let steps: StepsEngagement;
let server: BulkServer;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 1 });
  writeFileSync(join(steps.folder, 'mapping.yml'), mapping);
});
afterEach(() => server.close());
afterAll(() => steps.close());

async function tried(behaviour: Partial<BulkBehaviour>, exportMs?: number) {
  server = await startBulk({
    size: { accounts: 1 },
    behaviour: { files: { 'accounts.jsonl': Buffer.from(accounts.join('\n')) }, ...behaviour },
  });
  writeFileSync(join(steps.folder, 'source.yml'), profile(server.url));
  const config = await steps.ports.readConfig(join(steps.folder, 'engagement.yml'));
  const source = openSource(config.profile, steps.folder);
  const { checks } = await checkRows(steps.ports, config, source, await source.columns(), exportMs);
  return checks.map(({ id, state, what, affected }) => `${id} ${state} ${affected}: ${what}`);
}

test("rows of a vendor's export are tried, and repeated ids are found in them", async () => {
  expect(await tried({})).toEqual([
    'source.volume pass 0: The source has 4 rows in mapped objects.',
    expect.stringMatching(/^staging\.room pass 0: /),
    'rows.billing_accounts warn 3: The first 4 rows of billing_accounts: ' +
      'rejected: source id that differs from an earlier one only in upper and lower case (1); ' +
      'rejected: Account_Name: missing (1); rejected: duplicate source id (1).',
  ]);
});

test('an export that is not ready in time is a warning, which says that no rows were tried', async () => {
  expect(await tried({ polls: 1_000_000 }, 200)).toEqual([
    'rows warn 0: No rows were tried: the export was not ready and downloaded after 1 minutes.',
  ]);
});

test('no export is started while other checks can not be made, because the preflight is repeated', async () => {
  await tried({});
  steps.emulator.admin.faults.set([{ kind: 'status-500', path: '^/users', share: 1, count: 1 }]);
  const config = await steps.ports.readConfig(join(steps.folder, 'engagement.yml'));
  const rows = async () =>
    (await checkEngagement(steps.ports, config)).checks.flatMap(({ id, what }) => (id.startsWith('rows') ? what : []));
  expect(await rows()).toEqual([expect.stringContaining("the vendor's export was not started")]);
  expect(await rows()).toEqual([expect.stringContaining('The first 4 rows of billing_accounts')]);
});

test('an export that fails each time is a mistake', async () => {
  await expect(tried({ failing: 9 })).rejects.toMatchObject({ kind: 'contract' });
});

test('of records that are merged or rejected, no owner is counted, and of several fields the first one with a user counts', async () => {
  const owned = mapping.replace(
    'fields: { Account_Name',
    'dedupe: [[name]], fields: { Owner: { from: [agent, login], owner: true }, Account_Name',
  );
  writeFileSync(join(steps.folder, 'mapping.yml'), owned);
  const rows = [
    '{"no":"A1","name":"One","agent":"","login":"zoe"}',
    // The same as the first one.
    '{"no":"A2","name":"One","agent":"zoe","login":""}',
    '{"no":"A3","agent":"zoe"}',
    '{"no":"A4","name":"Four","agent":"ann","login":"zoe"}',
  ];
  server = await startBulk({
    size: { accounts: 1 },
    behaviour: { files: { 'accounts.jsonl': Buffer.from(rows.join('\n')) } },
  });
  const fields = '{ no: no, name: name, agent: agent, login: login }';
  writeFileSync(join(steps.folder, 'source.yml'), profile(server.url).replace('{ no: no, name: name }', fields));
  const config = await steps.ports.readConfig(join(steps.folder, 'engagement.yml'));
  const countWith = async (owners: typeof config.owners) => {
    const source = openSource(config.profile, steps.folder);
    const { users, checks } = await checkRows(steps.ports, { ...config, owners }, source, await source.columns());
    return { users: Object.fromEntries(users!), what: checks.at(-1)!.what };
  };
  const byDefault = await countWith({ owners: {}, default: 'mia@north.example' });
  expect(byDefault.users).toEqual({ zoe: 1, ann: 1 });
  expect(byDefault.what).toContain('Owner default:the owner map does not list the user (2)');
  // Without a default, their owner rejects all of them, so that none is merged.
  expect((await countWith({ owners: {} })).users).toEqual({ zoe: 3, ann: 1 });
});

test('the owner of a record is counted by the rule of its route, and once', async () => {
  const source = (field: string, route = '') =>
    `- { object: billing_accounts, ${route}fields: { Account_Name: { from: name }, Owner: { from: ${field}, owner: true } } }`;
  const routed = mapping.replace(
    /- \{ object.*/,
    `${source('agent', 'route: { field: kind, in: [B] }, ')}\n      ${source('login')}`,
  );
  writeFileSync(join(steps.folder, 'mapping.yml'), routed);
  const rows = [
    '{"no":"A1","name":"One","kind":"B","agent":"zoe","login":"portal-1"}',
    '{"no":"A2","name":"Two","kind":"P","agent":"","login":"ann"}',
  ];
  server = await startBulk({
    size: { accounts: 1 },
    behaviour: { files: { 'accounts.jsonl': Buffer.from(rows.join('\n')) } },
  });
  const fields = '{ no: no, name: name, kind: kind, agent: agent, login: login }';
  writeFileSync(join(steps.folder, 'source.yml'), profile(server.url).replace('{ no: no, name: name }', fields));
  const config = await steps.ports.readConfig(join(steps.folder, 'engagement.yml'));
  const opened = openSource(config.profile, steps.folder);
  const { users } = await checkRows(steps.ports, config, opened, await opened.columns());
  expect(Object.fromEntries(users!)).toEqual({ zoe: 1, ann: 1 });
});
