import {
  callOff,
  currentStep,
  enter,
  finish,
  minutesTaken,
  restart,
  skip,
  waitingSteps,
} from '../../../domain/cutover/follow.ts';
import type { CutoverStepId, FollowedStep } from '../../../schemas/cutover.ts';

const plan = (...ids: CutoverStepId[]) => waitingSteps(ids.map((id) => ({ id, expectedMinutes: 5 })));
const steps = () => plan('freeze', 'privileges', 'quiet-check', 'extraction', 'delta', 'handoff');
const at = (minute: number) => `2026-11-28T08:${String(minute).padStart(2, '0')}:00.000Z`;
const states = (all: FollowedStep[]) => all.map(({ id, state }) => `${id} ${state}`);

test('a step that begins ends the one before, and those that never began are skipped', () => {
  const frozen = enter(steps(), ['freeze'], at(0));
  const extracting = enter(frozen, ['extraction'], at(3));
  expect(states(extracting)).toEqual([
    ...['freeze done', 'privileges skipped', 'quiet-check skipped', 'extraction running'],
    ...['delta waiting', 'handoff waiting'],
  ]);
  expect(extracting[0]).toEqual({
    ...{ id: 'freeze', expectedMinutes: 5, state: 'done', started: at(0), ended: at(3) },
  });
});

test('two steps can run beside each other, and the later one is shown', () => {
  const watching = enter(steps(), ['privileges', 'quiet-check'], at(1));
  expect(states(watching).slice(0, 3)).toEqual(['freeze skipped', 'privileges running', 'quiet-check running']);
  expect(currentStep(watching)?.id).toBe('quiet-check');
  expect(currentStep(steps())).toBeUndefined();
});

test('a step that runs again keeps its first start, and the later step that was done stays done', () => {
  const loading = enter(enter(steps(), ['extraction'], at(1)), ['delta'], at(2));
  const again = enter(loading, ['extraction'], at(4));
  expect(again[3]).toMatchObject({ state: 'running', started: at(1), ended: null });
  expect(again[4]).toMatchObject({ state: 'done', ended: at(4) });
  expect(states(enter(again, ['handoff'], at(5)))).toContain('delta done');
});

test('only the time in which a step ran counts, and not that of the steps between its turns', () => {
  const loading = enter(enter(steps(), ['extraction'], at(1)), ['delta'], at(2));
  const again = enter(enter(loading, ['extraction'], at(10)), ['delta'], at(13));
  const ended = enter(again, ['handoff'], at(20));
  expect(ended.slice(3, 5).map(minutesTaken)).toEqual([4, 15]);
  expect(ended[3]).toMatchObject({ started: at(1), ended: at(13) });
});

test('a step that is entered while it runs goes on', () => {
  const reading = enter(enter(steps(), ['quiet-check'], at(1)), ['quiet-check'], at(3));
  expect(minutesTaken(enter(reading, ['extraction'], at(6))[2]!)).toBe(5);
});

test('a step that waits again has nothing of its earlier turns', () => {
  const again = enter(enter(enter(steps(), ['freeze'], at(0)), ['delta'], at(1)), ['freeze'], at(5));
  expect(restart(again, 'freeze')).toEqual(steps());
  expect(skip(again, 'freeze')[0]).toEqual({ ...steps()[0], state: 'skipped' });
});

test('when the cutover is called off, the step that ran is not done, and what follows is skipped', () => {
  const frozen = enter(plan('freeze', 'delta', 'handoff'), ['freeze'], at(0));
  expect(states(callOff(enter(frozen, ['delta'], at(1))))).toEqual([
    ...['freeze done', 'delta called off', 'handoff skipped'],
  ]);
});

test('a step that the engagement does not have changes nothing', () => {
  const begun = enter(steps(), ['freeze'], at(0));
  expect(enter(begun, ['locking'], at(1))).toEqual(begun);
  expect(restart(begun, 'locking')).toEqual(begun);
});

test('at the end what runs is done, and what never began is skipped', () => {
  const ended = finish(enter(plan('freeze', 'delta', 'handoff'), ['delta'], at(0)), at(9));
  expect(states(ended)).toEqual(['freeze skipped', 'delta done', 'handoff skipped']);
});

test('a step that is not known to be done is skipped', () => {
  const watching = enter(steps(), ['privileges', 'quiet-check'], at(1));
  expect(skip(watching, 'privileges')[1]).toMatchObject({ state: 'skipped', started: null });
});

test('a cutover that goes back to a step waits for it and for all that follow', () => {
  const late = enter(enter(steps(), ['quiet-check'], at(1)), ['handoff'], at(2));
  expect(states(restart(late, 'quiet-check'))).toEqual([
    ...['freeze skipped', 'privileges skipped', 'quiet-check waiting', 'extraction waiting'],
    ...['delta waiting', 'handoff waiting'],
  ]);
});

test('minutes are known when a step has ended, and are never shown as nothing', () => {
  expect(minutesTaken({ started: at(0), ended: at(12) })).toBe(12);
  expect(minutesTaken({ started: at(0), ended: at(0) })).toBe(0.1);
  expect(minutesTaken({ started: at(0), ended: null })).toBeNull();
  expect(minutesTaken({ started: null, ended: null })).toBeNull();
});
