import { startStack } from '../../apps/dev/stack.ts';

/**
 * Holds a stack in the given directory and prints the process ids of its servers. SIGINT stops it in an orderly way;
 * SIGUSR2 is an error that nobody catches.
 */
const directory = process.argv[2];
if (!directory) throw new Error('usage: hold-stack.ts <directory>');
const stack = await startStack({ directory, headless: true });
process.on('SIGINT', () => void stack.stop().then(() => process.exit(3)));
process.on('SIGUSR2', () => {
  throw new Error('an error that nobody catches');
});
process.stdout.write(`${JSON.stringify([stack.temporal.pid, stack.postgres.pid])}\n`);
