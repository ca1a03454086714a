import type { Browser } from 'playwright-core';
import { readEngagement } from '../../../connectors/ledger/engagements.ts';
import { preflight } from '../../../steps/preflight/preflight.ts';
import { discover } from '../../../steps/discover.ts';
import { describeInBrowser, openBrowser } from '../../support/browser.ts';
import { signIn, startConsole, startIdentity, type TestConsole, type TestIdentity } from '../../support/console.ts';
import { fakeEngagement, type FakeEngagement } from '../../support/fake-engagement.ts';
import { prepareSteps, type StepsEngagement } from '../../support/steps.ts';

describeInBrowser('a gate in the console', () => {
  let steps: StepsEngagement;
  let identity: TestIdentity;
  let site: TestConsole;
  let engagement: FakeEngagement;
  let browser: Browser;

  beforeAll(async () => {
    identity = await startIdentity();
    steps = await prepareSteps({ accounts: 20 });
    steps.edit('engagement.yml', 'env:PORTAGE_IDENTITY_ISSUER', identity.issuer);
    const stored = await steps.open();
    await preflight(steps.ports, stored);
    await discover(steps.ports, stored);
    engagement = fakeEngagement(steps.ports, () => readEngagement(steps.ports.ledger, 'demo'));
    site = await startConsole(identity, { ledger: steps.ports.ledger, client: engagement.client });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
    await identity.close();
    await steps.close();
  });

  test('an approver signs in at the identity provider and sees the engagement', async () => {
    const page = await signIn(browser, site.origin, 'Ada Admin');
    await page.screenshot({ path: '/tmp/shots/list.png', fullPage: true });
    await page.getByRole('link', { name: 'Northwind Mobile' }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Overview');
    await page.screenshot({ path: '/tmp/shots/overview.png', fullPage: true });
  });

  test('an approver reads the evidence and signs', async () => {
    await engagement.openGate({ gate: 'scope' });
    const page = await signIn(browser, site.origin, 'Ada Admin');
    await page.getByRole('link', { name: 'Read and decide' }).click();
    await page.screenshot({ path: '/tmp/shots/gate.png', fullPage: true });
    await page.getByLabel('Approved').check();
    await page.getByLabel('Comment').fill('The scope is right.');
    await page.getByRole('button', { name: 'Sign', exact: true }).click();
    await page.getByRole('button', { name: 'Ada Admin' }).click();
    await page.waitForURL(`${site.origin}/engagements/**`);
    await page.screenshot({ path: '/tmp/shots/signed.png', fullPage: true });
    console.log(await page.locator('main').innerText());
  });
});
