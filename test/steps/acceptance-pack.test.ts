import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { extractText, getDocumentProxy } from 'unpdf';
import { createKey } from '../../apps/cli/key-file.ts';
import { signMessage } from '../../apps/cli/proof.ts';
import { sha256 } from '../../connectors/digest.ts';
import { readReports } from '../../connectors/ledger/phases.ts';
import { findRun } from '../../connectors/ledger/runs.ts';
import { placeholder } from '../../domain/identifiers/hit.ts';
import type { AcceptancePack } from '../../schemas/pack.ts';
import type { PackCheck } from '../../schemas/pack-check.ts';
import type { ModuleVerification, PhaseReport } from '../../schemas/report.ts';
import { SignOff } from '../../schemas/sign-off.ts';
import { outcomes as outcomeNames } from '../../schemas/terms.ts';
import { discover } from '../../steps/discover.ts';
import { closeEngagement } from '../../steps/final-report.ts';
import { gatherEvidence } from '../../steps/gather-evidence.ts';
import { judgeSignOff } from '../../steps/judge-message.ts';
import { verifyModule } from '../../steps/verify/verify-module.ts';
import { verifyWithPack } from '../../steps/verify-pack.ts';
import { portage } from '../apps/cli/portage.ts';
import { describeInBrowser, openBrowser } from '../support/browser.ts';
import { never, prepareSteps, type StepsEngagement } from '../support/steps.ts';

/** What the closing step hands over of an engagement that was signed and loaded, and how it is compared with the ledger. */
let steps: StepsEngagement;
let json: string;
let html: string;
let pdf: Buffer;
let phases: PhaseReport[];
const ada = createKey();

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 10 });
  steps.edit('engagement.yml', /keys: \[[^\]]*\]/, `keys: ['${ada.x}']`);
  const stored = await steps.open();
  const { ports } = steps;
  await discover(ports, stored);
  const open = { gate: 'scope', run: null, staging: null, why: null } as const;
  const { digest } = await gatherEvidence(ports, stored, open);
  const signOff = { gate: 'scope', decision: 'approved', by: 'ada@northwind.example', role: 'admin', digest } as const;
  const received = [signMessage('sign-off', 'demo', SignOff.parse(signOff), ada)];
  const at = new Date().toISOString();
  await judgeSignOff(ports, stored, { engagement: 'demo', id: 'message-1', received, at, open, closed: '' });
  await judgeSignOff(ports, stored, { engagement: 'demo', id: 'message-2', received: [{}], at, open, closed: '' });
  const staging = await steps.extract('full-1');
  const { run } = await steps.load('production', 'full', staging.name);
  for (const module of stored.modules) await verifyModule(ports, stored, { ...run, module }, never);
  await closeEngagement(ports, stored);
  [json, html] = [pathOf('json'), pathOf('html')].map((path) => readFileSync(path, 'utf8')) as [string, string];
  pdf = readFileSync(pathOf('pdf'));
  phases = await readReports(ports.ledger, (await findRun(ports.ledger, run)).id, 'reconciliation');
});
afterAll(() => steps.close());
afterEach(() => {
  writeFileSync(pathOf('json'), json);
  writeFileSync(pathOf('html'), html);
  writeFileSync(pathOf('pdf'), pdf);
});

const pathOf = (end: 'json' | 'html' | 'pdf') => join(steps.folder, 'documents', `acceptance-pack.${end}`);
/** The texts of all pages without blanks: a long text may be on several lines. */
async function textOfPdf(bytes: Buffer): Promise<string> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: true });
  return joined([text]);
}
const joined = (texts: string[]): string => texts.join('').replaceAll(/\s/g, '');
const packOf = () => JSON.parse(json) as AcceptancePack;

async function check(end: 'json' | 'html' | 'pdf' = 'json'): Promise<PackCheck> {
  const { pack } = await verifyWithPack(steps.ports.ledger, 'demo', pathOf(end));
  return pack!;
}
/** What the check says after the ledger was changed, which is then as before. */
async function checkAfter(change: string): Promise<PackCheck> {
  const { ledger } = steps.ports;
  await ledger.query(change);
  return check();
}

test('the closing step writes a pack with decisions, counts, money, exceptions, receipt, versions and documents', () => {
  const pack = packOf();
  expect(pack.decisions).toEqual([
    expect.objectContaining({
      ...{ gate: 'scope', decision: 'approved', by: 'ada@northwind.example', name: 'Ada Admin', role: 'admin' },
      proof: { kind: 'key', by: `key:${ada.x}`, reference: expect.stringMatching(/^[\w-]{86}$/) },
      code: pack.versions.code,
    }),
  ]);
  expect(pack.refused).toBe(1);
  expect(pack.environments['production']![0]!.verify!.money.length).toBeGreaterThan(0);
  expect(pack.exceptions).toEqual([expect.objectContaining({ environment: 'production', run: 'full-1' })]);
  const [sum] = pack.exceptions;
  expect(sum!.ends.reduce((total, { count }) => total + count, 0)).toBe(sum!.total);
  expect(pack.receipts).toEqual([expect.objectContaining({ run: 'full-1' })]);
  expect(pack.versions.mappings.filter(({ isUsed }) => isUsed)).toHaveLength(1);
  expect(pack.documents.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['final-report.md', 'scope.md', 'receipt-production-full-1.json']),
  );
  expect(pack.scope!.objects.map(({ object }) => object)).toContain('billing_accounts');
});

