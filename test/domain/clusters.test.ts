import { clustersOf } from '../../domain/clusters.ts';

const group = (...members: number[]) => members.map((member): [number, number] => [member, members[0] ?? 0]);

test('groups that share a member are one cluster', () => {
  const [names, mails] = [new Map([...group(1, 4), ...group(7, 8)]), new Map(group(4, 9))];
  expect(Object.fromEntries(clustersOf([names, mails]))).toEqual({ 1: 1, 4: 1, 9: 1, 7: 7, 8: 7 });
});

test('a member that is left out joins nothing, also the first of a group', () => {
  const clusters = clustersOf([new Map(group(1, 4, 6))], (member) => member === 1);
  expect(Object.fromEntries(clusters)).toEqual({ 4: 4, 6: 4 });
});

test('a group that is met again from its end keeps the first member', () => {
  const clusters = clustersOf([new Map(group(5, 6)), new Map(group(2, 6)), new Map(group(2, 5))]);
  expect(Object.fromEntries(clusters)).toEqual({ 2: 2, 5: 2, 6: 2 });
});
