import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeProtectedHeader } from 'jose';
import { openKeyFile } from '../../../apps/cli/key-file.ts';
import { isSignedBy } from '../../../connectors/proof/key.ts';
import { canonicalSignOff, signedText } from '../../../domain/canonical-sign-off.ts';
import { SignOff } from '../../../schemas/sign-off.ts';
import { portage } from './portage.ts';

const passphrase = 'four words in a row';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portage-key-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = () => join(folder, 'ada.key');
const newKey = (words = passphrase) => portage(['key', 'new', file(), '--passphrase', 'env:WORDS'], { WORDS: words });

test('a new key is in a file of its owner, encrypted with the passphrase, and its public half is printed', async () => {
  const { code, stdout, stderr } = await newKey();
  expect(code).toBe(0);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  const sealed = readFileSync(file(), 'utf8').trim();
  expect(decodeProtectedHeader(sealed)).toMatchObject({ alg: 'PBES2-HS512+A256KW', enc: 'A256GCM', p2c: 600_000 });
  expect((await openKeyFile(file(), passphrase)).x).toBe(stdout.trim());
  expect(stderr).toContain(`keys: ['${stdout.trim()}']`);
  await expect(openKeyFile(file(), 'other words in a row')).rejects.toThrow(/passphrase of .* is wrong/);
});

test('an existing file, a short passphrase and a passphrase as an argument are refused', async () => {
  expect(await newKey('short')).toMatchObject({ code: 2, stderr: expect.stringContaining('fewer than 15 characters') });
  const literal = await portage(['key', 'new', file(), '--passphrase', passphrase]);
  expect(literal).toMatchObject({ code: 2, stderr: expect.stringContaining('must not be an argument') });
  writeFileSync(file(), 'mine');
  expect(await newKey()).toMatchObject({ code: 2, stderr: expect.stringContaining('already exists') });
  expect(readFileSync(file(), 'utf8')).toBe('mine');
});

test('without a terminal and without --passphrase, nothing is asked and nothing is made', async () => {
  const { code, stderr } = await portage(['key', 'new', file()]);
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('no terminal') });
});

test('a sign-off is signed on a machine that reaches no server', async () => {
  await newKey();
  const words = join(folder, 'passphrase');
  writeFileSync(words, `${passphrase}\n`);
  const by = 'Ada@Customer.example';
  const args = ['sign', 'delta', 'scope', '--as', by, '--role', 'sponsor', '--digest', '4f2a9c0011223344', '--print'];
  const { code, stdout } = await portage([...args, '--key', file(), '--passphrase', `file:${words}`]);
  expect(code).toBe(0);
  const { proof, ...signOff } = SignOff.parse(JSON.parse(stdout));
  if (proof?.kind !== 'key') throw new Error('no signature');
  expect(
    isSignedBy(proof.key, signedText(canonicalSignOff('sign-off', 'delta', signOff, proof)), proof.signature),
  ).toBe(true);
});
