import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { readEngagement } from '../../../connectors/ledger/engagements.ts';
import type { RunRef } from '../../../schemas/refs.ts';
import { discover } from '../../../steps/discover.ts';
import { preflight } from '../../../steps/preflight/preflight.ts';
import { proposeMapping } from '../../../steps/propose-mapping.ts';
import { drawSpotCheck } from '../../../steps/spot-check/draw.ts';
import { verifyModule } from '../../../steps/verify/verify-module.ts';
import { join } from 'node:path';
import { checkPage } from '../../support/accessible.ts';
import { describeInBrowser, openBrowser } from '../../support/browser.ts';
import { pickPerson, prepareConsole, signIn, type ConsoleEngagement } from '../../support/console.ts';
import { never } from '../../support/steps.ts';
import { readSheet } from '../../support/workbook.ts';

describeInBrowser('the pages of a rehearsed engagement', () => {
  let console: ConsoleEngagement;
  let browser: Browser;
  let page: Page;
  let rehearsed: RunRef;

  beforeAll(async () => {
    console = await prepareConsole();
    const { steps, engagement } = console;
    const { ports } = steps;
    const stored = await readEngagement(ports.ledger, 'demo');
    await preflight(ports, stored);
    await discover(ports, stored);
    await proposeMapping(ports, { engagement: 'demo', file: join(steps.folder, 'engagement.yml') });
    const { name } = await steps.extract('full-1');
    const { run } = await steps.load('sandbox', 'full', name);
    rehearsed = run;
    const current = await readEngagement(ports.ledger, 'demo');
    for (const module of current.modules) await verifyModule(ports, current, { ...run, module }, never);
    await drawSpotCheck(ports, current, run, never);
    await engagement.openGate({ gate: 'rehearsal', run });
    browser = await openBrowser();
    page = await signIn(browser, console.site.origin, 'Ada Admin');
  }, 120_000);
  beforeEach(() => console.forgetLimits());
  afterAll(async () => {
    await browser.close();
    await console.close();
  });

  const pages: [name: string, path: string][] = [
    ['the list of engagements', '/'],
    ['the overview', '/engagements/demo'],
    ['the gate', '/engagements/demo/gate'],
    ['the spot check', '/engagements/demo/spot-check'],
    ['the mapping', '/engagements/demo/mapping'],
    ['the versions of the mapping', '/engagements/demo/mapping/versions'],
    ['a version of the mapping', '/engagements/demo/mapping/version?number=1'],
    ['the matches', '/engagements/demo/matches?environment=sandbox'],
    ['the exceptions', '/engagements/demo/exceptions'],
    ['a trace', '/engagements/demo/trace?record=subscribers:SUB-000001'],
    ['the documents', '/engagements/demo/documents'],
    ['a document', '/engagements/demo/documents/scope.md'],
    ['a document that is a page of its own', '/engagements/demo/documents/quality.html'],
    ['a document as JSON', '/engagements/demo/documents/scope.json'],
    ['the preview of a rollback', '/engagements/demo/rollback?environment=sandbox'],
    ['the sessions', '/sessions'],
    ['an error', '/no-such-page'],
  ];

  test.each(pages)(
    '%s has no serious accessibility violation and does not scroll sideways',
    async (name, path) => {
      const found = await checkPage(page, name, () => page.goto(`${console.site.origin}${path}`));
      expect(found).toEqual({ overflow: 0, violations: [] });
    },
    120_000,
  );

  test.each(pages)('%s shows its content without JavaScript', async (_, path) => {
    const text = async () => (await page.locator('main').innerText()).replace(/\d\d:\d\d/g, '');
    await page.goto(`${console.site.origin}${path}`);
    const withScripts = await page.locator('h1').innerText();
    const cookies = await page.context().cookies();
    const plain = await browser.newContext({ javaScriptEnabled: false });
    await plain.addCookies(cookies);
    const other = await plain.newPage();
    await other.goto(`${console.site.origin}${path}`);
    expect(await other.locator('h1').innerText()).toBe(withScripts);
    expect((await text()).length).toBeGreaterThan(20);
    await plain.close();
  });

  test('the overview shows whether the counts of each module agree', async () => {
    await page.goto(console.page());
    const row = page.getByRole('row', { name: /sandbox full-1 Contacts/ });
    expect(await row.innerText()).toMatch(/\d+.*yes$/s);
  });

  test('the overview changes by itself while a load runs', async () => {
    await page.goto(console.page());
    const now = page.getByRole('region', { name: 'Now' });
    console.engagement.status.step = 'production load';
    await now.getByText('production load').waitFor();
    console.engagement.status.step = 'rehearsal';
  });

  test('the overview shows how far the cutover is', async () => {
    console.engagement.status.cutover = [
      {
        id: 'freeze',
        expectedMinutes: 15,
        state: 'done',
        started: '2026-01-02T08:00:00Z',
        ended: '2026-01-02T08:12:00Z',
      },
      { id: 'quiet-check', expectedMinutes: 20, state: 'running', started: '2026-01-02T08:12:00Z', ended: null },
    ];
    await page.goto(console.page());
    const steps = page.getByRole('table', { name: 'Steps of the cutover' });
    expect(await steps.getByRole('row', { name: /Freeze/ }).innerText()).toMatch(/done\s+15\s+12/);
    expect(await steps.getByRole('row', { name: /Quiet check/ }).innerText()).toContain('running');
    delete console.engagement.status.cutover;
  });

  test('sending is paused and resumed', async () => {
    await page.goto(console.page());
    await page.getByRole('button', { name: 'Pause sending to Zoho' }).click();
    await page.getByRole('button', { name: 'Resume sending to Zoho' }).click();
    await page.getByRole('button', { name: 'Pause sending to Zoho' }).waitFor();
    expect(console.engagement.sent.map(({ name }) => name)).toEqual(['pause', 'resume']);
  });

  test('a number of lanes that the engagement refuses is answered with the reason', async () => {
    await page.goto(console.page());
    await page.evaluate(`document.getElementById('lanes').removeAttribute('max')`);
    await page.getByLabel('Calls to Zoho at once').fill('11');
    await page.getByRole('button', { name: 'Change' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('at most 10 lanes');
  });

  test('at the gate rehearsal, the operator has the cutover tried in the sandbox, as with the command line', async () => {
    const olga = await signIn(browser, console.site.origin, 'Olga Operator');
    await olga.goto(console.page('gate'));
    await olga.getByRole('button', { name: 'Try the cutover in the sandbox' }).click();
    expect(await olga.getByRole('status').innerText()).toContain('tried in the sandbox');
    expect(console.engagement.sent.at(-1)).toEqual({ name: 'rehearseCutover', args: [{ by: 'olga@portage.example' }] });
  });

  test('a dry run that can not be begun now is answered with the reason, and other gates do not offer it', async () => {
    await page.goto(console.page('gate'));
    await console.engagement.openGate({ gate: 'production', run: rehearsed });
    await page.getByRole('button', { name: 'Try the cutover in the sandbox' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('The gate rehearsal is not open. Nothing was changed.');
    await page.goto(console.page('gate'));
    expect(await page.getByRole('button', { name: 'Try the cutover' }).count()).toBe(0);
    await console.engagement.openGate({ gate: 'rehearsal', run: rehearsed });
  });

  test('a document is shown as a page, and HTML in it is shown as text', async () => {
    const body = '# Title\n\n<script>document.title = "bad"</script>\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n';
    await console.steps.ports.ledger.query(
      `insert into document (engagement, digest, name, body, kind) values ('demo', 'd', 'odd.md', $1, 'scope')`,
      [body],
    );
    await page.goto(console.page('documents/odd.md'));
    expect(await page.locator('article').innerText()).toContain('<script>');
    expect(await page.locator('article td').allInnerTexts()).toEqual(['1', '2']);
    expect(await page.title()).not.toBe('bad');
  });

  test('a document with lists is downloaded as a workbook', async () => {
    await page.goto(console.page('documents'));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'mapping.json as XLSX' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('mapping.xlsx');
    const rules = await readSheet(readFileSync(await download.path()), 'rules');
    expect(rules).toContainEqual(
      expect.arrayContaining(['Accounts', 'billing_accounts', 'Account_Name', 'holder_name']),
    );
  });

  test('a page of an earlier spot check judges no record of the newest one', async () => {
    await page.goto(console.page('spot-check'));
    await page.evaluate(`document.querySelector('#record-1 input[name=run]').value = 'full-0'`);
    await page.getByRole('group', { name: 'Is record 1 right?' }).getByLabel('right').check();
    await page.getByRole('button', { name: 'Save the judgement of record 1', exact: true }).click();
    expect(await page.getByRole('alert').innerText()).toContain('The newest spot check is that of the load full-1');
    expect(await console.steps.ports.ledger.query('select no from spot_record where verdict is not null')).toEqual([]);
  });

  test('an approver judges each record of the spot check, and the sheet becomes evidence', async () => {
    await page.goto(console.page('spot-check'));
    const question = page.getByRole('group', { name: 'Is record 1 right?' });
    await question.getByLabel('wrong').check();
    await question.getByLabel('Note on record 1').fill('The price is old.');
    await page.getByRole('button', { name: 'Save the judgement of record 1', exact: true }).click();
    await page.waitForURL(/#record-2$/);
    expect(await page.getByRole('button', { name: 'Finish the spot check' }).isDisabled()).toBe(true);
    await console.steps.ports.ledger.query(
      `update spot_record set verdict = 'right', judged_by = 'fay@northwind.example' where verdict is null`,
    );
    await page.reload();
    const sentence = /29 of 30 randomly drawn records are right: at most 14\.9 % of the records are wrong/;
    expect(await page.locator('main').innerText()).toMatch(sentence);
    await page.getByRole('button', { name: 'Finish the spot check' }).click();
    await page.waitForURL(/gate$/);
    expect(await page.locator('main').innerText()).toMatch(/The spot check found 1 wrong among \d+ compared records\./);
    await page.goto(console.page('documents/spot-check-sandbox-full-1.md'));
    const sheet = await page.locator('article').innerText();
    expect(sheet).toMatch(sentence);
    expect(sheet).toContain('The price is old.');
  });

  test('the operator sees no spot check', async () => {
    const olga = await signIn(browser, console.site.origin, 'Olga Operator');
    await olga.goto(console.page('spot-check'));
    expect(await olga.getByRole('alert').innerText()).toContain('does not give you this right');
    await olga.goto(console.page());
    expect(await olga.getByRole('link', { name: 'Spot check' }).count()).toBe(0);
    await olga.context().close();
  });

  test('an exception gets an owner, a date and a decision', async () => {
    await page.goto(console.page('exceptions'));
    const first = page.getByRole('region', { name: 'Records' }).locator('details').first();
    const key = await first.locator('summary code').innerText();
    await first.locator('summary').click();
    await first.getByLabel('Owner').fill('Care team');
    await first.getByLabel('Due').fill('2026-12-24');
    await first.getByLabel('Decision').selectOption('Fix it at the source');
    await first.getByRole('button', { name: 'Save' }).click();
    const saved = page.locator('details', { hasText: key });
    await saved.getByText('Fix it at the source, ada@northwind.example').waitFor();
  });

  test('a match is shown with both records to an approver and with ids to the operator, and a person keeps it apart', async () => {
    const { ledger } = console.steps.ports;
    await ledger.query(
      `insert into record_match (env, key, module, zoho_id, zoho_module, rule, state, why, is_planned)
       select id, 'northwind:subscribers:SUB-777777', 'Contacts', 4711, 'Contacts', 'e-mail', 'ask', 'severalInZoho', false
       from environment where name = 'sandbox'`,
    );
    await ledger.query(
      `insert into match_value select env, key, zoho_id, '[["Email","same@x.example","same@x.example"],["Last_Name","Tarn","Tern"]]'
       from record_match where zoho_id = 4711`,
    );
    await page.goto(console.page('matches?environment=sandbox'));
    await page.getByText('1 match is open').waitFor();
    const both = page.getByRole('region', { name: 'northwind:subscribers:SUB-777777 and Contacts 4711' });
    expect(await both.getByRole('row').allInnerTexts()).toEqual([
      expect.stringMatching(/The source would write\s+Contacts 4711 has/i),
      expect.stringMatching(/Last_Name\s+Tarn\s+Tern\s+differs/),
      expect.stringMatching(/Email\s+same@x\.example\s+same@x\.example\s+the same/),
    ]);
    const olga = await signIn(browser, console.site.origin, 'Olga Operator');
    await olga.goto(console.page('matches?environment=sandbox'));
    await olga.getByText('Contacts 4711').waitFor();
    expect(await olga.locator('main').innerText()).not.toMatch(/Tarn|Tern|x\.example/);
    await olga.context().close();
    await page.getByText('open: several records in Zoho match').waitFor();
    await page.getByRole('button', { name: 'Contacts 4711 is another record' }).click();
    await page.getByText('0 matches are open').waitFor();
    const [decision] = await ledger.query('select key, decision, decided_by from match_decision');
    expect(decision).toMatchObject({ decision: 'apart', decided_by: 'ada@northwind.example' });
    await page.goto(console.page('matches?environment=sandbox&show=all'));
    await page.getByText('kept apart: a person decided it').waitFor();
    const found = await checkPage(page, 'matches', () =>
      page.goto(console.page('matches?environment=sandbox&show=all')),
    );
    expect(found).toEqual({ overflow: 0, violations: [] });
  });

  test('all exceptions with one reason get a decision at once', async () => {
    await page.goto(console.page('exceptions'));
    const reason = page.getByRole('region', { name: 'By reason' }).locator('details').first();
    const [, count, name] =
      /^([\d,]+) (.*?) +[\d,]+ without a decision$/.exec(await reason.locator('summary').innerText()) ?? [];
    await reason.locator('summary').click();
    await reason.getByLabel('Decision', { exact: true }).selectOption('Leave the record out');
    await reason.getByRole('button', { name: 'Decide about all of them' }).click();
    await page.getByText(/^Saved for [\d,]+ of them/).waitFor();
    const decided = page.getByRole('region', { name: 'By reason' }).locator('summary', { hasText: `${count} ${name}` });
    expect(await decided.innerText()).toContain('all decided');
  });

  test('an empty form, and a form of an engagement that has ended, decide nothing', async () => {
    const decideFirst = async (decision: string | null) => {
      await page.goto(console.page('exceptions?show=all'));
      const reason = page.getByRole('region', { name: 'By reason' }).locator('details').first();
      await reason.locator('summary').click();
      if (decision) await reason.getByLabel('Decision', { exact: true }).selectOption(decision);
      await reason.getByRole('button', { name: 'Decide about all of them' }).click();
      return page.getByRole('alert').innerText();
    };
    expect(await decideFirst(null)).toBe('The form has no decision, owner, day or note. Nothing was changed.');
    const { status } = console.engagement;
    const before = status.state;
    status.state = 'closed';
    expect(await decideFirst('Leave the record out')).toBe('The engagement has ended. Nothing was changed.');
    status.state = before;
  });

  test('records that Zoho did not take are loaded again, and the answer says why where that can not help', async () => {
    const load = async (reason: string) => {
      await page.goto(console.page('exceptions'));
      const found = page.getByRole('region', { name: 'By reason' }).locator('details', { hasText: reason }).first();
      await found.locator('summary').click();
      await found.getByRole('button', { name: 'Load these records again' }).click();
    };
    await load('Invoices rejected: parent not migrated');
    expect(await page.getByRole('status').innerText()).toMatch(
      /^\d+ records are loaded into sandbox again\. A record whose parent is still missing is not sent/,
    );
    await load('Source_Status: missing');
    expect(await page.getByRole('alert').innerText()).toContain("again can't help");
  });

  test('a page can show 2,000 exceptions at once', async () => {
    await console.steps.ports.ledger.query(
      `insert into decided (run, key, module, object, outcome, reason)
       select max(id), 'northwind:orders:X-' || n, 'Sales_Orders', 'orders', 'rejected', 'Status: missing'
       from run, generate_series(1, 2000) n where run.kind = 'full' group by n`,
    );
    const cookie = await console.cookieOf('ada');
    const answer = await fetch(console.page('exceptions?page=all&show=all'), { headers: { cookie } });
    expect((await answer.text()).match(/<tr>/g)?.length).toBeGreaterThan(2_000);
  });

  test('a rollback needs the typed name, and a proof of the person', async () => {
    await page.goto(console.page('rollback?environment=sandbox'));
    expect(await page.getByRole('row', { name: /^Invoices/ }).innerText()).toMatch(/\d/);
    await page.getByLabel('Why').fill('A test.');
    await page.getByLabel(/^Type/).fill('demo production');
    await page.getByRole('button', { name: 'Roll back sandbox' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('What you typed is not');
    await page.getByRole('link', { name: 'Go back' }).click();
    await page.getByLabel('Why').fill('A test.');
    await page.getByLabel(/^Type/).fill('demo sandbox');
    await page.getByRole('button', { name: 'Roll back sandbox' }).click();
    await pickPerson(page, 'Ada Admin');
    await page.waitForURL(/rollback$/);
    expect(console.engagement.status.state).toBe('rolling back');
  });
});
