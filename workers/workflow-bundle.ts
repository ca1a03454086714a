import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Digest of everything that goes into the bundle: our sources and the SDK's version. */
function digestOfSources(): string {
  const hash = createHash('sha256');
  const sdk = createRequire(import.meta.url)('@temporalio/worker/package.json') as { version: string };
  hash.update(sdk.version);
  for (const folder of ['workflows', 'domain', 'schemas']) {
    const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    );
    for (const name of files.sort()) hash.update(name).update(readFileSync(join(root, folder, name)));
  }
  return hash.digest('hex');
}

/**
 * Path of the workflow bundle, built when no worker of this user has built it for these sources. The build runs in a
 * process of its own, so that a worker never carries the bundler's memory, and a restarted one finds the bundle ready.
 */
export async function findWorkflowBundle(): Promise<{ codePath: string }> {
  const codePath = join(tmpdir(), `portage-${userInfo().username}`, `workflows-${digestOfSources()}.js`);
  if (!existsSync(codePath)) {
    await promisify(execFile)(process.execPath, ['--import', 'tsx', fileURLToPath(import.meta.url), codePath]);
  }
  return { codePath };
}

async function build(codePath: string): Promise<void> {
  const logger = new DefaultLogger('ERROR');
  const { code } = await bundleWorkflowCode({ workflowsPath: join(root, 'workflows/index.ts'), logger });
  await mkdir(dirname(codePath), { recursive: true, mode: 0o700 });
  // Workers that start together build the same; each puts its own in place whole.
  const part = `${codePath}.${process.pid}`;
  await writeFile(part, code);
  await rename(part, codePath);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build(process.argv[2] ?? '');
