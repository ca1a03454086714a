import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readStackConfig } from '../../../apps/dev/config.ts';

const shipped = readFileSync(fileURLToPath(new URL('../../../temporal-dev.yml', import.meta.url)), 'utf8');

let home: string;
let file: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'portage-config-'));
  file = join(home, 'temporal-dev.yml');
});
afterEach(() => rmSync(home, { recursive: true }));

function read(text: string) {
  writeFileSync(file, text);
  return readStackConfig(file);
}
const lineOf = (text: string) => shipped.split('\n').findIndex((line) => line.includes(text)) + 1;

test('paths are relative to the file', () => {
  const { temporal, postgres } = read(shipped);
  expect(temporal.database.file).toBe(join(home, '.portage/temporal.db'));
  expect(postgres.directory).toBe(join(home, '.portage/postgres'));
});

test('a wrong value is reported with file, line and field, and that nothing was started', () => {
  expect(() => read(shipped.replace('uiPort: 8233', 'uiPort: often'))).toThrow(
    `${file}:${lineOf('uiPort')}: temporal.uiPort: Invalid input: expected number, received string\nNothing was started.`,
  );
});

test('an unknown field is reported with its name', () => {
  expect(() => read(shipped.replace('  namespace:', '  nmaespace:'))).toThrow(
    /temporal: Unrecognized key: "nmaespace"/,
  );
});

test('a file that is not YAML is reported with its line', () => {
  expect(() => read('temporal:\n  version: "1.8.2\n')).toThrow(new RegExp(`^${file}:\\d+: Missing closing`));
});
