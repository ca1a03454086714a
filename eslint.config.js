import tseslint from 'typescript-eslint';
import boundaries from 'eslint-plugin-boundaries';

const layers = [
  'schemas',
  'domain',
  'connectors',
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

/** Names that don't exist in Temporal's sandbox, or would make a pure function impure. */
const impure = ['process', 'fetch', 'Buffer', 'performance', 'crypto', 'navigator'].map((name) => ({
  name,
  message: 'Pure code has no outside: get it as an argument, or do it in an activity.',
}));

export default tseslint.config(
  { ignores: ['dist', 'coverage', 'documents', '.portage', 'node_modules', '**/*.js', '**/*.mjs'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { boundaries },
    settings: {
      'import/resolver': { typescript: true },
      // Whole paths, because test/ repeats the names of the folders that it mirrors.
      'boundaries/elements': layers.map((type) => ({ type, pattern: [type, `${type}/**`], partialMatch: false })),
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/restrict-template-expressions': 'off',
      // Ports are objects of closures: none of their functions reads `this`.
      '@typescript-eslint/unbound-method': 'off',
      // Values of records are JSON, and where a text is wanted the schema has seen to it.
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
            ...may('schemas', to('schemas'), npm('zod', '@jmespath-community/jmespath')),
            ...may(
              'domain',
              to('domain', 'schemas'),
              npm('zod', 'libphonenumber-js', 'luxon', 'decimal.js', 'mcc-mnc-list'),
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
                'node-pg-migrate',
                'yaml',
                '@duckdb/node-api',
                'safe-stable-stringify',
                'form-data',
                'yazl',
                'yauzl',
                'lossless-json',
                'luxon',
                'axios-retry',
                'http-link-header',
                'p-map',
                '@jmespath-community/jmespath',
              ),
            ),
            ...may(
              'activities',
              to('activities', 'connectors', 'domain', 'schemas'),
              node,
              npm('@temporalio/activity', '@temporalio/common', 'decimal.js', 'safe-stable-stringify'),
            ),
            ...may(
              'workflows',
              to('workflows', 'domain', 'schemas'),
              typesOf('activities'),
              npm('@temporalio/workflow', '@temporalio/common'),
            ),
            ...may(
              'workers',
              to('workers', 'activities', 'connectors', 'domain', 'schemas'),
              node,
              npm('@temporalio/worker', '@temporalio/envconfig', 'pino', 'zod'),
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
                'citty',
                'cli-table3',
                'get-port',
                'pg',
                'yaml',
                'zod',
              ),
            ),
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
                'pg',
                'pg-copy-streams',
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
    // Jest takes its set-up from default exports.
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
          message: 'A pure rule has no clock: get the time as an argument.',
        })),
      ],
    },
  },
  {
    files: ['apps/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '/workflows/(?!messages\\.ts$)',
              allowTypeImports: true,
              message: 'People’s doors use messages only.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['schemas/**/*.ts', 'domain/**/*.ts', 'connectors/**/*.ts', 'activities/**/*.ts', 'workflows/**/*.ts'],
    ignores: ['connectors/secret.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Configuration is read in workers/ and apps/; secrets by reference in connectors/secret.ts.',
        },
      ],
    },
  },
);
