import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decrypter, generateIdentity, identityToRecipient } from 'age-encryption';
import { createEncryptedFile, isPublicKey } from '../../connectors/age.ts';
import { sha256 } from '../../connectors/digest.ts';

const identity = await generateIdentity();
const key = await identityToRecipient(identity);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portage-age-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('only the owner of the private key reads an encrypted file, and it is there when it is complete', async () => {
  const path = join(folder, 'a.age');
  const file = await createEncryptedFile(path, key);
  const lines = Array.from({ length: 5_000 }, (_, at) => `line ${at} with some text\n`);
  for (const line of lines) await file.write(line);
  expect(existsSync(path)).toBe(false);
  const { sha256: digest, bytes } = await file.close();
  const encrypted = readFileSync(path);
  expect([sha256(encrypted), encrypted.length]).toEqual([digest, bytes]);
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  expect(await decrypter.decrypt(encrypted, 'text')).toBe(lines.join(''));
  const other = new Decrypter();
  other.addIdentity(await generateIdentity());
  await expect(other.decrypt(encrypted)).rejects.toThrow();
});

test('a file that is given up leaves nothing', async () => {
  const file = await createEncryptedFile(join(folder, 'a.age'), key);
  await file.write('secret');
  await file.abort();
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder that can not be written is reported with the path', async () => {
  const file = await createEncryptedFile(join(folder, 'missing', 'a.age'), key);
  await expect(file.close()).rejects.toMatchObject({
    kind: 'storage',
    message: expect.stringMatching(/a\.age\.part can't be written \(ENOENT\)/),
  });
});

test('a private key, a broken key and a text are no public keys', () => {
  expect([key, identity, `${key.slice(0, -1)}q`, 'age1', ''].map(isPublicKey)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});
