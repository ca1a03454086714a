import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readXlsx } from '../../../connectors/xlsx/read.ts';
import { writeXlsx } from '../../../connectors/xlsx/write.ts';
import { layout, sheetNames, type SheetName } from '../../../domain/mapping-sheets/layout.ts';
import { proposeMapping } from '../../../steps/propose-mapping.ts';
import { prepareSteps, type StepsEngagement } from '../../support/steps.ts';
import { portage } from './portage.ts';

let steps: StepsEngagement;
const path = (name: string) => join(steps.folder, name);
const mapping = (...args: string[]) => {
  const { connectionString = '' } = steps.ports.ledger.pool.options as { connectionString?: string };
  return portage(['mapping', ...args], { PORTAGE_LEDGER_URL: connectionString });
};
const asPat = ['--as', 'pat@northwind.example', '--role', 'product_manager', '--yes'];

/** Changes cells of a workbook, as a person would: in the row with this text in a column. */
async function edit(name: string, sheet: SheetName, column: string, text: string, cells: Record<string, string>) {
  const sheets = await readXlsx(path(name), sheetNames);
  const head: readonly string[] = layout[sheet].head;
  const row = sheets[sheet].find((one) => one.cells[head.indexOf(column)] === text)!;
  for (const [title, cell] of Object.entries(cells)) row.cells[head.indexOf(title)] = cell;
  const tables = sheetNames.map((one) => {
    const [first, ...rows] = sheets[one].map((each) => each.cells);
    return { name: one, head: first!, rows };
  });
  writeFileSync(path(name), await writeXlsx(tables));
  return row.number;
}

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 5 });
  await steps.open();
  await proposeMapping(steps.ports, { engagement: 'demo', file: path('engagement.yml') });
});
afterAll(() => steps.close());

test('a workbook of the version in use that nobody changed changes nothing', async () => {
  const written = await mapping('export', 'demo', '--xlsx', path('same.xlsx'));
  expect(written).toMatchObject({ code: 0, stderr: expect.stringMatching(/same.xlsx: \d\d+ rules. Edit it, then/) });
  const read = await mapping('import', 'demo', path('same.xlsx'), ...asPat);
  expect(read).toMatchObject({ code: 0, stdout: 'no difference\n' });
  expect(read.stderr).toContain('The workbook changes nothing, and nothing was stored.');
});

test('a changed cell is one changed line, which is shown and can be written to a file', async () => {
  await mapping('export', 'demo', '--xlsx', path('shorter.xlsx'));
  const rule = 'modules.Accounts.sources[0].fields.Account_Name';
  await edit('shorter.xlsx', 'Fields', 'Rule', rule, { Length: '120' });
  const looked = await mapping('import', 'demo', path('shorter.xlsx'), '--into', path('shorter.yml'));
  expect(looked.stdout).toMatch(/^-.*length: 200.*\n?.*\n\+.*length: 120/ms);
  expect(readFileSync(path('shorter.yml'), 'utf8')).toContain('length: 120, required: true }');
});

test('the same workbook becomes a version', async () => {
  const stored = await mapping('import', 'demo', path('shorter.xlsx'), ...asPat, '--comment', 'Shorter names');
  expect(stored).toMatchObject({ code: 0, stdout: expect.stringContaining('Stored as version 2.') });
});

test('a workbook of a version that is not the newest stores nothing', async () => {
  const again = await mapping('import', 'demo', path('shorter.xlsx'), ...asPat);
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('Version 1 is not the newest any longer') });
});

test('a field that Zoho does not have is a problem at its cell, and nothing is stored', async () => {
  await mapping('export', 'demo', '--xlsx', path('wrong.xlsx'));
  const rule = 'modules.Contacts.sources[0].fields.Mobile';
  const row = await edit('wrong.xlsx', 'Fields', 'Rule', rule, { Into: 'Pager' });
  const { code, stderr } = await mapping('import', 'demo', path('wrong.xlsx'), ...asPat);
  expect(code).toBe(1);
  expect(stderr).toContain(
    `Fields, row ${row}, column Into (modules.Contacts.sources[0].fields.Pager): Zoho has no field`,
  );
  expect(stderr).toContain('Nothing was changed.');
  expect(JSON.parse((await mapping('show', 'demo', '--json')).stdout)).toMatchObject({ versions: { length: 2 } });
});

test('a workbook of another engagement, or one that says nothing of its text, is refused', async () => {
  await mapping('export', 'demo', '--xlsx', path('other.xlsx'));
  await edit('other.xlsx', 'About', 'What', 'Engagement', { Value: 'elsewhere' });
  const { code, stderr } = await mapping('import', 'demo', path('other.xlsx'), ...asPat);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringContaining('was made from another text than version 2 of demo'),
  });
  await edit('other.xlsx', 'About', 'What', 'Engagement', { Value: 'demo' });
  await edit('other.xlsx', 'About', 'What', 'SHA-256 of the text', { Value: '' });
  expect(await mapping('import', 'demo', path('other.xlsx'), ...asPat)).toMatchObject({ code: 1 });
});

test('before the start, a file becomes a workbook and a workbook a file, without a ledger', async () => {
  const [file, book, into] = [path('mapping.yml'), path('file.xlsx'), path('new.yml')];
  const env = { PORTAGE_LEDGER_URL: '' };
  expect(await portage(['mapping', 'export', '--file', file, '--xlsx', book], env)).toMatchObject({ code: 0 });
  await edit('file.xlsx', 'Value maps', 'Source value', 'EMAIL', { 'Value in Zoho': 'Mail' });
  const args = ['mapping', 'import', book, '--file', file, '--into', into];
  const { code, stdout, stderr } = await portage(args, env);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('+  delivery: { EMAIL: Mail,') });
  expect(stderr).toContain('portage preflight checks them');
  expect(readFileSync(into, 'utf8')).toContain('delivery: { EMAIL: Mail,');
  expect(await portage(args, env)).toMatchObject({ code: 1, stderr: expect.stringContaining('already exists') });
});

test.each([
  [['export', '--xlsx', 'a.xlsx'], 'Give either the slug of an engagement or --file'],
  [['import', 'demo'], 'Give the slug of the engagement and the workbook'],
  [['import', 'demo', 'a.xlsx'], 'Say who stores the version with --as and --role'],
  [['import', 'a.xlsx', '--file', 'mapping.yml'], 'or write a file with --into FILE'],
])('%j is a wrong use', async (args, why) => {
  expect(await mapping(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(why) });
  expect(existsSync('a.xlsx')).toBe(false);
});

test('a file that is no workbook is named', async () => {
  const { code, stderr } = await mapping('import', 'demo', path('mapping.yml'), ...asPat);
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('it is no readable .xlsx') });
  const none = await mapping('import', 'demo', path('none.xlsx'), ...asPat);
  expect(none.stderr).toContain('there is no such file. Nothing was changed.');
});
