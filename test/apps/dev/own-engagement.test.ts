import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { templates } from '../../../apps/cli/templates.ts';
import { readOwnEngagement } from '../../../apps/dev/own-engagement.ts';

let folder: string;
const file = () => join(folder, 'engagement.yml');
const edit = (name: string, from: RegExp, to: string) => {
  const path = join(folder, name);
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll(from, to));
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portage-own-'));
  for (const [name, text] of Object.entries(templates('delta'))) writeFileSync(join(folder, name), text);
});
afterEach(() => rmSync(folder, { recursive: true }));

const forEmulator = () => edit('engagement.yml', /# (accountsUrl|apiUrl): env/g, '$1: env');

test('the emulated orgs have the ids, currency, time zone and people of the files that portage init writes', () => {
  forEmulator();
  edit('mapping.yml', /^currency: .*$/gm, 'currency: EUR');
  edit('source.yml', /Etc\/UTC/g, 'Europe/Berlin');
  const { slug, orgs, people } = readOwnEngagement(file());
  expect(slug).toBe('delta');
  expect(orgs).toMatchObject([
    { id: '000000001', environment: 'sandbox', currency: 'EUR', timeZone: 'Europe/Berlin', edition: 'enterprise' },
    { id: '000000002', environment: 'production', currency: 'EUR', timeZone: 'Europe/Berlin' },
  ]);
  expect(orgs[0]!['users']).toEqual(
    ['olive@portage.example', 'crm.admin@customer.example', 'nora@customer.example'].map((email) => ({
      ...{ name: email.split('@')[0], email },
    })),
  );
  expect(people.map(({ name }) => name)).toEqual(['Olive Operator', 'Ada Sponsor', 'Dan Data']);
});

test('the worker gets the variables that the file names', () => {
  forEmulator();
  edit('engagement.yml', /issuer: https.*/g, 'issuer: env:MY_ISSUER');
  const places = { accountsUrl: 'http://a', apiUrl: 'http://b', issuer: 'http://c' };
  expect(readOwnEngagement(file()).variables(places)).toMatchObject({
    ...{ PORTAGE_ZOHO_ACCOUNTS_URL: 'http://a', PORTAGE_ZOHO_API_URL: 'http://b', MY_ISSUER: 'http://c' },
    PORTAGE_ZOHO_SANDBOX_REFRESH_TOKEN: '1000.dev.sandbox',
    PORTAGE_ZOHO_PRODUCTION_REFRESH_TOKEN: '1000.dev.production',
  });
});

test('variables that the files name, and that neither the stack nor the shell sets, are found before anything starts', () => {
  forEmulator();
  const own = readOwnEngagement(file());
  expect(own.missing({})).toEqual(['PORTAGE_SOURCE_URL']);
  expect(own.missing({ PORTAGE_SOURCE_URL: 'postgres://here' })).toEqual([]);
});

test('an engagement that would call Zoho itself is not started', () => {
  expect(() => readOwnEngagement(file())).toThrow(
    /destination\.sandbox\.accountsUrl: a reference such as env:PORTAGE_ZOHO_ACCOUNTS_URL is needed\.[^]*Nothing was started\./,
  );
});

test('a mistake in a file, and a file that is missing, are named', () => {
  forEmulator();
  edit('mapping.yml', /^modules:/gm, 'module:');
  expect(() => readOwnEngagement(file())).toThrow(
    /mapping\.yml:\d+, module: there is no such key\. Did you mean modules\?/,
  );
  rmSync(join(folder, 'source.yml'));
  expect(() => readOwnEngagement(file())).toThrow(/source\.yml does not exist/);
});