test('the page names the digest of its JSON, needs nothing from elsewhere and is small', () => {
  expect(html).toContain(`<meta name="portage-json" content="${sha256(json)}">`);
  expect(html).not.toMatch(/(?:src|href)=|url\(|@import/);
  expect(html.length).toBeLessThan(2_000_000);
  expect(json + html).not.toContain(placeholder);
});

test('a pack that nobody changed agrees with the ledger, by any of its files', async () => {
  const clean = { differences: [], unlisted: 0 };
  const files = ['acceptance-pack.json', 'acceptance-pack.html', 'acceptance-pack.pdf'].map((name): unknown =>
    expect.objectContaining({ name, isLedgers: true }),
  );
  expect(await check('json')).toEqual({ ...clean, files });
  expect(await check('html')).toEqual({ ...clean, files });
  expect(await check('pdf')).toEqual({ ...clean, files });
});

test('a changed figure in the JSON is found, with its place and both figures', async () => {
  const pack = packOf();
  const [load] = pack.environments['production']!;
  const { module, outcomes } = load!.modules[0]!;
  const created = outcomes.created;
  outcomes.created += 1;
  writeFileSync(pathOf('json'), `${JSON.stringify(pack, null, 2)}\n`);
  expect((await check()).differences).toEqual([
    {
      where: `environments.production[full-1].modules[${module}].outcomes.created`,
      what: `the pack has ${created + 1}, the ledger ${created}`,
    },
    { where: 'acceptance-pack.html', what: expect.stringContaining('the digest of its JSON') },
  ]);
});

test('a changed figure in the page is found, with its row and column', async () => {
  const { module, extracted } = phases.find((one) => one.extracted > 0)!;
  const row = `<tr><td>${module}</td><td class="n">${extracted}</td>`;
  expect(html).toContain(row);
  writeFileSync(pathOf('html'), html.replace(row, row.replace(`>${extracted}<`, `>${extracted + 1}<`)));
  expect((await check('html')).differences).toEqual([
    {
      where: expect.stringMatching(
        new RegExp(
          String.raw`^acceptance-pack\.html, line \d+, under "production full-1.*", row ${module}, column extracted$`,
        ),
      ),
      what: `the pack has ${extracted + 1}, the ledger ${extracted}`,
    },
  ]);
});

test('a PDF with other bytes is found', async () => {
  writeFileSync(pathOf('pdf'), Buffer.concat([pdf, Buffer.from(' ')]));
  expect((await check('pdf')).differences).toEqual([
    { where: 'acceptance-pack.pdf', what: 'the ledger has no such version of it' },
  ]);
});

test('the PDF has the figures of the ledger and all texts of the page', async () => {
  const text = await textOfPdf(pdf);
  for (const { module, extracted, outcomes, destination } of phases) {
    const figures = [extracted, ...outcomeNames.map((name) => outcomes[name]), destination.now];
    expect(text).toContain(joined([module, ...figures.map((one) => one.toLocaleString('en')), 'yes']));
  }
  const run = await findRun(steps.ports.ledger, { engagement: 'demo', environment: 'production', run: 'full-1' });
  const verified = await readReports<ModuleVerification>(steps.ports.ledger, run.id, 'verification');
  const plain = text.replaceAll(',', '');
  for (const { field, destination } of verified.flatMap(({ money }) => money)) {
    expect(text).toContain(field);
    expect(plain).toContain(destination);
  }
  const cells = html.match(/(?<=<t[dh][^>]*>).*?(?=<\/t[dh]>)/g)!.map((cell) => cell.replaceAll(/<[^>]*>/g, ''));
  const shown = cells.map((cell) => cell.replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code))));
  expect(shown.length).toBeGreaterThan(200);
  expect(shown.filter((cell) => !text.includes(joined([cell])))).toEqual([]);
});

test('a difference never repeats what somebody wrote into a pack', async () => {
  const planted = '262011234567890';
  const pack = packOf();
  Object.assign(pack.decisions[0]!, { by: planted, role: planted, [planted]: 1 });
  pack.documents.push({ name: planted, digest: planted, writtenAt: planted });
  writeFileSync(pathOf('json'), JSON.stringify(pack));
  writeFileSync(pathOf('html'), html.replaceAll('admin', planted));
  const { differences } = await check();
  expect(differences.map(({ where }) => where)).toEqual(
    expect.arrayContaining(['decisions[scope]', 'decisions[scope].by', 'decisions[scope].role', 'documents']),
  );
  expect(JSON.stringify(differences)).not.toContain(planted);
});

