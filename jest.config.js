/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  // domain/ too, so that coverage counts a file that no test loads.
  roots: ['<rootDir>/test', '<rootDir>/domain'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' }, sourceMaps: 'inline' },
    ],
    '^.+\\.tsx$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', tsx: true },
          // Attributes of htmx have colons.
          transform: { react: { runtime: 'automatic', importSource: 'hono/jsx', throwIfNamespace: false } },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  globalSetup: './test/support/global-setup.ts',
  globalTeardown: './test/support/global-teardown.ts',
  reporters: ['default', './tools/closing-line.mjs'],
  // Stops a test or a hook that hangs. It says nothing about speed: a busy machine is several times slower than a quiet one.
  testTimeout: 600_000,
  maxWorkers: 2,
  // Modules of a test file stay in memory after it: at the limit of a heap, V8 does little but collect.
  workerIdleMemoryLimit: '1GB',
  // Used by `npm run coverage` only. Babel also counts a default value as a branch; V8 does not.
  coverageProvider: 'babel',
  collectCoverageFrom: ['domain/**/*.ts'],
  coverageReporters: [['text', { skipFull: true }], 'text-summary'],
  coverageThreshold: { global: { statements: 100, branches: 100, functions: 100, lines: 100 } },
};
