import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredEngagement } from '../../steps/ports.ts';
import { checkEngagement, preflight } from '../../steps/preflight/preflight.ts';
import { checkWorker } from '../../steps/preflight/worker.ts';
import { createGuard } from '../../domain/identifiers/guard.ts';
import { prepareSteps, type StepsEngagement } from '../support/steps.ts';

let steps: StepsEngagement;
let stored: StoredEngagement;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 1 });
  stored = await steps.open();
});
afterAll(() => steps.close());
afterEach(() => steps.emulator.admin.faults.set([]));

const setFault = (kind: 'status-500' | 'status-429' | 'reset-before-commit', path: string, count: number) =>
  steps.emulator.admin.faults.set([{ kind, path, share: 1, count }]);

test.each(['status-500', 'status-429', 'reset-before-commit'] as const)(
  'a preflight that gets %s once is repeated, and does not end the engagement',
  async (kind) => {
    setFault(kind, '^/(org|users)', 1);
    await expect(preflight(steps.ports, stored)).rejects.toMatchObject({
      kind: 'server-error',
      message: expect.stringMatching(/is repeated.*sandbox\.(org|users)/s),
    });
    expect(existsSync(join(steps.folder, 'documents', 'preflight.md'))).toBe(false);
    expect((await preflight(steps.ports, stored)).passed).toBeGreaterThan(5);
    rmSync(join(steps.folder, 'documents'), { recursive: true });
  },
);

test('a question about the preflight lists a check that could not be made as failed', async () => {
  setFault('status-500', '^/users', 1);
  const { checks } = await checkEngagement(steps.ports, stored);
  expect(checks.filter(({ state }) => state === 'fail')).toMatchObject([{ id: 'sandbox.users', isPassing: true }]);
});

/** The checks with this id that did not pass. */
const findings = async (id: string) => {
  const { checks } = await checkEngagement(
    steps.ports,
    await steps.ports.readConfig(join(steps.folder, 'engagement.yml')),
  );
  return checks.filter((one) => one.id === id && one.state !== 'pass').map(({ state, what }) => `${state}: ${what}`);
};
/** The production org of the emulator, to be changed by a test. */
const production = () => steps.emulator.admin.orgs.get(stored.engagement.destination.production.orgId)!;

const withFile = async (file: string, from: string | RegExp, to: string, work: () => Promise<void>) => {
  const path = join(steps.folder, file);
  const before = readFileSync(path, 'utf8');
  try {
    steps.edit(file, from, to);
    await work();
  } finally {
    writeFileSync(path, before);
  }
};

test('a question about the preflight finds all mistakes of the mapping, as the start does', async () => {
  const columns = /Phone: \{ from: phone, transforms: \[phone\] \}/;
  await withFile(
    'mapping.yml',
    columns,
    'Phone: { from: fone }\n          Fax: { from: fax, map: numbers }',
    async () => {
      expect(await findings('mapping.fields')).toEqual([
        'fail: mapping.yml, modules.Accounts.sources[0].fields.Phone: billing_accounts has no field fone.',
        'fail: mapping.yml, modules.Accounts.sources[0].fields.Fax: billing_accounts has no field fax.',
        'fail: mapping.yml, modules.Accounts.sources[0].fields.Fax: the value map numbers is missing.',
        expect.stringMatching(/^warn: 1 points of the mapping are open: billing_accounts\.phone is neither/),
      ]);
      const config = await steps.ports.readConfig(join(steps.folder, 'engagement.yml'));
      await expect(preflight(steps.ports, { ...stored, ...config })).rejects.toMatchObject({
        kind: 'configuration',
        message: expect.stringMatching(/no field fone.*no field fax.*map numbers is missing/s),
      });
    },
  );
});

test('a tag with a network identifier is found before a load, and not shown', async () => {
  await withFile('mapping.yml', /\nmaps:\n/, '\nmaps:\n  cards: { A: IMSI 999701234567890 }\n', async () => {
    const source = '- object: billing_accounts\n';
    await withFile('mapping.yml', source, `${source}        tags: [{ from: status, map: cards }]\n`, async () => {
      expect(await findings('mapping.fields')).toEqual([
        'fail: mapping.yml, modules.Accounts.sources[0].tags[0]: value 1 of the value map cards has a network identifier (labelled-imsi), which must not leave the source.',
      ]);
    });
  });
});

