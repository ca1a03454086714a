import { startStack } from '../../apps/dev/stack.ts';

/** Holds a stack in the given directory without ever stopping it, and prints the process ids of its servers. */
const directory = process.argv[2];
if (!directory) throw new Error('usage: hold-stack.ts <directory>');
const { temporal, postgres } = await startStack({ directory, headless: true });
process.stdout.write(`${JSON.stringify([temporal.pid, postgres.pid])}\n`);
process.on('SIGUSR2', () => {
  throw new Error('an error that nobody catches');
});
