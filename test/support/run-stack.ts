import { startStack } from '../../apps/dev/stack.ts';

/**
 * Runs a stack in the given directory and prints the process ids of its servers. SIGINT stops it; SIGUSR2 throws an
 * uncaught error.
 */
const directory = process.argv[2];
if (!directory) throw new Error('usage: run-stack.ts <directory>');
const stack = await startStack({ directory, headless: true });
process.on('SIGINT', () => void stack.stop().then(() => process.exit(3)));
process.on('SIGUSR2', () => {
  throw new Error('an uncaught error');
});
process.stdout.write(`${JSON.stringify([stack.temporal.pid, stack.postgres.pid])}\n`);
