import { problemOfDecision } from '../../../domain/possible-duplicates/check-decision.ts';

const split = (...groups: string[][]) => ({ decision: 'split' as const, groups });

test.each([
  ['accept', { decision: 'accept' as const }, null],
  ['a split into groups of members', split(['a', 'b']), null],
  ['a group with an id outside of the cluster', split(['a', 'x']), '"x" is not a member of the cluster.'],
  ['an id in two groups', split(['a', 'b'], ['b', 'c']), '"b" is named twice. A record can be in one group only.'],
])('%s is judged', (_, decision, problem) => {
  expect(problemOfDecision(['a', 'b', 'c'], decision)).toBe(problem);
});
