import { ESLint } from 'eslint';

/** Violations of the import rules, one in each folder, each caught by the rule that is meant to. */
const eslint = new ESLint();

const violations: [folder: string, code: string, rule: string][] = [
  [
    'schemas',
    `import { sameValue } from '../domain/compare-record.ts'; export const x = sameValue;`,
    'boundaries/dependencies',
  ],
  ['domain', `import { sha256 } from '../connectors/digest.ts'; export const x = sha256;`, 'boundaries/dependencies'],
  ['domain', `import { readFileSync } from 'node:fs'; export const x = readFileSync;`, 'boundaries/dependencies'],
  [
    'connectors',
    `import { heartbeat } from '@temporalio/activity'; export const x = heartbeat;`,
    'boundaries/dependencies',
  ],
  [
    'connectors',
    `import { createActivities } from '../activities/index.ts'; export const x = createActivities;`,
    'boundaries/dependencies',
  ],
  ['connectors', `export const x = process.env['SECRET'];`, 'no-restricted-properties'],
  [
    'workflows',
    `import { createActivities } from '../activities/index.ts'; export const x = createActivities;`,
    'boundaries/dependencies',
  ],
  [
    'workflows',
    `import { sha256 } from '../connectors/digest.ts'; export const x = sha256;`,
    'boundaries/dependencies',
  ],
  ['workflows', `export const x = () => fetch('http://localhost');`, 'no-restricted-globals'],
  [
    'apps',
    `import { openLedger } from '../connectors/ledger/database.ts'; export const x = openLedger;`,
    'boundaries/dependencies',
  ],
  [
    'console',
    `import { createZoho } from '../connectors/zoho/client.ts'; export const x = createZoho;`,
    'boundaries/dependencies',
  ],
  [
    'apps',
    `import { trySource } from '../steps/try-source.ts'; export const x = trySource;`,
    'boundaries/dependencies',
  ],
  ['apps', `import { migrationId } from '../workflows/ids.ts'; export const x = migrationId;`, 'no-restricted-imports'],
  [
    'emulators',
    `import { createZoho } from '../connectors/zoho/client.ts'; export const x = createZoho;`,
    'boundaries/dependencies',
  ],
  ['activities', `export const x = 1; export default x;`, 'no-restricted-syntax'],
];

/** A file of each folder in whose place the text is linted, because type-aware rules want one of the project. */
const places: Record<string, string> = {
  schemas: 'schemas/terms.ts',
  domain: 'domain/reconcile.ts',
  connectors: 'connectors/digest.ts',
  workflows: 'workflows/ids.ts',
  apps: 'apps/cli/print.ts',
  console: 'apps/console/assets.ts',
  emulators: 'emulators/zoho/limits.ts',
  activities: 'activities/index.ts',
};

test.each(violations)('in %s: %s', async (folder, code, rule) => {
  const filePath = places[folder] ?? '';
  const deep = filePath.split('/').length > 2 ? code.replaceAll("'../", "'../../") : code;
  const [result] = await eslint.lintText(deep, { filePath });
  expect(result?.messages.map((message) => message.ruleId)).toContain(rule);
});