test('a date format for a field that does not exist fails', async () => {
  await withFile('source.yml', 'key: account_no', 'key: account_no\n    dates: { since: { zone: UTC } }', async () => {
    expect(await findings('mapping.fields')).toEqual([
      'fail: source.yml, objects.billing_accounts.dates.since: billing_accounts has no field since.',
    ]);
  });
});

test('what a load would assume or leave blank is found before it', async () => {
  const owner = /^ {2}(\w[\w.-]*): \S+@\S+\n/m;
  await withFile('owners.yml', owner, '', async () => {
    expect(await findings('rows.billing_accounts')).toEqual([
      expect.stringMatching(
        /^warn: The first 20 rows of billing_accounts: Owner default:the owner map does not list the user \(\d+\)/,
      ),
    ]);
  });
});

test('mistakes in several files are listed together', async () => {
  await withFile('mapping.yml', 'version: 1', 'version: 2', () =>
    withFile('source.yml', 'timeZone: Europe/London', 'timeZone: Mars/Base', async () => {
      await expect(steps.ports.readConfig(join(steps.folder, 'engagement.yml'))).rejects.toMatchObject({
        message: expect.stringMatching(/source\.yml.*timeZone.*mapping\.yml.*version/s),
      });
    }),
  );
});

test('a documents folder that can’t be written fails the preflight', async () => {
  writeFileSync(join(steps.folder, 'occupied'), '');
  await withFile('engagement.yml', 'documents: documents', 'documents: occupied/documents', async () => {
    expect(await findings('documents.folder')).toEqual([
      `fail: Documents can't be written to ${join(steps.folder, 'occupied/documents')}: ${join(steps.folder, 'occupied')} is a file.`,
    ]);
  });
});

test('owners that are not users of the org are named, with their records', async () => {
  await withFile('owners.yml', /default: .*/, 'default: nobody@northwind.example', async () => {
    expect(await findings('sandbox.users')).toEqual([
      expect.stringMatching(
        /^fail: Owners who can't own records in the org: nobody@northwind\.example \(default, no user of the org: \d+ tried records?\)\.$/,
      ),
    ]);
  });
});

