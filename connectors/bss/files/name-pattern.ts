/** Tests names by a pattern: `*` stands for any characters within one part of a path. */
export function matches(pattern: string): (name: string) => boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  const expression = new RegExp(`^${parts.join('[^/]*')}$`, 's');
  return (name) => expression.test(name);
}
