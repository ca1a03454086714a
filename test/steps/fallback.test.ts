import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { createGuard } from '../../domain/identifiers/guard.ts';
import { checkPrivileges, prepareCutover } from '../../steps/cutover.ts';
import { describeFallback } from '../../steps/fallback.ts';
import { lockHistory } from '../../steps/lock-history.ts';
import type { StoredEngagement } from '../../steps/ports.ts';
import { removeLocks } from '../../steps/rollback/locks.ts';
import { checkRights } from '../../steps/switch-rights.ts';
import { prepareSteps, type StepsEngagement } from '../support/steps.ts';

/** What the switch to Zoho takes, and what the fallback finds given back. */
let steps: StepsEngagement;
let stored: StoredEngagement;
let source: pg.Client;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 5 });
  steps.edit('engagement.yml', 'limits:', 'cutover: { profileAfterSwitch: Standard }\nlimits:');
  stored = await steps.open();
  source = new pg.Client({ connectionString: steps.sourceUrl });
  await source.connect();
  await source.query('create role clerk; grant insert, update on bss.invoice to clerk');
  await prepareCutover(steps.ports, stored);
  await steps.load('production', 'full', (await steps.extract('full-1')).name);
});
afterAll(async () => {
  await source.query('drop owned by clerk; drop role clerk');
  await source.end();
  await steps.close();
});

const production = { engagement: 'demo', environment: 'production' } as const;
const about = { engagement: 'demo', gate: 'acceptance', steps: [], remark: null };
const document = (name: string) => readFileSync(join(steps.folder, 'documents', name), 'utf8');
const run = (script: string) => source.query(document(script));

test('privileges are taken when the script was run, and the fallback asks for them until they are back', async () => {
  expect(await checkPrivileges(steps.ports, stored)).toEqual({ taken: false });
  await run('revoke-writes.sql');
  expect(await checkPrivileges(steps.ports, stored)).toEqual({ taken: true });
  const { problem } = await describeFallback(steps.ports, stored, about);
  expect(problem).toMatch(
    /^Privileges to write are missing on .*bss\.\w+.*\. Run restore-writes\.sql in the source\.$/,
  );
  await run('restore-writes.sql');
  expect(await describeFallback(steps.ports, stored, about)).toEqual({ problem: null });
  expect(document('fallback.md')).toContain('Privileges to write: all that the scripts are about are there');
});

test('a rule that still locks records is a problem of the fallback until it is removed', async () => {
  expect(await lockHistory(steps.ports, stored, production)).toEqual({ problem: null });
  expect((await describeFallback(steps.ports, stored, about)).problem).toMatch(
    /^Rules still lock Invoices, Sales_Orders\./,
  );
  await removeLocks(steps.ports, stored, production);
  expect(await describeFallback(steps.ports, stored, about)).toEqual({ problem: null });
  expect(document('fallback.md')).toContain('of Invoices: removed');
});

test('Zoho is asked for the profile of the user of the load, before the switch and in the fallback', async () => {
  const check = (isReduced: boolean) => checkRights(steps.ports, stored, { engagement: 'demo', isReduced });
  expect((await check(true)).problem).toBe(
    'The user of the load still has the profile Administrator. An administrator of the Zoho org gives it the profile Standard.',
  );
  expect(await check(false)).toEqual({ problem: null });
  const org = steps.emulator.admin.orgs.get(stored.engagement.destination.production.orgId)!;
  const self = await steps.ports.openZoho(stored, 'production', createGuard({})).currentUser();
  const user = [...org.users.values()].find(({ id }) => id === self)!;
  const before = user.profile;
  user.profile = org.profiles.find(({ name }) => name === 'Standard')!.id;
  expect(await check(true)).toEqual({ problem: null });
  expect((await check(false)).problem).toMatch(
    /^The user of the load still has the profile Standard\. .* earlier profile back/,
  );
  user.profile = before;
});

test('without a profile in the engagement file, Zoho is not asked', async () => {
  const { profileAfterSwitch: _, ...cutover } = stored.engagement.cutover;
  const without = { ...stored, engagement: { ...stored.engagement, cutover } };
  const noZoho = {
    ...steps.ports,
    openZoho: (): never => {
      throw new Error('Zoho is asked');
    },
  };
  expect(await checkRights(noZoho, without, { engagement: 'demo', isReduced: true })).toEqual({ problem: null });
});
