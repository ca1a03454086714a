import {
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
