import type { Browser } from 'playwright-core';
import { readEngagement } from '../../../connectors/ledger/engagements.ts';
import { drawSpotCheck } from '../../../steps/spot-check.ts';
import { describeInBrowser, openBrowser } from '../../support/browser.ts';
import { signIn, startConsole, startIdentity, type TestConsole, type TestIdentity } from '../../support/console.ts';
import { fakeEngagement, type FakeEngagement } from '../../support/fake-engagement.ts';
import { never, prepareSteps, type StepsEngagement } from '../../support/steps.ts';

describeInBrowser('the spot check in the console', () => {
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
    const staging = await steps.extract('full-1');
    const { run } = await steps.load('sandbox', 'full', staging.name);
    console.log(await drawSpotCheck(steps.ports, stored, run, never));
    engagement = fakeEngagement(steps.ports, () => readEngagement(steps.ports.ledger, 'demo'));
    await engagement.openGate({ gate: 'rehearsal', run });
    site = await startConsole(identity, { ledger: steps.ports.ledger, client: engagement.client });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
    await identity.close();
    await steps.close();
  });

  test('an approver judges every record, and the sheet becomes evidence', async () => {
    const page = await signIn(browser, site.origin, 'Fay Finance');
    await page.goto(`${site.origin}/engagements/demo/spot-check`);
    await page.screenshot({ path: '/tmp/shots/spot.png', fullPage: false });
    await page.getByRole('group', { name: 'Is record 1 right?' }).getByLabel('right').check();
    await page.getByRole('button', { name: 'Save the judgement of record 1', exact: true }).click();
    await page.waitForURL(/#record-2$/);
    await steps.ports.ledger.query(
      `update spot_record set verdict = 'right', judged_by = 'fay@northwind.example' where verdict is null`,
    );
    await page.reload();
    await page.screenshot({ path: '/tmp/shots/spot-2.png', fullPage: true });
    await page.getByRole('button', { name: 'Finish the spot check' }).click();
    await page.waitForURL(/gate$/);
    await page.screenshot({ path: '/tmp/shots/gate-2.png', fullPage: true });
    console.log(await page.locator('main').innerText());
    await page.goto(`${site.origin}/engagements/demo`);
    await page.screenshot({ path: '/tmp/shots/overview-2.png', fullPage: true });
  });
});
