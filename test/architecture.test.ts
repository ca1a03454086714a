import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const logger = new DefaultLogger('ERROR', () => undefined);

interface Compiler {
  hooks: { compilation: { tap(name: string, use: (compilation: Compilation) => void): void } };
}
interface Compilation {
  hooks: { succeedModule: { tap(name: string, use: (module: object) => void): void } };
}

/** TypeScript files of these folders, by path from the project's root. */
const filesIn = (folders: string[]): string[] =>
  folders.flatMap((folder) =>
    readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => `${folder}/${name}`),
  );

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

test('no query text is outside the ledger and the sources', () => {
  const folders = ['activities', 'steps', 'workflows', 'workers', 'domain', 'schemas', 'connectors/zoho'];
  const files = filesIn(folders);
  const sql = /\b(insert into|update \w+ set|delete from|select [\w*,. ]+ from (outcome|queue|run|phase))\b/i;
  expect(files.length).toBeGreaterThan(40);
  expect(files.filter((file) => sql.test(readFileSync(root + file, 'utf8')))).toEqual([]);
});

test('no file imports itself by way of others, imports of types included', () => {
  const folders = [
    'schemas',
    'domain',
    'connectors',
    'steps',
    'activities',
    'workflows',
    'workers',
    'apps',
    'emulators',
  ];
  const imports = new Map(filesIn(folders).map((file) => [file, importsOf(file)]));
  const circles: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, path: string[]): void => {
    const place = path.indexOf(file);
    if (place >= 0) circles.push([...path.slice(place), file]);
    if (place >= 0 || done.has(file)) return;
    for (const next of imports.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  expect(imports.size).toBeGreaterThan(200);
  expect(circles).toEqual([]);
});

test('package.json has in dependencies what the folders of tsconfig.build.json import, and nothing else', () => {
  const readJson = (file: string): unknown => JSON.parse(readFileSync(root + file, 'utf8'));
  const { include } = readJson('tsconfig.build.json') as { include: string[] };
  const { dependencies } = readJson('package.json') as { dependencies: Record<string, string> };
  const packages = filesIn(include)
    .flatMap(specifiersOf)
    .filter((name) => !name.startsWith('.') && !isBuiltin(name))
    .map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
  // The console serves its files, and a PDF embeds them: nobody imports them.
  packages.push('htmx.org', 'dejavu-fonts-ttf');
  expect([...new Set(packages)].sort()).toEqual(Object.keys(dependencies).sort());
});

/** What a file imports, as it is written there. */
const specifiersOf = (file: string): string[] =>
  ts.preProcessFile(readFileSync(root + file, 'utf8')).importedFiles.map(({ fileName }) => fileName);

/** The project's own files that a file imports. */
const importsOf = (file: string): string[] =>
  specifiersOf(file)
    .filter((name) => name.startsWith('.'))
    .map((name) => join(dirname(file), name));

test('a recorded history can be read from JSON', () => {
  // Fails when two versions of protobufjs are installed; package.json pins the one that the SDK wants.
  expect(() => historyFromJSON({ events: [] })).not.toThrow();
});
