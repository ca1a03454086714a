import type { Browser } from 'playwright-core';
import { startExampleStack, type ExampleStack } from '../../apps/dev/example-stack.ts';
import { describeInBrowser, openBrowser } from '../support/browser.ts';
import { pickPerson, signIn } from '../support/console.ts';
import { copyExample, openEngagementOn, type TestEngagement } from '../support/engagement.ts';

describeInBrowser('the console of a running engagement', () => {
  let stack: ExampleStack;
  let engagement: TestEngagement;
  let browser: Browser;
  beforeAll(async () => {
    stack = await startExampleStack({ operator: { size: '20' }, console: true });
    engagement = await openEngagementOn(stack, { slug: 'demo', folder: copyExample(), answers: [] as never });
    await engagement.start();
    browser = await openBrowser();
  }, 300_000);
  afterAll(async () => {
    await browser.close();
    await engagement.close();
    await stack.stop();
  }, 120_000);

  test('an approver signs at a gate, the workflow goes on, and the page says so', async () => {
    await engagement.until(({ gate }) => gate?.gate === 'scope');
    const page = await signIn(browser, stack.consoleUrl ?? '', 'Ada Admin');
    await page.getByRole('link', { name: 'Read and decide' }).click();
    await page.getByLabel('Approved').check();
    await page.getByRole('button', { name: 'Sign', exact: true }).click();
    await pickPerson(page, 'Ada Admin');
    await page.waitForURL(/message=/);
    expect(await page.getByText('Your decision counts: Approved at the gate Scope.').isVisible()).toBe(true);
    const { signOffs } = await engagement.until(({ gate }) => gate?.gate === 'mapping');
    expect(signOffs).toMatchObject([{ verdict: { counted: true }, signOff: { by: 'ada@northwind.example' } }]);
  }, 300_000);

  test('the records of the spot check are drawn before the rehearsal gate', async () => {
    await engagement.signUntil('rehearsal');
    const page = await signIn(browser, stack.consoleUrl ?? '', 'Fay Finance');
    await page.goto(`${stack.consoleUrl}/engagements/demo/spot-check`);
    expect(await page.locator('main').innerText()).toMatch(/30 of the \d+ records were drawn at random from \d+/);
    await page.goto(`${stack.consoleUrl}/engagements/demo/gate`);
    expect(await page.locator('main').innerText()).toContain('The spot check of sandbox is not finished');
  }, 300_000);
});
