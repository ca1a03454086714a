/**
 * Builds the product into `dist/` or another folder, so that it runs with plain Node and the production dependencies.
 * The compiler's input is listed in tsconfig.build.json. Types are not checked here: `npm run build` does that first.
 *
 * node tools/build.mjs [FOLDER]
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = resolve(process.argv[2] ?? join(root, 'dist'));
const config = join(root, 'tsconfig.build.json');

/** @param {string[]} args */
function node(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`);
}

/**
 * Copies what is read at run time and not compiled, such as SQL and templates.
 *
 * @param {string} folder
 */
function copyOtherFiles(folder) {
  if (!existsSync(join(root, folder))) return;
  cpSync(join(root, folder), join(target, folder), { recursive: true, filter: (source) => !/\.tsx?$/.test(source) });
}

try {
  if (existsSync(target) && basename(target) !== 'dist') throw new Error(`${target} exists already`);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  node(join(root, 'node_modules/typescript/bin/tsc'), '-p', config, '--noCheck', '--outDir', target);
  /** @type {{ include: string[] }} */
  const { include } = JSON.parse(readFileSync(config, 'utf8'));
  include.forEach(copyOtherFiles);
  chmodSync(join(target, 'apps/cli/main.js'), 0o755);
  // Built here, because a worker would need the bundler's time and memory at each start.
  node(join(target, 'workers/workflow-bundle.js'), join(target, 'workflow-bundle.js'));
} catch (error) {
  process.stderr.write(`build: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
