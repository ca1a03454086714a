import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { EngagementFile, OwnerMap } from '../../../schemas/engagement-file.ts';
import { Mapping } from '../../../schemas/mapping.ts';
import { SourceProfile } from '../../../schemas/profile.ts';
import { portage } from './portage.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portage-init-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (name: string): unknown => parse(readFileSync(join(folder, name), 'utf8'));

test('the files of a new engagement are valid', async () => {
  const { code, stdout } = await portage(['init', folder, '--slug', 'delta-telecom']);
  expect(code).toBe(0);
  expect(stdout.trim().split('\n')).toEqual(
    ['engagement.yml', 'owners.yml', 'mapping.yml', 'source.yml', 'worker.env'].map((name) => join(folder, name)),
  );
  expect(EngagementFile.parse(read('engagement.yml')).slug).toBe('delta-telecom');
  OwnerMap.parse(read('owners.yml'));
  Mapping.parse(read('mapping.yml'));
  SourceProfile.parse(read('source.yml'));
});

test('an existing file is not overwritten, and no other file is written', async () => {
  writeFileSync(join(folder, 'mapping.yml'), 'mine');
  const { code, stderr } = await portage(['init', folder, '--slug', 'delta-telecom']);
  expect(code).toBe(2);
  expect(stderr).toContain('mapping.yml already exists.\nNothing was changed.');
  expect(readdirSync(folder)).toEqual(['mapping.yml']);
  expect(read('mapping.yml')).toBe('mine');
});
