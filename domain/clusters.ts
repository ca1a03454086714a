/**
 * Joins groups that share a member into clusters: each member → the first member of its cluster.
 *
 * @param groups each maps members to the first member of their group
 * @param leaveOut members that belong to no cluster
 */
export function clustersOf(
  groups: ReadonlyMap<number, number>[],
  leaveOut: (member: number) => boolean = () => false,
): Map<number, number> {
  const parents = new Map<number, number>();
  const rootOf = (member: number): number => {
    let root = member;
    for (let next = parents.get(root); next !== undefined && next !== root; next = parents.get(root)) root = next;
    parents.set(member, root);
    return root;
  };
  for (const group of groups) {
    // The first member of a group may be left out; then the next one is the first.
    const firsts = new Map<number, number>();
    for (const [member, first] of group) {
      if (leaveOut(member)) continue;
      const one = firsts.get(first);
      if (one === undefined) firsts.set(first, member);
      else join(rootOf(one), rootOf(member));
    }
  }
  function join(one: number, other: number): void {
    parents.set(Math.max(one, other), Math.min(one, other));
  }
  return new Map([...parents.keys()].map((member) => [member, rootOf(member)]));
}
