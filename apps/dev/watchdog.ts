import { spawn, type ChildProcess } from 'node:child_process';

// Each line on stdin is the whole list of process groups. The end of stdin means that the owner has ended.
const script = `
while read -r line; do groups=$line; done
[ -n "$groups" ] || exit 0
each() { for group in $groups; do kill "$1" "-$group" && alive=1; done 2>/dev/null; }
each -INT
for tenth in $(seq 50); do
  alive=0; each -0
  [ $alive = 1 ] || exit 0
  sleep 0.1
done
each -KILL
`;

const groups = new Set<number>();
let watchdog: ChildProcess | undefined;

/**
 * Ends a process group if this process ends without stopping it, even by SIGKILL: a small shell waits for the end of a
 * pipe from this process.
 */
export function watch(group: number): void {
  groups.add(group);
  sendGroups();
}

/** Removes a process group that has ended, so that no later one with the same number is killed. */
export function unwatch(group: number): void {
  groups.delete(group);
  sendGroups();
}

function sendGroups(): void {
  watchdog ??= start();
  watchdog.stdin?.write(`${[...groups].join(' ')}\n`);
}

function start(): ChildProcess {
  const shell = spawn('sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  shell.unref();
  const pipe = shell.stdin as typeof shell.stdin & { unref(): void };
  pipe.unref();
  pipe.on('error', () => {});
  return shell;
}
