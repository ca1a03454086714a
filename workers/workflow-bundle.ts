import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { digestOfCode, workflowFolders } from './code-version.ts';

const ownFile = fileURLToPath(import.meta.url);
const root = dirname(dirname(ownFile));
/** `.ts` when run from source, `.js` in `dist/`. */
const extension = extname(ownFile);

/**
 * Path of the workflow bundle. In `dist/`, `npm run build` has put it there. From source it is built when no worker of
 * this user has built it for these sources; the build runs in a process of its own, so that a worker does not need the
 * bundler's memory, and a restarted worker finds the bundle.
 */
export async function findWorkflowBundle(signal?: AbortSignal): Promise<{ codePath: string }> {
  if (extension === '.js') return { codePath: join(root, 'workflow-bundle.js') };
  const codePath = join(tmpdir(), `portage-${userInfo().username}`, `workflows-${digestOfCode(workflowFolders)}.js`);
  if (!existsSync(codePath))
    await promisify(execFile)(process.execPath, ['--import', 'tsx', ownFile, codePath], { signal });
  return { codePath };
}

async function build(codePath: string): Promise<void> {
  const workflowsPath = join(root, `workflows/index${extension}`);
  const payloadConverterPath = join(root, `workflows/payload-converter${extension}`);
  const logger = new DefaultLogger('ERROR');
  const { code } = await bundleWorkflowCode({ workflowsPath, payloadConverterPath, logger });
  await mkdir(dirname(codePath), { recursive: true, mode: 0o700 });
  // Workers that start at the same time build the same bundle; each puts it in place in one step.
  const part = `${codePath}.${process.pid}`;
  await writeFile(part, code);
  await rename(part, codePath);
}

if (process.argv[1] && realpathSync(process.argv[1]) === ownFile) await build(process.argv[2] ?? '');
