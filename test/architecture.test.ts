import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const root = fileURLToPath(new URL('..', import.meta.url));
const logger = new DefaultLogger('ERROR', () => undefined);

interface Compiler {
  hooks: { compilation: { tap(name: string, use: (compilation: Compilation) => void): void } };
}
interface Compilation {
  hooks: { succeedModule: { tap(name: string, use: (module: object) => void): void } };
}

/** Files of this project that are in the workflow bundle. */
async function bundledFiles(): Promise<string[]> {
  const files: string[] = [];
  const listFiles = (compiler: Compiler) => {
    compiler.hooks.compilation.tap('own-files', (compilation) => {
      compilation.hooks.succeedModule.tap('own-files', (module) => {
        const file = 'resource' in module ? String(module.resource) : '';
        if (file.startsWith(root) && !file.includes('node_modules')) files.push(file.slice(root.length));
      });
    });
  };
  await bundleWorkflowCode({
    workflowsPath: `${root}workflows/index.ts`,
    logger,
    webpackConfigHook: (config) => ({
      ...config,
      plugins: [...(config.plugins ?? []), listFiles],
    }),
  });
  return files;
}

test('the workflow bundle holds code of workflows, domain and schemas only', async () => {
  const files = await bundledFiles();
  expect(files).toContain('workflows/engagement.ts');
  expect(files.filter((file) => !/^(workflows|domain|schemas)\//.test(file))).toEqual([]);
});

test('no query text stands outside the ledger and the sources', () => {
  const folders = ['activities', 'workflows', 'workers', 'domain', 'schemas', 'connectors/load', 'connectors/zoho'];
  const files = folders.flatMap((folder) =>
    readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${folder}/${name}`),
  );
  const sql = /\b(insert into|update \w+ set|delete from|select [\w*,. ]+ from (outcome|queue|run|phase))\b/i;
  expect(files.length).toBeGreaterThan(40);
  expect(files.filter((file) => sql.test(readFileSync(root + file, 'utf8')))).toEqual([]);
});

test('a recorded history can be read from JSON', () => {
  // Fails when two versions of protobufjs are installed; package.json pins the one that the SDK wants.
  expect(() => historyFromJSON({ events: [] })).not.toThrow();
});
