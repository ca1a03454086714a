import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSource } from '../../../connectors/bss/open.ts';
import { extractSource } from '../../../steps/extract/extraction.ts';
import { createLocalStaging } from '../../../connectors/staging/local.ts';
import { readRows } from '../../../connectors/staging/rows.ts';
import { SourceProfile } from '../../../schemas/profile.ts';

/** Texts that often break programs. */
const texts = [
  "=cmd|' /C calc'!A0",
  '+1+1',
  '@SUM(A1)',
  'null \u0000 byte',
  'bell \u0007 escape \u001b[31m',
  'line\r\nbreak, "quotes" and \\backslash',
  '../../etc/passwd',
  '\u202egnp.exe',
  '👩‍👩‍👧‍👦 לקוח',
  'x'.repeat(1_000_000),
  '',
];
const id = '1234567890123456789';
const records = texts.map((text, place) => `{"id":"A${place}","number":${id},"text":${JSON.stringify(text)}}`);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portage-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function staged(profile: object): Promise<Record<string, string>[]> {
  const source = openSource(SourceProfile.parse({ system: 'test', timeZone: 'UTC', ...profile }), folder);
  const staging = createLocalStaging(folder);
  const signal = new AbortController().signal;
  const manifest = await extractSource({ source, staging, name: 'full-1', system: 'test', profileDigest: '', signal });
  await source.close();
  expect(manifest.objects[0]).toMatchObject({ rows: texts.length, sourceRows: texts.length });
  const rows: Record<string, string>[] = [];
  for await (const row of readRows(staging, 'full-1/billing_accounts.csv')) rows.push(row);
  return rows;
}
const expected = texts.map((text, place) => ({ id: `A${place}`, number: id, text }));
const fields = { id: 'id', number: 'number', text: 'text' };

test('hostile texts and 19-digit numbers in files are staged unchanged', async () => {
  await mkdir(join(folder, 'delivery'));
  await writeFile(join(folder, 'delivery', 'accounts.jsonl'), records.join('\n'));
  const billing_accounts = { key: 'id', files: 'accounts.jsonl', format: 'jsonl', fields };
  expect(await staged({ kind: 'files', folder: 'delivery', objects: { billing_accounts } })).toEqual(expected);
});

test('hostile texts and 19-digit numbers from an API are staged unchanged', async () => {
  const server = createServer((request, response) => {
    const offset = Number(new URL(request.url ?? '', 'http://local').searchParams.get('offset'));
    response.setHeader('X-Total-Count', String(texts.length));
    response.end(`[${records.slice(offset, offset + 4).join(',')}]`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const billing_accounts = { key: 'id', resource: '/account', fields };
  expect(await staged({ kind: 'tmf', url, objects: { billing_accounts } })).toEqual(expected);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
