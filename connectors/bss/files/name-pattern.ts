/** Whether a file name matches a pattern with at most one `*`. */
export function matchesPattern(pattern: string, name: string): boolean {
  const [begin = '', end] = pattern.split('*');
  if (end === undefined) return name === begin;
  return name.length >= begin.length + end.length && name.startsWith(begin) && name.endsWith(end);
}
