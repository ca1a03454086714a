import { fileOf, isOfTeam, teamOf, teams } from '../../../domain/handoff/teams.ts';

test('each object and each list has a file in the folder of its team', () => {
  expect(fileOf('ocs_buckets')).toBe('billing/ocs-buckets.csv');
  expect(new Set(Object.values(teamOf))).toEqual(new Set(teams.filter((team) => team !== 'admin')));
});

test('a document belongs to a team by its folder', () => {
  expect(['network/cover.md', 'network.md', 'scope.md'].map(isOfTeam)).toEqual([true, false, false]);
});
