import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const Package = z.object({ config: z.object({ workerOptions: z.string() }) });
const packageFile = new URL('../../package.json', import.meta.url);
const { config } = Package.parse(JSON.parse(readFileSync(packageFile, 'utf8')));

/**
 * Node's arguments for a worker that runs from its source. Its memory limits are `config.workerOptions` of package.json,
 * which `npm start` and `npm run worker` use as well. A worker streams, so a small heap is enough; without the limits V8
 * takes the machine's memory before it collects garbage, and a worker grows with the length of a load.
 */
export const workerCommand = [
  ...config.workerOptions.split(' '),
  '--import',
  'tsx',
  fileURLToPath(new URL('../../workers/main.ts', import.meta.url)),
];
