import { faultKinds, scheduleOf, stages } from './schedule.ts';

const faultsOf = (seed: number, faults: number) => scheduleOf({ seed, faults }).flatMap((run) => run.faults);

test('the same seed gives the same schedule, and another seed another one', () => {
  expect(scheduleOf({ seed: 7, faults: 100 })).toEqual(scheduleOf({ seed: 7, faults: 100 }));
  expect(scheduleOf({ seed: 8, faults: 100 })).not.toEqual(scheduleOf({ seed: 7, faults: 100 }));
});

test('a schedule has the number of faults that was asked for, numbered from one', () => {
  const faults = faultsOf(1, 137);
  expect(faults.map(({ number }) => number)).toEqual(Array.from({ length: 137 }, (_, index) => index + 1));
});

test('every kind of fault occurs among 500', () => {
  for (const seed of [1, 2, 3])
    expect(new Set(faultsOf(seed, 500).map(({ kind }) => kind))).toEqual(new Set(faultKinds));
});

test('the faults of a run are in the order of its stages, and a rollback is in its last one', () => {
  for (const { faults } of scheduleOf({ seed: 4, faults: 500 })) {
    const places = faults.map(({ stage }) => stages.indexOf(stage));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    const rollback = faults.find(({ kind }) => kind === 'rollback');
    if (rollback) expect(rollback.stage).toBe(faults.at(-1)?.stage);
  }
});

test('a schedule can be limited to some families', () => {
  const kinds = scheduleOf({ seed: 1, faults: 40, only: ['controls'] }).flatMap((run) => run.faults);
  expect(new Set(kinds.map(({ kind }) => kind))).toEqual(new Set(['pause', 'lanes']));
});
