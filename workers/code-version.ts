import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ownFile = fileURLToPath(import.meta.url);
const root = dirname(dirname(ownFile));
/** `.ts` when run from source, `.js` in `dist/`. */
const extension = extname(ownFile);

/** Folders whose code decides what a workflow does. */
export const workflowFolders = ['workflows', 'domain', 'schemas'];

/** SHA-256 of the code in these folders and of the SDK's version. */
export function digestOfCode(folders: string[]): string {
  const hash = createHash('sha256');
  const sdk = createRequire(import.meta.url)('@temporalio/worker/package.json') as { version: string };
  hash.update(sdk.version);
  for (const folder of folders.filter((one) => existsSync(join(root, one)))) {
    const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
    for (const name of files.filter((one) => one.endsWith(extension)).sort()) {
      hash.update(name).update(readFileSync(join(root, folder, name)));
    }
  }
  return hash.digest('hex');
}

/** Identifies the code that moves records. Evidence that other code has made is not the same evidence. */
export const codeVersion = (): string => digestOfCode([...workflowFolders, 'connectors', 'steps', 'activities']);
