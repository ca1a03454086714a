import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { checkGates } from '../../../domain/check-gates.ts';
import { EngagementFile, OwnerMap } from '../../../schemas/engagement-file.ts';
import { Mapping } from '../../../schemas/mapping.ts';
import { SourceProfile, type PostgresProfile } from '../../../schemas/profile.ts';
import { sourceKinds } from '../../../apps/cli/templates.ts';
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

test('each gate of a new engagement can be signed, with a proof and by enough people', async () => {
  await portage(['init', folder, '--slug', 'delta-telecom']);
  const file = EngagementFile.parse(read('engagement.yml'));
  expect(checkGates(file)).toEqual([]);
  expect(file.gates.allowUnproven).toBe(false);
  const [ada, dan] = file.gates.approvers;
  const withKeys = {
    ...file.gates,
    issuers: [],
    approvers: [{ ...ada, keys: ['a'.repeat(43)] }, dan],
  } as typeof file.gates;
  expect(checkGates({ ...file, gates: withKeys })[0]).toContain('can prove who they are');
});

test('an existing file is not overwritten, and no other file is written', async () => {
  writeFileSync(join(folder, 'mapping.yml'), 'mine');
  const { code, stderr } = await portage(['init', folder, '--slug', 'delta-telecom']);
  expect(code).toBe(2);
  expect(stderr).toContain('mapping.yml already exists.\nNothing was changed.');
  expect(readdirSync(folder)).toEqual(['mapping.yml']);
  expect(read('mapping.yml')).toBe('mine');
});

test('the fields of a new profile are those that its mapping reads, so that both fit without a change', async () => {
  await portage(['init', folder, '--slug', 'delta-telecom']);
  const { objects } = SourceProfile.parse(read('source.yml')) as PostgresProfile;
  const { modules } = Mapping.parse(read('mapping.yml'));
  const sources = Object.values(modules).flatMap((module) => module.sources);
  expect(sources.map(({ object }) => object)).toEqual(['billing_accounts', 'subscribers']);
  for (const { object, fields } of sources)
    for (const rule of Object.values(fields)) if (rule.from) expect(objects[object]?.query).toContain(rule.from);
});

test.each(sourceKinds)('a profile of the kind %s is valid, and has the fields that the mapping reads', async (kind) => {
  const { code } = await portage(['init', folder, '--slug', 'delta-telecom', '--source', kind]);
  expect(code).toBe(0);
  const profile = SourceProfile.parse(read('source.yml'));
  expect(profile.kind).toBe(kind);
  const { modules } = Mapping.parse(read('mapping.yml'));
  for (const { object, fields } of Object.values(modules).flatMap((module) => module.sources)) {
    const present = JSON.stringify(profile.objects[object]);
    for (const rule of Object.values(fields)) if (rule.from) expect(present).toContain(rule.from);
  }
});

test('a kind of source that nobody knows is refused with those that are known', async () => {
  const { code, stderr } = await portage(['init', folder, '--slug', 'delta-telecom', '--source', 'oracle']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/postgres.*files.*tmf.*bulk/);
  expect(readdirSync(folder)).toEqual([]);
});

test('the comments of a new engagement say how to use an emulator', async () => {
  await portage(['init', folder, '--slug', 'delta-telecom']);
  const path = join(folder, 'engagement.yml');
  const text = readFileSync(path, 'utf8').replaceAll(/# (?=\w+Url: )/g, '');
  expect(EngagementFile.parse(parse(text)).destination.sandbox.apiUrl).toBe('env:PORTAGE_ZOHO_API_URL');
});
