import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startExampleStack, type ExampleStack } from '../../apps/dev/example-stack.ts';
import { demoPeople } from '../../emulators/identity/people.ts';
import { describeInBrowser, openBrowser } from '../support/browser.ts';
import { pickPerson } from '../support/console.ts';
import { copyExample, openEngagementOn, type TestEngagement } from '../support/engagement.ts';
import { eventually } from '../support/eventually.ts';
import { startMailServer, type MailServer } from '../support/mail-server.ts';

/** The gates in their order, each as often as people must approve it. */
const gates = ['scope', 'mapping', 'rehearsal', 'production', 'freeze', 'go-live', 'go-live', 'acceptance'];

/** The mail about a gate: who got it at this place of the list, and the address in it. */
async function mailAbout(server: MailServer, gate: string, place: number): Promise<{ person: string; url: string }> {
  const mail = await eventually(
    () => Promise.resolve(server.mails.find(({ subject }) => subject?.endsWith(`(${gate})`))),
    `a mail about the gate ${gate}`,
  );
  const to = [mail.to].flat().flatMap((list) => list?.value ?? [])[place];
  const person = demoPeople.find(({ email }) => email === to?.address)?.name ?? '';
  return { person, url: /https?:\S+/.exec(mail.text ?? '')?.[0] ?? '' };
}

describeInBrowser('the way of an approver', () => {
  let stack: ExampleStack;
  let engagement: TestEngagement;
  let browser: Browser;
  let server: MailServer;
  beforeAll(async () => {
    server = await startMailServer();
    stack = await startExampleStack({ operator: { size: '20' }, console: true });
    const folder = copyExample();
    const smtp = join(folder, 'smtp.txt');
    writeFileSync(smtp, `smtp://127.0.0.1:${server.port}`);
    const mail = `mail: { server: "file:${smtp}", from: portage@operator.example }`;
    appendFileSync(join(folder, 'engagement.yml'), `\nnotices: { console: "${stack.consoleUrl}", ${mail} }\n`);
    engagement = await openEngagementOn(stack, { slug: 'demo', folder, answers: [] as never });
    await engagement.start();
    browser = await openBrowser();
  }, 300_000);
  afterAll(async () => {
    await browser.close();
    await engagement.close();
    await stack.stop();
    await server.close();
  }, 120_000);

  test('leads from the mail to the signature at each gate, until the engagement is closed', async () => {
    for (const [at, gate] of gates.entries()) {
      const { person, url } = await mailAbout(server, gate, gates.slice(0, at).filter((one) => one === gate).length);
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(url);
      await pickPerson(page, person);
      await page.waitForURL(url);
      await page.getByLabel('Approved').check();
      await page.getByRole('button', { name: 'Sign', exact: true }).click();
      await pickPerson(page, person);
      const shown = () => page.locator('body').innerText();
      await page.waitForURL(/message=/, { timeout: 240_000 }).catch(async (error: unknown) => {
        throw new Error(`At the gate ${gate} (${at}), ${page.url()} shows: ${await shown()}`, { cause: error });
      });
      expect(await page.locator('main').innerText()).toContain('Your decision counts: Approved at the gate');
      await context.close();
    }
    const { signOffs, state } = await engagement.until((seen) => seen.state === 'closed');
    expect(state).toBe('closed');
    expect(signOffs.map(({ signOff, verdict }) => [signOff.gate, verdict.counted])).toEqual(
      gates.map((gate) => [gate, true]),
    );
  }, 600_000);
});
