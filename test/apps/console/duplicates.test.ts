import pg from 'pg';
import type { Browser, Page } from 'playwright-core';
import { listAudit } from '../../../connectors/ledger/audit.ts';
import { listClusters } from '../../../connectors/ledger/duplicates.ts';
import { readEngagement } from '../../../connectors/ledger/engagements.ts';
import { checkPage } from '../../support/accessible.ts';
import { describeInBrowser, openBrowser } from '../../support/browser.ts';
import { prepareConsole, signIn, type ConsoleEngagement } from '../../support/console.ts';
import { clusterOf, surveyWith } from '../../support/duplicates.ts';

describeInBrowser('possible duplicates in the console', () => {
  let console: ConsoleEngagement;
  let browser: Browser;
  let pat: Page;
  /** Ids of accounts in the source, sorted. */
  let ids: string[];

  const pathOf = (...members: string[]) =>
    `duplicates/group?${new URLSearchParams({ id: `billing_accounts/${members.join('+')}` }).toString()}`;
  const stateOf = async (...members: string[]) =>
    (await listClusters(console.steps.ports.ledger, 'demo', {}, { after: null, most: 99 })).find(
      (one) => one.ids.join() === members.join(),
    )?.state;
  const save = (page: Page) => page.getByRole('button', { name: 'Save the decision' }).click();

  beforeAll(async () => {
    console = await prepareConsole();
    const { steps } = console;
    const source = new pg.Client({ connectionString: steps.sourceUrl });
    await source.connect();
    const { rows } = await source.query<{ id: string }>(
      'select account_no as id from bss.billing_account order by account_no limit 16',
    );
    ids = rows.map(({ id }) => id).sort();
    await source.query('update bss.billing_account set holder_name = $1 where account_no = $2', [
      'Anna Kovacs',
      ids[0],
    ]);
    await source.query('update bss.billing_account set holder_name = $1 where account_no = $2', ['Ana Kovács', ids[1]]);
    await source.end();
    await surveyWith(steps, await readEngagement(steps.ports.ledger, 'demo'), [
      clusterOf('billing_accounts', ids.slice(0, 2)),
      clusterOf('billing_accounts', ids.slice(2, 6)),
      clusterOf('billing_accounts', ids.slice(6, 8), 'unsure'),
      clusterOf('billing_accounts', ids.slice(8, 10), 'certain'),
      clusterOf('billing_accounts', ids.slice(10, 12), 'certain'),
    ]);
    browser = await openBrowser();
    pat = await signIn(browser, console.site.origin, 'Pat Product');
  }, 120_000);
  beforeEach(() => console.forgetLimits());
  afterAll(async () => {
    await browser.close();
    await console.close();
  });

  test.each([
    ['possible duplicates', () => pat.goto(console.page('duplicates'))],
    ['a group of two', () => pat.goto(console.page(pathOf(ids[0]!, ids[1]!)))],
    ['a group of four', () => pat.goto(console.page(pathOf(...ids.slice(2, 6))))],
  ])(
    'the page "%s" has no serious accessibility violation and does not scroll sideways',
    async (name, open) => {
      expect(await checkPage(pat, name, open)).toEqual({ overflow: 0, violations: [] });
    },
    60_000,
  );

  test('the list is filtered by how sure it is and by the decision', async () => {
    await pat.goto(console.page('duplicates'));
    const list = pat.getByRole('region', { name: /^\d+ groups$/ }).locator('tbody tr');
    expect(await list.count()).toBe(5);
    expect(await list.first().innerText()).toContain('certain');
    await pat.getByLabel('How sure').selectOption('unsure');
    await pat.getByRole('button', { name: 'Show', exact: true }).click();
    await pat.waitForURL(/tier=unsure/);
    expect(await list.count()).toBe(1);
    await pat.getByLabel('Decision').selectOption('kept apart');
    await pat.getByRole('button', { name: 'Show', exact: true }).click();
    await pat.waitForURL(/state=ignore/);
    expect(await pat.locator('main').innerText()).toContain('No group is like this.');
  });

  test('an approver sees the records side by side, first where they differ, and what speaks for and against it', async () => {
    await pat.goto(console.page(pathOf(ids[0]!, ids[1]!)));
    const records = pat.getByRole('region', { name: /The records as the survey has them/ });
    const name = records.getByRole('row', { name: /^holder_name/ });
    expect(await name.locator('td').allInnerTexts()).toEqual(['Anna Kovacs', 'Ana Kovács', 'differs']);
    expect(await records.locator('tbody tr').last().innerText()).toContain('the same');
    const evidence = pat.getByRole('region', { name: `Evidence of ${ids[0]} and ${ids[1]}` });
    expect(await evidence.innerText()).toMatch(/nearly the same\s+\+6\.2/);
    expect(await evidence.locator('svg rect.against').count()).toBe(1);
    expect(await pat.locator('main').innerText()).toContain('no document to compare');
  });

  test('a decision is saved with its reason, is in the audit without it, and makes the evidence of the gate another one', async () => {
    await console.engagement.openGate({ gate: 'mapping' });
    const before = console.engagement.status.gate?.digest;
    await pat.goto(console.page(pathOf(ids[0]!, ids[1]!)));
    await pat.getByLabel('All of them are one record').check();
    await pat.getByLabel('Why').fill('Asked her on the phone.');
    await save(pat);
    expect(await pat.getByRole('status').innerText()).toBe('The decision is saved: one record. The next load uses it.');
    const decisions = pat.getByRole('region', { name: /What people decided/ });
    expect(await decisions.innerText()).toMatch(
      new RegExp(
        `pat@northwind\\.example as product_manager\\s+${ids[0]} \\+ ${ids[1]}\\s+Asked her on the phone\\.\\s+holds`,
      ),
    );
    expect(await stateOf(ids[0]!, ids[1]!)).toBe('accept');
    const { gate } = console.engagement.status;
    expect(gate?.digest).not.toBe(before);
    expect(gate?.summary).toContain('5 groups of possible duplicates: 4 without a decision, 1 accepted as one record');
    const entry = (await listAudit(console.steps.ports.ledger, 'demo')).at(-1);
    expect(entry).toMatchObject({
      what: 'possible duplicates decided',
      body: { object: 'billing_accounts', decision: 'accept', clusters: 1, by: 'pat@northwind.example' },
    });
    expect(JSON.stringify(entry?.body)).not.toContain('phone');
  });

  test('a group is split by choosing who is one record, also without JavaScript', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false });
    await plain.addCookies(await pat.context().cookies());
    const page = await plain.newPage();
    const members = ids.slice(2, 6);
    await page.goto(console.page(pathOf(...members)));
    await page.getByLabel('Some of them are one record').check();
    await page.getByLabel(`${members[0]} in group 1`).check();
    await save(page);
    expect(await page.getByRole('alert').innerText()).toBe(
      'A group has only one record. Choose at least two, or none. Nothing was changed.',
    );
    await page.goto(console.page(pathOf(...members)));
    await page.getByLabel('Some of them are one record').check();
    for (const [at, member] of members.entries())
      await page.getByLabel(`${member} in group ${at < 2 ? 1 : 2}`, { exact: true }).check();
    await save(page);
    expect(await page.getByRole('region', { name: /What people decided/ }).innerText()).toContain(
      `${members[0]} + ${members[1]}; ${members[2]} + ${members[3]}`,
    );
    expect(await stateOf(...members)).toBe('split');
    await plain.close();
  });

  test('a record in two groups is refused, and nothing is stored', async () => {
    const [one, two, three] = ids.slice(2, 6) as [string, string, string];
    const form = new URLSearchParams({ cluster: `billing_accounts/${ids.slice(2, 6).join('+')}`, comment: '' });
    form.set('decision', 'split');
    for (const [name, id] of [
      ['group-1', one],
      ['group-1', two],
      ['group-2', two],
      ['group-2', three],
    ] as const)
      form.append(name, id);
    const answer = await fetch(console.page('duplicates'), {
      method: 'POST',
      headers: { cookie: await console.cookieOf('pat'), 'sec-fetch-site': 'same-origin' },
      body: form,
    });
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain('is named twice. A record can be in one group only. Nothing was changed.');
  });

  test('all certain groups of an object are decided at once, after their number was shown', async () => {
    await pat.goto(console.page('duplicates'));
    await pat.getByText('Decide about all 2 certain groups of billing_accounts at once').click();
    await pat.getByLabel('I have looked at examples').check();
    await pat.getByRole('button', { name: 'Each of the 2 is one record' }).click();
    expect(await pat.getByRole('status').innerText()).toContain('Decided about 2 groups.');
    expect([await stateOf(ids[8]!, ids[9]!), await stateOf(ids[10]!, ids[11]!)]).toEqual(['accept', 'accept']);
    expect(await stateOf(ids[6]!, ids[7]!)).toBe('open');
  });

  test('a decision about certain groups that are not those of the page is refused', async () => {
    const answer = await fetch(console.page('duplicates'), {
      method: 'POST',
      headers: { cookie: await console.cookieOf('pat'), 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({
        object: 'billing_accounts',
        digest: '0',
        decision: 'accept',
        comment: '',
        seen: 'yes',
      }),
    });
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain('Nothing was changed.');
  });

  test('the operator sees the list without values, and decides nothing', async () => {
    const olga = await signIn(browser, console.site.origin, 'Olga Operator');
    await olga.goto(console.page('duplicates?state='));
    expect(await olga.locator('main').innerText()).toContain(ids[0]);
    expect(await olga.locator('main').getByRole('link').count()).toBe(0);
    expect(await olga.getByText(/at once$/).count()).toBe(0);
    await olga.goto(console.page(pathOf(ids[0]!, ids[1]!)));
    expect(await olga.getByRole('alert').innerText()).toContain('does not give you this right');
    await olga.context().close();
  });
});
