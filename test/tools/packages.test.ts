import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packagesAreStale } from '../../tools/packages.mjs';

type Packages = Record<string, { version: string; integrity?: string; optional?: boolean }>;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'portage-packages-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function lock(packages: Packages): void {
  const all = { '': { version: '0.1.0' }, ...packages };
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: all }));
}
function installed(packages: Packages): void {
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));
}
const zod = (version: string) => ({ 'node_modules/zod': { version, integrity: `sha512-${version}` } });

test('packages are stale where nothing is installed', () => {
  lock(zod('4.6.7'));
  expect(packagesAreStale(root)).toBe(true);
});

test('packages are fresh when every locked one is installed', () => {
  lock(zod('4.6.7'));
  installed(zod('4.6.7'));
  expect(packagesAreStale(root)).toBe(false);
});

test('packages are stale when another version is locked', () => {
  lock(zod('4.6.8'));
  installed(zod('4.6.7'));
  expect(packagesAreStale(root)).toBe(true);
});

test('packages are stale after an interrupted installation, which leaves the folder without npm’s own list', () => {
  lock(zod('4.6.7'));
  mkdirSync(join(root, 'node_modules/zod'), { recursive: true });
  expect(packagesAreStale(root)).toBe(true);
});

test('an optional package of another platform may be missing', () => {
  lock({ ...zod('4.6.7'), 'node_modules/windows-only': { version: '1.0.0', optional: true } });
  installed(zod('4.6.7'));
  expect(packagesAreStale(root)).toBe(false);
});
