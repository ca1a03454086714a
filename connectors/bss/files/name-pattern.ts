/** Whether a file's name fits a pattern with at most one `*`. */
export function fitsPattern(pattern: string, name: string): boolean {
  const [begin = '', end] = pattern.split('*');
  if (end === undefined) return name === begin;
  return name.length >= begin.length + end.length && name.startsWith(begin) && name.endsWith(end);
}
