import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKnown } from '../../../domain/identifiers/known.ts';
import { readFingerprints, writeFingerprints, type Identifier } from '../../../connectors/fingerprints/file.ts';
import { fingerprintKey, idHasher } from '../../../connectors/fingerprints/key.ts';
import { createLocalStaging } from '../../../connectors/staging/local.ts';
import { createGuard } from '../../../domain/identifiers/guard.ts';

const secret = 'a secret of the worker with more than 32 signs';
const key = fingerprintKey(secret, 'northwind');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portage-fingerprints-'));
});
afterEach(() => rm(folder, { recursive: true }));

const write = (identifiers: Identifier[]) =>
  writeFingerprints(createLocalStaging(folder), 'fingerprints', key, 'digest of the manifest', identifiers);
const open = async (withKey = key) =>
  openKnown(await readFingerprints(createLocalStaging(folder), 'fingerprints', withKey), withKey);
const imsi = { kind: 'imsi', value: '999701234567890' } as const;
const iccid = { kind: 'iccid', value: '8999901000000001235' } as const;

test('what was written is found again by a guard', async () => {
  await write([imsi, iccid]);
  const guard = createGuard({ known: await open() });
  expect(guard.scanText('was 999-70-1234567890 before').map(({ rule }) => rule)).toEqual(['own-imsi']);
  expect(guard.scanText('999701234567891').map(({ rule }) => rule)).toEqual(['own-plmn']);
});

test('the summary counts what was taken and what was refused, by kind', async () => {
  const { counts, refused, fingerprints } = await write([
    imsi,
    imsi,
    iccid,
    { kind: 'imsi', value: 'N/A' },
    { kind: 'imsi', value: '123456789012345' },
  ]);
  expect(fingerprints).toBe(2);
  expect(counts).toMatchObject({ imsi: 2, iccid: 1 });
  expect(refused).toMatchObject({ imsi: 2, iccid: 0 });
});

test('identifiers are taken from a stream as they come', async () => {
  async function* rows() {
    for (const value of ['999701234567890', '999701234567891'])
      yield await Promise.resolve({ kind: 'imsi', value } as const);
  }
  const summary = await writeFingerprints(createLocalStaging(folder), 'fingerprints', key, '', rows());
  expect(summary.fingerprints).toBe(2);
});

test('the same identifiers in any order make the same file', async () => {
  const first = await write([imsi, iccid]);
  const second = await write([iccid, imsi]);
  expect(second).toEqual(first);
});

test('neither the identifiers nor the secret are in the file', async () => {
  await write([imsi, { kind: 'key', value: '465b5ce8b199b49faa5f0a2ee238a6bc' }]);
  const content = await readFile(join(folder, 'fingerprints'));
  for (const text of [imsi.value.slice(7), '465b5ce8', secret]) expect(content.includes(text)).toBe(false);
});

test('a list in which no value has the form of its kind is refused', async () => {
  const garbage = ['N/A', '', '0', '123456789012345'].map((value) => ({ kind: 'imsi', value }) as const);
  await expect(write([...garbage, iccid])).rejects.toMatchObject({
    kind: 'configuration',
    message: expect.stringContaining('None of the 4 values of identifiers.imsi'),
  });
});

test('a list of access points that are only words is allowed', async () => {
  const { refused } = await write([imsi, { kind: 'apn', value: 'internet' }]);
  expect(refused).toMatchObject({ apn: 1 });
});

test('only the user of the worker can read the file', async () => {
  await write([imsi]);
  expect((await stat(join(folder, 'fingerprints'))).mode & 0o077).toBe(0);
});

test('an empty file of fingerprints knows nothing', async () => {
  await write([]);
  expect((await open()).fingerprints).toBe(0);
});

test.each([
  ['of another secret', fingerprintKey(`${secret}!`, 'northwind')],
  ['of another engagement', fingerprintKey(secret, 'southwind')],
])('a key %s is refused', async (_, other) => {
  await write([imsi]);
  await expect(open(other)).rejects.toMatchObject({
    kind: 'configuration',
    message: expect.stringContaining('made with another key; set PORTAGE_FINGERPRINT_KEY'),
  });
});

const change = async (edit: (content: Buffer) => Buffer) => {
  await write([imsi]);
  const path = join(folder, 'fingerprints');
  await writeFile(path, edit(await readFile(path)));
};

test.each<[string, (content: Buffer) => Buffer]>([
  ['that ends early', (content) => content.subarray(0, -1)],
  ['that ends in its header', (content) => content.subarray(0, 40)],
  ['with a changed byte', (content) => content.fill(7, content.length - 2)],
  [
    'with a changed header',
    (content) => content.fill('1', content.indexOf('"prefixes":[') + 12, content.indexOf('"prefixes":[') + 13),
  ],
  ['with a header that is no JSON', (content) => content.fill(0, 12, 20)],
  ['with a header of an impossible length', (content) => content.fill(255, 8, 12)],
])('a file %s is refused', async (_, edit) => {
  await change(edit);
  await expect(open()).rejects.toMatchObject({ kind: 'configuration', message: expect.stringContaining('damaged') });
});

test('a file of another format is refused', async () => {
  await change((content) => content.fill(0, 0, 8));
  await expect(open()).rejects.toThrow('have another format');
});

test('a missing file is refused', async () => {
  await expect(open()).rejects.toThrow("can't be read (ENOENT)");
});

test.each(['short', 'x'.repeat(64), 'changeme'.repeat(6)])('the secret %s is refused', (weak) => {
  expect(() => fingerprintKey(weak, 'northwind')).toThrow('PORTAGE_FINGERPRINT_KEY has fewer than 32 characters');
  expect(() => idHasher(weak, 'northwind')('999701234567890')).toThrow('PORTAGE_FINGERPRINT_KEY has fewer than');
});
