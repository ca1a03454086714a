import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { readEngagement } from '../../../connectors/ledger/engagements.ts';
import { listAudit } from '../../../connectors/ledger/audit.ts';
import { writeXlsx } from '../../../connectors/xlsx/write.ts';
import { sheetNames } from '../../../domain/mapping-sheets/layout.ts';
import { proposeMapping } from '../../../steps/propose-mapping.ts';
import { checkPage } from '../../support/accessible.ts';
import { describeInBrowser, openBrowser } from '../../support/browser.ts';
import { readSheet } from '../../support/workbook.ts';
import { prepareConsole, signIn, type ConsoleEngagement } from '../../support/console.ts';

describeInBrowser('the mapping in the console', () => {
  let console: ConsoleEngagement;
  let browser: Browser;
  let pat: Page;

  const propose = () =>
    proposeMapping(console.steps.ports, { engagement: 'demo', file: join(console.steps.folder, 'engagement.yml') });
  const fieldOf = (column: string, source = '0') =>
    console.page(`mapping/field?module=Accounts&source=${source}&column=${column}`);
  const show = (page: Page) => page.getByRole('button', { name: 'Show what changes' }).first().click();
  const save = (page: Page) => page.getByRole('button', { name: /^Save as version/ }).click();
  const rowOf = (page: Page, column: string) =>
    page
      .getByRole('region', { name: 'billing_accounts → Accounts', exact: true })
      .getByRole('row', { name: new RegExp(`^${column} `) });

  beforeAll(async () => {
    console = await prepareConsole({ edits: [['mapping: [product_manager]', 'mapping: [product_manager, admin]']] });
    console.steps.edit(
      'mapping.yml',
      '{ scheme: vat_scheme, exemption: tax_exempt_cert }',
      '{ exemption: tax_exempt_cert }',
    );
    await console.steps.open();
    await console.steps.extract('full-1');
    await propose();
    browser = await openBrowser();
    pat = await signIn(browser, console.site.origin, 'Pat Product');
  }, 120_000);
  beforeEach(() => console.forgetLimits());
  afterAll(async () => {
    await browser.close();
    await console.close();
  });

  test('the fields without a decision come first, with how full they are and examples', async () => {
    await pat.goto(console.page('mapping'));
    const table = pat.getByRole('region', { name: 'Source fields of billing_accounts → Accounts' });
    expect(await table.locator('tbody tr').first().innerText()).toMatch(
      /^vat_scheme\s+not decided\s+\d+ % of \d+ rows\s+\w+/,
    );
    expect(await pat.locator('main').innerText()).toContain('In use: version 2, from the mapping file.');
    expect(await rowOf(pat, 'balance').innerText()).toContain('Account_Balance');
  });

  test('the operator sees neither examples nor forms', async () => {
    const olga = await signIn(browser, console.site.origin, 'Olga Operator');
    await olga.goto(console.page('mapping'));
    const name = rowOf(olga, 'holder_name').locator('td');
    expect(await name.nth(2).innerText()).toContain('%');
    expect(await name.nth(3).innerText()).toBe('');
    expect(await olga.getByRole('button', { name: 'Show what changes' }).count()).toBe(0);
    await olga.goto(fieldOf('phone'));
    expect(await olga.getByRole('alert').innerText()).toContain('does not give you this right');
    await olga.context().close();
  });

  test('a comment that the ledger can not hold is refused as a form', async () => {
    const edits = JSON.stringify([
      { kind: 'ignore', module: 'Accounts', source: 0, column: 'phone', reason: 'not used' },
    ]);
    const answer = await fetch(console.page('mapping'), {
      method: 'POST',
      headers: { cookie: await console.cookieOf('pat'), 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ base: '2', confirm: 'yes', comment: 'a\0b', edits }),
    });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('Nothing was changed');
  });

  test('a value map is not one of the names that every object has', async () => {
    const headers = { cookie: await console.cookieOf('pat') };
    expect((await fetch(console.page('mapping/values?map=statuses'), { headers })).status).toBe(200);
    expect((await fetch(console.page('mapping/values?map=constructor'), { headers })).status).toBe(404);
  });

  test('a person who leaves a field out sees the difference, saves it, and the gate names the new version', async () => {
    await console.engagement.openGate({ gate: 'mapping' });
    const before = console.engagement.status.gate?.digest;
    await pat.goto(console.page('mapping'));
    await pat.getByLabel('vat_scheme', { exact: true }).selectOption('Leave it out');
    await pat.getByLabel('Reason, if vat_scheme is left out').fill('tax never moves');
    await show(pat);
    expect(await pat.getByRole('region', { name: 'What changes' }).innerText()).toContain(
      '+          vat_scheme: tax never moves',
    );
    expect(await pat.locator('main').innerText()).toContain('Nothing is stored yet');
    await pat.getByLabel('Why').fill('As agreed on Monday.');
    await save(pat);
    await pat.waitForURL(/version\?number=3$/);
    expect(await pat.getByRole('status').innerText()).toContain(
      'version 3, saved in the console by pat@northwind.example. It is not in use yet',
    );
    const { gate } = console.engagement.status;
    expect(gate?.digest).not.toBe(before);
    expect(gate?.summary).toContain('Version 3, saved in the console, is not in this document.');
    const entry = (await listAudit(console.steps.ports.ledger, 'demo')).at(-1);
    expect(entry).toMatchObject({
      what: 'mapping version stored',
      body: { version: 3, basedOn: 2, by: 'pat@northwind.example' },
    });
  });

  test('the mapping step uses the saved version, and its comments are those of the file', async () => {
    const { mappingDigest } = await propose();
    const { mapping } = await readEngagement(console.steps.ports.ledger, 'demo');
    expect(mapping.modules['Accounts']?.sources[0]?.ignore['vat_scheme']).toBe('tax never moves');
    await pat.goto(console.page('mapping'));
    expect(await pat.locator('main').innerText()).toContain(
      `In use: version 3, saved in the console by pat@northwind.example. Digest: ${mappingDigest.slice(0, 16)}.`,
    );
    await console.engagement.openGate({ gate: 'mapping' });
    expect(console.engagement.status.gate?.summary).not.toContain('is not in this document');
    const answer = await fetch(console.page('mapping/version?number=3&file=yes'), {
      headers: { cookie: await console.cookieOf('pat') },
    });
    expect(await answer.text()).toContain('# Records whose source row has vanished: keep');
  });

  test('a rule is changed in its form, and keeps what the form does not show', async () => {
    await pat.goto(fieldOf('holder_name'));
    await pat.getByLabel('Most characters').fill('120');
    await pat.getByLabel('lower', { exact: true }).check();
    await show(pat);
    const lines = await pat.getByRole('region', { name: 'What changes' }).innerText();
    expect(lines).toContain(
      '+          Account_Name: { from: holder_name, transforms: [repair_encoding, collapse_spaces, lower], length: 120, required: true }',
    );
    await pat.getByRole('link', { name: 'Save nothing' }).click();
    expect(await pat.locator('main').innerText()).toContain('In use: version 3');
  });

  test('a version that can not be used is refused with each problem, and nothing is stored', async () => {
    await pat.goto(console.page('mapping/text'));
    const text = await pat.getByLabel('mapping.yml').inputValue();
    await pat
      .getByLabel('mapping.yml')
      .fill(text.replace('from: holder_name', 'from: no_such').replace('Billing_City:', 'Billing_Town:'));
    await pat.getByRole('button', { name: 'Check it and show what changes' }).click();
    expect(await pat.getByRole('alert').innerText()).toBe('2 problems must be corrected first. Nothing was changed.');
    const problems = await pat.getByRole('table').innerText();
    expect(problems).toContain(
      'modules.Accounts.sources[0].fields.Account_Name\tbilling_accounts has no field no_such',
    );
    expect(problems).toContain('modules.Accounts.sources[0].fields.Billing_Town\tZoho has no field Billing_Town');
    expect(await pat.getByLabel('mapping.yml').inputValue()).toContain('from: no_such');
    await pat.getByLabel('mapping.yml').fill('version: [');
    await pat.getByRole('button', { name: 'Check it and show what changes' }).click();
    expect(await pat.getByRole('table').innerText()).toContain('mapping.yml:1: ');
    await pat.goto(console.page('mapping/versions'));
    expect(await pat.locator('tbody tr').count()).toBe(3);
  });

  test('a text of the same content stores nothing', async () => {
    await pat.goto(console.page('mapping/text'));
    await pat.getByRole('button', { name: 'Check it and show what changes' }).click();
    expect(await pat.getByRole('alert').innerText()).toContain('what the newest version says already');
  });

  describe('as a workbook', () => {
    const download = async () => {
      const answer = await fetch(console.page('mapping/workbook'), {
        headers: { cookie: await console.cookieOf('pat') },
      });
      expect(answer.headers.get('content-disposition')).toMatch(/filename="mapping-demo-\d+\.xlsx"/);
      return new Uint8Array(await answer.arrayBuffer());
    };
    /** The workbook with other cells, as a person would save it. */
    const edited = async (change: (sheets: Map<string, string[][]>) => void) => {
      const workbook = await download();
      const sheets = new Map<string, string[][]>();
      for (const name of sheetNames) sheets.set(name, await readSheet(workbook, name));
      change(sheets);
      return writeXlsx([...sheets].map(([name, [head = [], ...rows]]) => ({ name, head, rows })));
    };
    const rowWith = (sheets: Map<string, string[][]>, sheet: string, ...texts: string[]) =>
      sheets.get(sheet)!.find((cells) => texts.every((text) => cells.includes(text)))!;
    const upload = async (buffer: Buffer, page = pat) => {
      await page.goto(console.page('mapping'));
      await page
        .getByLabel('Edited workbook')
        .setInputFiles({ name: 'mapping.xlsx', mimeType: 'application/octet-stream', buffer });
      await page.getByRole('button', { name: 'Read the workbook' }).click();
    };

    test('that nobody changed, nothing is stored', async () => {
      await upload(Buffer.from(await download()));
      expect(await pat.getByRole('alert').innerText()).toContain('what the newest version says already');
    });

    test('that people edited, the difference is shown as for the editor before it is stored', async () => {
      const workbook = await edited((sheets) => {
        const row = rowWith(sheets, 'Value maps', 'delivery', 'PAPER');
        row[row.indexOf('Paper')] = 'By post';
      });
      await upload(workbook);
      const difference = await pat.getByRole('region', { name: 'What changes' }).innerText();
      expect(difference).toContain('PAPER: By post');
      expect(await pat.locator('main').innerText()).toContain('Nothing is stored yet');
      expect(await pat.getByRole('button', { name: /^Save as version/ }).count()).toBe(1);
    });

    test('with cells that can not be used, each is named with its sheet, row and column, and nothing is stored', async () => {
      const workbook = await edited((sheets) => {
        const head = sheets.get('Fields')![0]!;
        const rule = rowWith(sheets, 'Fields', 'Account_Name', 'holder_name');
        rule[head.indexOf('Into')] = '';
        rowWith(sheets, 'Value maps', 'delivery', 'PAPER')[0] = '';
      });
      await upload(workbook);
      expect(await pat.getByRole('alert').innerText()).toBe(
        '2 problems of the workbook must be corrected first. Nothing was changed.',
      );
      const problems = await pat.getByRole('table').innerText();
      expect(problems).toMatch(/Fields, row \d+, column Into\tit is empty/);
      expect(problems).toMatch(/Value maps, row \d+, column Map\tit is empty/);
    });

    test('whose rule the mapping step would refuse, the cell is named as well', async () => {
      const workbook = await edited((sheets) => {
        const head = sheets.get('Fields')![0]!;
        rowWith(sheets, 'Fields', 'Account_Name', 'holder_name')[head.indexOf('Source field')] = 'no_such';
      });
      await upload(workbook);
      expect(await pat.getByRole('table').innerText()).toMatch(
        /Fields, row \d+, column Source field\tbilling_accounts has no field no_such/,
      );
    });

    test.each([
      ['is no workbook', Buffer.from('PK no zip'), 'it is no readable .xlsx'],
      ['is made from another text', null, 'was made from another text'],
    ])('that %s is refused, and nothing is stored', async (_, bytes, why) => {
      const foreign = () => edited((sheets) => (rowWith(sheets, 'About', 'SHA-256 of the text')[1] = 'f'.repeat(64)));
      await upload(bytes ?? (await foreign()));
      expect(await pat.getByRole('alert').innerText()).toContain(why);
      expect(await pat.getByRole('alert').innerText()).toContain('Nothing was changed.');
    });

    test('a request without a file, or with a larger one than a form may be, is refused', async () => {
      const send = async (body: FormData) =>
        fetch(console.page('mapping/workbook'), {
          method: 'POST',
          headers: { cookie: await console.cookieOf('pat'), 'sec-fetch-site': 'same-origin' },
          body,
        });
      const text = new FormData();
      text.set('workbook', 'a text');
      expect((await send(text)).status).toBe(400);
      const large = new FormData();
      large.set('workbook', new File([new Uint8Array(300 * 1_024)], 'large.xlsx'));
      expect((await send(large)).status).toBe(413);
    });
  });

  test('of two people who change the mapping at once, the second sees what the first changed', async () => {
    const ada = await signIn(browser, console.site.origin, 'Ada Admin');
    await ada.goto(fieldOf('phone'));
    await ada.getByLabel('Reason').fill('an account has no phone');
    await ada.getByRole('button', { name: 'Show what changes' }).last().click();

    await pat.goto(console.page('mapping/values?map=delivery'));
    expect(await pat.locator('main').innerText()).toContain('It is used by: Accounts: Invoice_Delivery.');
    await pat.getByLabel('Values').fill('EMAIL => E-mail\nPAPER => Paper\nBOTH => Both\nFAX => Paper');
    await show(pat);
    await save(pat);
    await pat.waitForURL(/number=4$/);

    await save(ada);
    expect(await ada.getByRole('alert').innerText()).toContain(
      'Now there is version 4, saved in the console by pat@northwind.example. Nothing of yours was stored.',
    );
    expect(await ada.getByRole('region', { name: 'What changed meanwhile' }).innerText()).toContain('FAX: Paper');
    await ada.getByRole('button', { name: 'Make my change on top of version 4' }).click();
    await save(ada);
    await ada.waitForURL(/number=5$/);
    const difference = await ada.getByRole('region', { name: 'Difference from version 4' }).innerText();
    expect(difference).toContain('-          Phone: { from: phone, transforms: [phone] }');
    expect(difference).not.toContain('FAX');
    await ada.context().close();
  });

  test('a file that changed as well is used by nobody: the step says what to do', async () => {
    console.steps.edit('mapping.yml', 'key: Portage_Key', 'key: Portage_Key # as agreed');
    await expect(propose()).rejects.toMatchObject({
      kind: 'configuration',
      message: expect.stringMatching(
        /mapping\.yml changed on disk, and version 5 was saved .* Neither is used, .*portage mapping put demo mapping\.yml/s,
      ),
    });
    const { mapping } = await readEngagement(console.steps.ports.ledger, 'demo');
    expect(mapping.maps['delivery']).not.toHaveProperty('FAX');
    console.steps.edit('mapping.yml', ' # as agreed', '');
    await propose();
    expect((await readEngagement(console.steps.ports.ledger, 'demo')).mapping.maps['delivery']).toHaveProperty('FAX');
  });

  test.each([
    ['mapping as product manager', () => pat.goto(console.page('mapping'))],
    ['mapping of a field', () => pat.goto(fieldOf('holder_name'))],
    ['mapping as text', () => pat.goto(console.page('mapping/text'))],
    ['value map', () => pat.goto(console.page('mapping/values?map=delivery'))],
    [
      'preview of a version',
      async () => {
        await pat.goto(fieldOf('email'));
        await pat.getByLabel('trim').check();
        await show(pat);
      },
    ],
  ])(
    'the page "%s" has no serious accessibility violation and does not scroll sideways',
    async (name, open) => {
      expect(await checkPage(pat, name, open)).toEqual({ overflow: 0, violations: [] });
    },
    60_000,
  );
});
