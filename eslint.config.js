import tseslint from 'typescript-eslint';
import boundaries from 'eslint-plugin-boundaries';

const layers = [
  'schemas',
  'domain',
  'connectors',
  'steps',
  'activities',
  'workflows',
  'workers',
  'apps',
  'emulators',
  'test',
  'bench',
  'tools',
];
const npm = (...source) => ({ to: { module: { origin: 'external', source } } });
const to = (...types) => ({ to: { element: { types: { anyOf: types } } } });
const typesOf = (...types) => ({ to: { element: { types: { anyOf: types } } }, dependency: { kind: 'type' } });
const node = { to: { module: { origin: 'core' } } };
const may = (type, ...allow) => allow.map((one) => ({ from: { element: { type } }, allow: one }));

/** Names that don't exist in Temporal's sandbox or give access to the outside. */
const impure = ['process', 'fetch', 'Buffer', 'performance', 'crypto', 'navigator'].map((name) => ({
  name,
  message: 'This folder has pure code only: pass the value as an argument, or do it in an activity.',
}));

export default tseslint.config(
  { ignores: ['dist', 'coverage', 'documents', '.portage', 'node_modules', '**/*.js', '**/*.mjs'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { boundaries },
    settings: {
      'import/resolver': { typescript: true },
      // Whole paths, because test/ has folders with the same names as the others.
      'boundaries/elements': layers.map((type) => ({ type, pattern: [type, `${type}/**`], partialMatch: false })),
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/restrict-template-expressions': 'off',
      // Ports are objects whose functions don't use `this`.
      '@typescript-eslint/unbound-method': 'off',
      // Values of records are JSON. Where a text is needed, a schema has checked it.
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
        { selector: 'ExportAllDeclaration', message: 'Export by name.' },
      ],
      'boundaries/no-unknown-files': 'error',
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          checkAllOrigins: true,
          checkUnknownLocals: true,
          policies: [
            ...may('schemas', to('schemas'), npm('zod', 'luxon', '@jmespath-community/jmespath')),
            ...may(
              'domain',
              to('domain', 'schemas'),
              npm(
                'zod',
                'libphonenumber-js',
                'luxon',
                'decimal.js',
                'diff',
                'mcc-mnc-list',
                'munkres',
                'lossless-json',
                'canonicalize',
                'yaml',
                'any-ascii',
                '@skyra/jaro-winkler',
                'fastest-levenshtein',
              ),
            ),
            ...may(
              'connectors',
              to('connectors', 'domain', 'schemas'),
              node,
              npm(
                'zod',
                'axios',
                'pg',
                'pg-copy-streams',
                'csv-parse',
                'csv-stringify',
                'udsv',
                'node-pg-migrate',
                'yaml',
                '@duckdb/node-api',
                'safe-stable-stringify',
                'form-data',
                'file-type',
                'yazl',
                'yauzl',
                'luxon',
                'axios-retry',
                'http-link-header',
                'p-map',
                '@jmespath-community/jmespath',
                'numfmt',
                'age-encryption',
                'markdown-it',
                'pdfkit',
                'saxes',
                'write-excel-file',
                'nodemailer',
                'standardwebhooks',
                'jose',
              ),
            ),
            ...may(
              'steps',
              to('steps', 'connectors', 'domain', 'schemas'),
              node,
              npm(
                'decimal.js',
                'csv-stringify',
                'csv-stringify/sync',
                'p-map',
                'piscina',
                'safe-stable-stringify',
                'zod',
              ),
            ),
            ...may(
              'activities',
              to('activities', 'steps', 'connectors', 'domain', 'schemas'),
              node,
              npm('@temporalio/activity', '@temporalio/common', 'zod'),
            ),
            ...may(
              'workflows',
              to('workflows', 'domain', 'schemas'),
              typesOf('activities'),
              npm('@temporalio/workflow', '@temporalio/common'),
            ),
            ...may(
              'workers',
              to('workers', 'activities', 'steps', 'connectors', 'domain', 'schemas'),
              node,
              npm(
                '@temporalio/client',
                '@temporalio/worker',
                '@temporalio/common',
                '@temporalio/envconfig',
                'pino',
                'pino-pretty',
                'prom-client',
                'zod',
              ),
            ),
            ...may(
              'apps',
              to('apps', 'schemas', 'domain', 'workflows'),
              node,
              npm(
                '@temporalio/client',
                '@temporalio/common',
                '@temporalio/envconfig',
                '@temporalio/workflow',
                'age-encryption',
                'citty',
                'cli-table3',
                'get-port',
                'jose',
                'pg',
                'yaml',
                'yazl',
                'zod',
              ),
            ),
            {
              // They work without a worker, so they open the connector and call the step themselves.
              from: {
                element: {
                  type: 'apps',
                  fileInternalPath: [
                    'cli/commands/source-try.ts',
                    'cli/commands/extract.ts',
                    'cli/commands/audit-verify.ts',
                    'cli/commands/support-bundle.ts',
                    'cli/commands/export.ts',
                    'cli/commands/import.ts',
                    'cli/commands/duplicates-*.ts',
                    'cli/commands/matches-list.ts',
                    'cli/commands/mapping-*.ts',
                    'cli/ledger.ts',
                    'cli/mapping.ts',
                    'cli/source-failure.ts',
                  ],
                },
              },
              allow: to('steps', 'connectors'),
            },
            {
              // Its pages show what the ledger and staging hold; what changes an engagement goes through Temporal.
              from: { element: { type: 'apps', fileInternalPath: 'console/**' } },
              allow: [
                {
                  to: {
                    element: {
                      type: 'connectors',
                      fileInternalPath: ['ledger/**', 'staging/**', 'xlsx/**', 'secret.ts'],
                    },
                  },
                },
                npm(
                  'hono',
                  'hono/*',
                  'hono/jsx/jsx-runtime',
                  '@hono/node-server',
                  '@hono/node-server/*',
                  'jose',
                  'markdown-it',
                  'openid-client',
                  'pino',
                  'rate-limiter-flexible',
                ),
              ],
            },
            ...may(
              'emulators',
              to('emulators'),
              node,
              npm(
                'busboy',
                'lossless-json',
                'pdfkit',
                'pngjs',
                'csv-parse',
                'csv-parse/sync',
                'csv-stringify',
                'csv-stringify/sync',
                'decimal.js',
                'luxon',
                'oidc-provider',
                'pg',
                'pg-copy-streams',
                'pino',
                'pino-pretty',
                'yaml',
                'yauzl',
                'lossless-json',
                'yazl',
                'zod',
              ),
            ),
            ...may('test', to(...layers), node, npm('*', '*/*', '@temporalio/common/lib/*')),
            ...may('bench', to(...layers), node, npm('*', '*/*')),
          ],
        },
      ],
    },
  },
  {
    // Jest's matchers, such as expect.any, are typed as any.
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  {
    // Jest requires a default export for global set-up.
    files: ['test/support/global-*.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['workflows/**/*.ts', 'domain/**/*.ts', 'schemas/**/*.ts'],
    rules: { 'no-restricted-globals': ['error', ...impure] },
  },
  {
    files: ['domain/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...impure,
        ...['setTimeout', 'setInterval'].map((name) => ({
          name,
          message: 'Domain functions use no clock: pass the time as an argument.',
        })),
      ],
    },
  },
  {
    files: ['apps/**/*.ts', 'apps/**/*.tsx'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '/workflows/(?!messages\\.ts$)',
              allowTypeImports: true,
              message: 'Only types, and messages.ts, may be imported from workflows/.',
            },
          ],
        },
      ],
    },
  },
  {
    files: [
      'schemas/**/*.ts',
      'domain/**/*.ts',
      'connectors/**/*.ts',
      'steps/**/*.ts',
      'activities/**/*.ts',
      'workflows/**/*.ts',
    ],
    ignores: ['connectors/secret.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Read configuration in workers/ or apps/, and secrets by reference in connectors/secret.ts.',
        },
      ],
    },
  },
);