test('the command line compares a pack with the ledger, and fails when they differ', async () => {
  writeFileSync(pathOf('html'), html.replace('Acceptance pack of', 'Pack of'));
  const args = ['audit', 'verify', 'demo', '--ledger', 'env:LEDGER', '--pack', pathOf('json')];
  const { code, stdout, stderr } = await portage(args, { LEDGER: steps.databaseUrl });
  expect(code).toBe(1);
  expect(stdout).toMatch(/acceptance-pack\.json +[0-9a-f]{64} +yes\nacceptance-pack\.html +[0-9a-f]{64} +NO/);
  expect(stderr).toContain('! acceptance-pack.html, line 8, under "the beginning": the page has another text.');
  expect(stderr).toContain('Not everything agrees.');
});

test('a file that is no pack is refused with what to do', async () => {
  const { ledger } = steps.ports;
  await expect(verifyWithPack(ledger, 'demo', join(steps.folder, 'nothing.json'))).rejects.toThrow(
    /There is no file .*nothing\.json\. Nothing was changed\. Give the path/,
  );
  await expect(verifyWithPack(ledger, 'demo', join(steps.folder, 'engagement.yml'))).rejects.toThrow(/neither/);
  writeFileSync(pathOf('json'), '{');
  expect((await check()).differences).toContainEqual({ where: 'acceptance-pack.json', what: 'it is not JSON' });
});

describeInBrowser('in a browser', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 390, height: 800 } });
    await page.goto(pathToFileURL(pathOf('html')).href);
  });
  afterAll(() => browser.close());

  test('its figures are those of the ledger', async () => {
    const cells = await page.locator('section', { hasText: 'Counts' }).locator('tr').allInnerTexts();
    const rows = cells.map((line) => line.split('\t').map((cell) => cell.trim()));
    for (const { module, extracted, outcomes, destination } of phases) {
      const figures = [extracted, ...outcomeNames.map((name) => outcomes[name]), destination.now].map((one) =>
        one.toLocaleString('en'),
      );
      expect(rows).toContainEqual([module, ...figures, 'yes', expect.anything(), expect.anything()]);
    }
    const text = await page.locator('body').innerText();
    const run = await findRun(steps.ports.ledger, { engagement: 'demo', environment: 'production', run: 'full-1' });
    const verified = await readReports<ModuleVerification>(steps.ports.ledger, run.id, 'verification');
    const money = verified.flatMap((one) => one.money);
    expect(money.length).toBeGreaterThan(0);
    const plain = text.replaceAll(',', '');
    for (const { destination } of money) expect(plain).toContain(destination);
    expect(text).toContain('ada@northwind.example');
  });

  test('it fits on a phone', async () => {
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(390);
  });

  test('it prints without cut tables', async () => {
    // A4 landscape without its margins, in CSS pixels.
    await page.setViewportSize({ width: Math.floor(((297 - 24) / 25.4) * 96), height: 700 });
    await page.emulateMedia({ media: 'print' });
    const cut = await page.evaluate<string[]>(
      `[...document.querySelectorAll('table')]
        .filter((table) => table.getBoundingClientRect().right > document.documentElement.clientWidth)
        .map((table) => table.innerText.slice(0, 80))`,
    );
    expect(cut).toEqual([]);
    const paper = await page.pdf({ preferCSSPageSize: true });
    expect(paper.subarray(0, 5).toString()).toBe('%PDF-');
    expect(paper.toString('latin1').match(/\/Type\s*\/Page\b/g)!.length).toBeGreaterThan(3);
  });
});

// These change the ledger for good, so they come last.
describe('in a ledger that somebody changed', () => {
  test('a figure of a report, a decision and a document are found though the pack and its copy agree', async () => {
    const { differences } = await checkAfter(
      `update report set body = jsonb_set(body, '{extracted}', '7') where kind = 'reconciliation' and module = 'Accounts'`,
    );
    expect(differences.map(({ where }) => where)).toEqual([
      'environments.production[full-1].modules[Accounts].extracted',
    ]);
    const signed = await checkAfter(`update sign_off set role = 'finance' where message = 'message-1'`);
    expect(signed.differences).toContainEqual({
      where: 'decisions[scope].role',
      what: 'the pack has another text, the ledger another text',
    });
    const written = await checkAfter(`update document set body = body || ' ' where name = 'scope.md'`);
    expect(written.differences).toContainEqual({
      where: 'documents[scope.md]',
      what: 'its text in the ledger has another digest',
    });
  });

  test('the copy of the pack and the head of the audit are found', async () => {
    const copied = await checkAfter(`update document set body = body || ' ' where name = 'acceptance-pack.json'`);
    expect(copied.differences).toContainEqual({
      where: 'acceptance-pack.json',
      what: "the ledger's own version was changed after it was written",
    });
    const chained = await checkAfter(`update audit set what = 'something else' where seq = 2`);
    expect(chained.differences).toContainEqual({
      where: 'audit.head',
      what: 'the chain of the ledger is broken at entry 2',
    });
  });
});
