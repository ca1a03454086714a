import type { Browser, Page } from 'playwright-core';
import { readEngagement } from '../../../connectors/ledger/engagements.ts';
import { discover } from '../../../steps/discover.ts';
import { preflight } from '../../../steps/preflight/preflight.ts';
import { describeInBrowser, openBrowser } from '../../support/browser.ts';
import { pickPerson, prepareConsole, signIn, type ConsoleEngagement } from '../../support/console.ts';

describeInBrowser('a gate in the console', () => {
  let console: ConsoleEngagement;
  let browser: Browser;
  let pages: Page[] = [];

  beforeAll(async () => {
    console = await prepareConsole({
      edits: [['scope: [admin]', 'scope: { roles: [admin, finance], people: 2, proof: true }']],
    });
    const stored = await readEngagement(console.steps.ports.ledger, 'demo');
    await preflight(console.steps.ports, stored);
    await discover(console.steps.ports, stored);
    browser = await openBrowser();
  });
  beforeEach(async () => {
    await console.forgetLimits();
    await console.engagement.openGate({ gate: 'scope' });
  });
  afterEach(async () => {
    for (const page of pages) await page.context().close();
    pages = [];
  });
  afterAll(async () => {
    await browser.close();
    await console.close();
  });

  const open = async (name: string, options = {}) => {
    const page = await signIn(browser, console.site.origin, name, options);
    pages.push(page);
    await page.goto(console.page('gate'));
    return page;
  };
  const decide = async (page: Page, decision: string, comment = '') => {
    await page.getByLabel(decision).check();
    await page.getByLabel('Comment').fill(comment);
    await page.getByRole('button', { name: 'Sign', exact: true }).click();
  };
  const sentSignOffs = () => console.engagement.sent.filter(({ name }) => name === 'signOff');

  test('two people approve, each with a proof from the identity provider', async () => {
    const ada = await open('Ada Admin');
    expect(await ada.getByRole('heading', { level: 1 }).innerText()).toBe('Gate: Scope');
    await decide(ada, 'Approved', 'Line one\nline two');
    await pickPerson(ada, 'Ada Admin');
    await ada.waitForURL(/message=/);
    expect(await ada.getByRole('status').innerText()).toContain('1 more person must approve');

    const fay = await open('Fay Finance');
    expect(await fay.locator('main').innerText()).toContain('Approved so far by\nada@northwind.example (admin)');
    await decide(fay, 'Approved');
    await pickPerson(fay, 'Fay Finance');
    await fay.waitForURL(/message=/);
    expect(await fay.getByRole('status').innerText()).toContain('Your decision counts');
    expect(console.engagement.status.gate).toBeNull();
  });

  test('an approval can be withdrawn until the gate is decided', async () => {
    const page = await open('Ada Admin');
    await decide(page, 'Approved');
    await pickPerson(page, 'Ada Admin');
    await page.getByRole('button', { name: 'Withdraw my approval' }).click();
    await pickPerson(page, 'Ada Admin');
    await page.waitForURL(/message=/);
    expect(console.engagement.status.gate?.approvedBy).toEqual([]);
  });

  test('with too many exceptions without a decision, only the other decisions can be chosen', async () => {
    const { gate } = console.engagement.status;
    console.engagement.status.gate = gate && { ...gate, exceptions: { total: 9, open: 7, allowed: 2 } };
    const page = await open('Ada Admin');
    expect(await page.getByRole('link', { name: '7 exceptions without a decision' }).isVisible()).toBe(true);
    expect(await page.getByLabel('Approved').isDisabled()).toBe(true);
    expect(await page.getByLabel('Changes requested').isDisabled()).toBe(false);
  });

  test('what was signed before is compared with what is shown now', async () => {
    const page = await open('Fay Finance');
    await decide(page, 'Changes requested', 'Count the payments too.');
    await pickPerson(page, 'Fay Finance');
    await page.waitForURL(/message=/);
    const { ports } = console.steps;
    await discover(ports, {
      ...(await readEngagement(ports.ledger, 'demo')),
      owners: { default: 'x@y.example', owners: {} },
    });
    await console.engagement.openGate({ gate: 'scope' });
    await page.goto(console.page('gate'));
    const changes = page.getByRole('region', { name: 'What changed since the last decision' });
    expect(await changes.innerText()).toContain('changes requested by fay@northwind.example');
    expect(await changes.innerText()).toContain('Count the payments too.');
  });

  test('a page whose evidence has changed meanwhile can not sign', async () => {
    const page = await open('Ada Admin');
    console.engagement.status.gate = { ...console.engagement.status.gate!, digest: '0123456789abcdef' };
    const before = sentSignOffs().length;
    await decide(page, 'Approved');
    expect(await page.getByRole('alert').innerText()).toContain('The evidence has changed');
    expect(sentSignOffs()).toHaveLength(before);
  });

  test('another person who answers at the identity provider signs nothing', async () => {
    const page = await open('Ada Admin');
    const before = sentSignOffs().length;
    await decide(page, 'Approved');
    await pickPerson(page, 'Fay Finance');
    expect(await page.getByRole('alert').innerText()).toContain('Another person signed in');
    expect(sentSignOffs()).toHaveLength(before);
  });

  test('an answer of the identity provider counts once', async () => {
    const page = await open('Ada Admin');
    await decide(page, 'Changes requested');
    const [answer] = await Promise.all([page.waitForRequest(/sign-in\/callback/), pickPerson(page, 'Ada Admin')]);
    await page.waitForURL(/message=/);
    const before = sentSignOffs().length;
    await page.goto(answer.url());
    expect(await page.getByRole('alert').innerText()).toContain('Start again');
    expect(sentSignOffs()).toHaveLength(before);
  });

  test('everything up to the signature works without JavaScript', async () => {
    const page = await open('Ada Admin', { javaScriptEnabled: false });
    await page.getByText('scope.md').click();
    expect(await page.getByRole('table').first().isVisible()).toBe(true);
    await decide(page, 'Changes requested');
    await pickPerson(page, 'Ada Admin');
    await page.waitForURL(/message=/);
    expect(await page.getByRole('status').innerText()).toContain('Changes requested at the gate Scope');
  });

  test('a person whose role may not sign reads the evidence and has no form', async () => {
    const page = await open('Ned Network');
    expect(await page.getByText('The decision is for: admin or finance').isVisible()).toBe(true);
    expect(await page.getByRole('button', { name: 'Sign', exact: true }).count()).toBe(0);
  });
});
