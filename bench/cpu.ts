import { readdirSync, readFileSync } from 'node:fs';

/** Seconds of CPU that a process has used, with its children or alone. */
export function cpuSeconds(root: number, { children = true } = {}): number {
  const all = readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const [, rest = ''] = readFileSync(`/proc/${name}/stat`, 'utf8').split(/\) (?=[A-Z] )/);
      const fields = rest.split(' ').map(Number);
      return [
        {
          pid: Number(name),
          parent: fields[1],
          ticks: fields.slice(11, 15).reduce((sum, one) => sum + one, 0),
          own: (fields[11] ?? 0) + (fields[12] ?? 0),
        },
      ];
    } catch {
      return [];
    }
  });
  const sum = (pid: number): number =>
    (all.find((one) => one.pid === pid)?.ticks ?? 0) +
    all.filter((one) => one.parent === pid).reduce((total, child) => total + sum(child.pid), 0);
  if (!children) return (all.find((one) => one.pid === root)?.own ?? 0) / 100;
  return sum(root) / 100;
}
