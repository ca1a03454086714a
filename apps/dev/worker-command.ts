import { fileURLToPath } from 'node:url';

/**
 * Node's arguments for a worker. It streams, so a small heap is enough; without the limits V8 takes what the machine
 * has before it collects, and a worker grows with the length of a load.
 */
export const workerCommand = [
  '--max-old-space-size=192',
  '--max-semi-space-size=16',
  '--import',
  'tsx',
  fileURLToPath(new URL('../../workers/main.ts', import.meta.url)),
];
