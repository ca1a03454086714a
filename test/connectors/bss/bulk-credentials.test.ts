import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Decrypter, generateIdentity, identityToRecipient } from 'age-encryption';
import { parse as parseCsv } from 'csv-parse/sync';
import { parse } from 'yaml';
import { createBulkSource } from '../../../connectors/bss/bulk.ts';
import type { Snapshot } from '../../../connectors/bss/port.ts';
import { createGuard } from '../../../domain/identifiers/guard.ts';
import { startBulk, type BulkBehaviour, type BulkServer } from '../../../emulators/bss/bulk/server.ts';
import { BulkProfile } from '../../../schemas/profile.ts';
import { writeCredentials } from '../../../steps/handoff/credentials.ts';
import { filePlaces } from '../../support/planted.ts';

const text = await readFile(new URL('../../../examples/demo-operator/source-bulk.yml', import.meta.url), 'utf8');
const complete = BulkProfile.parse({ ...(parse(text) as object), url: 'http://127.0.0.1:1' });
complete.export.everySeconds = 0.01;
const identity = await generateIdentity();

let server: BulkServer;
let temporary: string;
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'portage-test-'));
});
afterEach(async () => {
  rmSync(temporary, { recursive: true });
  await server.close();
});

/** Runs an export of a few subscribers; `work` is done while its files are there. */
async function withExport<T>(
  work: (snapshot: Snapshot) => Promise<T>,
  behaviour: Partial<BulkBehaviour> = {},
  profile: Partial<BulkProfile> = {},
): Promise<T> {
  server = await startBulk({ size: { accounts: 20 }, behaviour });
  return createBulkSource({ ...complete, url: server.url, ...profile }, temporary).withSnapshot(work);
}

/** Writes the handoff of credentials into a folder, and looks at all files of the worker while and after it is done. */
async function handOver(snapshot: Snapshot) {
  const folder = join(temporary, 'documents');
  await mkdir(join(folder, 'network'), { recursive: true });
  const during: string[] = [];
  const watched = {
    credentials: (list: string) => {
      for (const { name, texts } of filePlaces(temporary)) during.push(name, ...texts);
      return snapshot.credentials!(list);
    },
  };
  const key = await identityToRecipient(identity);
  const about = { lists: complete.credentials, key, guard: createGuard({}) };
  await writeCredentials(watched, { ...about, pathOf: (file) => join(folder, file) });
  for (const { name, texts } of filePlaces(temporary)) during.push(name, ...texts);
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  const rowsOf = async (list: string) => {
    const sealed = readFileSync(join(folder, `network/credentials-${list}.csv.age`));
    return parseCsv<Record<string, string>>(await decrypter.decrypt(sealed, 'text'), { columns: true });
  };
  return { onDisk: during.join('\n'), aaa: await rowsOf('aaa'), sim: await rowsOf('sim') };
}

test('credentials of an export are encrypted while they are received, and are in no file of the worker in clear', async () => {
  const { onDisk, aaa, sim } = await withExport(handOver);
  expect([aaa.length, sim.length]).toEqual([50, 50]);
  const secrets = [...aaa.flatMap(({ ki, opc }) => [ki!, opc!]), ...sim.map(({ puk }) => puk!)].filter(Boolean);
  expect(secrets.length).toBeGreaterThan(100);
  expect(secrets.filter((secret) => onDisk.includes(secret))).toEqual([]);
  expect(onDisk.includes('accounts.jsonl')).toBe(true);
  expect(/aaa\.jsonl|sims\.jsonl/.test(onDisk)).toBe(false);
});

test('identifiers and records in files with credentials are read without storing them, too', async () => {
  const { known, rows } = await withExport(async (snapshot) => {
    const found = new Set<string>();
    for await (const { kind } of snapshot.identifiers()) found.add(kind);
    return { known: [...found].sort(), rows: await snapshot.countHandoff('hss_records') };
  });
  expect(known).toEqual(['apn', 'eid', 'iccid', 'imei', 'imsi', 'ip', 'key', 'mac']);
  expect(rows).toBe(50);
});

test('a link that has expired is requested again', async () => {
  expect((await withExport(handOver, { linkFetches: 2 })).aaa).toHaveLength(50);
});

const aaa = (rows: object[]) => Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
const only: Partial<BulkProfile> = { objects: {}, handoff: {}, identifiers: {}, customFields: [] };
delete only.buckets;
const lists: Partial<BulkProfile> = {
  ...only,
  credentials: {
    aaa: {
      ...complete.credentials['aaa']!,
      columns: ['subscriber_no', 'ki', 'algorithm'],
      credentials: { ki: { name: 'Ki' } },
      trailer: undefined,
    },
  },
};
const read = (snapshot: Snapshot) => snapshot.credentials!('aaa').toArray();

test('a file that differs from what the server announced is not handed over', async () => {
  const files = { 'aaa.jsonl.gz': gzipSync(aaa([{ subscriber_no: '1', ki: 'k', algorithm: 'a' }])) };
  await expect(withExport(read, { files, corrupt: true }, lists)).rejects.toMatchObject({ name: 'ConnectorError' });
  expect(readdirSync(temporary)).toEqual([]);
});

test('a zip with credentials is refused, because it would be stored in clear', async () => {
  await expect(withExport(read, { files: { 'aaa.jsonl.zip': Buffer.from('PK') } }, lists)).rejects.toMatchObject({
    kind: 'configuration',
    message: expect.stringMatching(/^aaa\.jsonl\.zip of the export has credentials and is a zip/),
  });
});

test.each([
  [{ files: 'all.zip/aaa.csv', format: 'csv' }, /must not be in an archive/],
  [{ files: 'aaa.xlsx', format: 'xlsx' }, /must not be xlsx/],
])('a profile whose credentials would be stored is refused: %o', (changes, message) => {
  const described = (parse(text) as { credentials: { aaa: object } }).credentials.aaa;
  const { trailer: _, ...rest } = described as { trailer?: unknown };
  const profile = { ...(parse(text) as object), url: 'http://x', credentials: { aaa: { ...rest, ...changes } } };
  expect(() => BulkProfile.parse(profile)).toThrow(message);
});
