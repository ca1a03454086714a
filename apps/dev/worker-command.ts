import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const Package = z.object({ config: z.object({ workerOptions: z.string() }) });
const packageFile = new URL('../../package.json', import.meta.url);
const { config } = Package.parse(JSON.parse(readFileSync(packageFile, 'utf8')));

/** Node's memory limits of a worker. */
export const workerOptions = config.workerOptions.split(' ');

/** Node's arguments for the worker of `npm start`, after `npm run build`. It needs about 60 MB less than one from source. */
export const builtWorkerCommand = [
  ...workerOptions,
  fileURLToPath(new URL('../../dist/workers/main.js', import.meta.url)),
];

/**
 * Environment of a worker, as in `npm start` and `npm run worker`. With more arenas, the C library keeps free memory of
 * each native thread: about 20 MB.
 */
export const workerEnvironment = { MALLOC_ARENA_MAX: '2' };

/**
 * Node's arguments for a worker that runs from its source. Its memory limits are `config.workerOptions` of package.json,
 * which `npm start` and `npm run worker` use as well. A worker streams, so a small heap is enough; without the limits V8
 * takes the machine's memory before it collects garbage, and a worker grows with the length of a load.
 */
export const workerCommand = [
  ...workerOptions,
  '--import',
  'tsx',
  fileURLToPath(new URL('../../workers/main.ts', import.meta.url)),
];
