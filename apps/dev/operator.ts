import { duration } from '../../domain/documents/markdown.ts';

/** A line about the generation of the operator, with the time left at the rate so far; null for another line of its log. */
export function generationProgress(line: string, elapsedMs: number): string | null {
  const [, done, total] = /progress: (\d+) of (\d+)$/.exec(line)?.map(Number) ?? [];
  if (!done || !total) return null;
  const left = (elapsedMs * (total - done)) / done / 1_000;
  return (
    `Generating the demo operator: ${done.toLocaleString('en')} of ${total.toLocaleString('en')} records ` +
    `(${Math.floor((100 * done) / total)} %) · about ${duration(Math.ceil(left))} left`
  );
}