test('an owner who is not confirmed fails, unless a rule takes the records', async () => {
  const user = [...production().users.values()].find(({ email }) => email === 'arun@northwind.example')!;
  user.confirmed = false;
  expect(await findings('production.users')).toEqual([
    expect.stringMatching(/^fail: .*arun@northwind\.example \(arun, not confirmed: [1-9]/),
  ]);
  await withFile('owners.yml', /^default: (.*)$/m, 'default: $1\ninactive: $1', async () => {
    expect(await findings('production.users')).toEqual([
      expect.stringMatching(/^warn: Records of owners .* go to .*, by the rule inactive: arun@/),
    ]);
  });
  user.confirmed = true;
});

test('a user of the source who is not in an owner map without a default fails, with the records', async () => {
  const everybody = /^default: .*\nowners:\n {2}arun: .*$/m;
  await withFile('owners.yml', everybody, 'owners:', async () => {
    expect(await findings('owners')).toEqual([
      expect.stringMatching(/^fail: The owner map does not list users of the source.* arun \([\d,]+\)/),
    ]);
  });
});

test('each question about an org is asked once', async () => {
  const asked: string[] = [];
  const counting: typeof steps.ports = {
    ...steps.ports,
    openZoho: (...args) => {
      const client = steps.ports.openZoho(...args);
      const count =
        <Input extends unknown[], Answer>(name: string, call: (...input: Input) => Answer) =>
        (...input: Input) => {
          asked.push(
            [
              name,
              args[3] === 'check_user' ? args[3] : args[1],
              ...input.filter((one) => typeof one === 'string'),
            ].join(' '),
          );
          return call(...input);
        };
      return {
        ...client,
        ...{
          org: count('org', client.org),
          users: count('users', client.users),
          fields: count('fields', client.fields),
        },
        ...{
          profiles: count('profiles', client.profiles),
          lockConfigurations: count('locks', client.lockConfigurations),
        },
      };
    },
  };
  await checkEngagement(counting, stored);
  expect(asked).toEqual([...new Set(asked)]);
  expect(asked).toEqual(expect.arrayContaining(['org production', 'users sandbox', 'fields production Invoices']));
});

test('a user that tries locked records fails if the lock excludes its profile, and its absence is a warning', async () => {
  const carl = production().users.find(({ email }) => email === 'carl@northwind.example')!;
  const { profile } = carl;
  carl.profile = production().profiles[0]!.id;
  const found = await findings('production.check-user').finally(() => (carl.profile = profile));
  expect(found).toEqual([expect.stringMatching(/^fail: .*the profile Administrator, which a lock excludes/)]);
  await withFile('engagement.yml', / {2}check_user:\n(.*\n){3}/, '', async () =>
    expect(await findings('production.check-user')).toEqual([
      expect.stringMatching(/^warn: .*no destination.check_user/),
    ]),
  );
});

test('an org of a lower edition, or of another than the engagement file says, fails', async () => {
  const { seed } = production();
  const before = seed.edition;
  seed.edition = 'standard';
  expect(await findings('production.edition')).toEqual([
    expect.stringMatching(/^fail: The org has the edition standard/),
  ]);
  seed.edition = 'ultimate';
  expect(await findings('production.edition')).toEqual([
    'fail: The org has the edition ultimate, but the engagement file says enterprise.',
  ]);
  seed.edition = before;
});

test('a field that a layout makes mandatory and no source fills fails', async () => {
  const layout = production().modules.get('Accounts')!.layouts[0]!;
  layout.mandatory.add('Fax');
  expect(await findings('production.layouts')).toEqual([
    expect.stringMatching(/^fail: The layout Standard of Accounts.*Fax \(billing_accounts\)/),
  ]);
  layout.mandatory.delete('Fax');
});

test('records that are in the org already are counted', async () => {
  const zoho = steps.ports.openZoho(stored, 'production', createGuard({}));
  const [created] = await zoho.insert('Accounts', [{ Account_Name: 'Somebody' }]);
  expect(await findings('production.existing-records')).toEqual([
    expect.stringMatching(/^warn: Accounts has 1 records already/),
  ]);
  if (created?.ok) await zoho.remove('Accounts', [created.id]);
  expect(await findings('production.existing-records')).toEqual([]);
});

test('a workflow rule that runs by a date is named, because no load can leave it out', async () => {
  expect(await findings('production.automations')).toEqual([]);
  const { seed } = production();
  const before = seed.workflowRules;
  seed.workflowRules = [...before, { module: 'Invoices', name: 'Dunning', on: 'date_or_datetime', active: true }];
  expect(await findings('production.automations')).toEqual([
    expect.stringMatching(/^warn: Workflow rules run by themselves.*: Invoices: Dunning\./),
  ]);
  seed.workflowRules = before;
});

test('each preflight writes a file of its own to staging, because two can run at once', async () => {
  const written: string[] = [];
  const write: typeof steps.ports.staging.write = (path, ...content) => {
    written.push(path);
    return steps.ports.staging.write(path, ...content);
  };
  for (let time = 0; time < 2; time += 1)
    await checkWorker({ ...steps.ports, staging: { ...steps.ports.staging, write } }, stored);
  expect(new Set(written).size).toBe(2);
});

test('a staging folder that can’t be written fails the preflight', async () => {
  const write = () => Promise.reject(Object.assign(new Error('denied'), { code: 'EACCES' }));
  const ports = { ...steps.ports, staging: { ...steps.ports.staging, write } };
  const { checks } = await checkEngagement(ports, stored);
  expect(checks.find(({ id }) => id === 'staging.folder')).toMatchObject({
    state: 'fail',
    what: "The staging folder can't be written (EACCES).",
  });
});

test('a worker without its secret fails the preflight', async () => {
  const { checks } = await checkEngagement({ ...steps.ports, fingerprintSecret: null }, stored);
  expect(checks.find(({ id }) => id === 'worker.secret')).toMatchObject({
    state: 'fail',
    what: expect.stringContaining('PORTAGE_FINGERPRINT_KEY'),
  });
});
