import { rehearsalMinutes, type BookedTime } from '../../../domain/cutover/measured.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 8, minute));
const booked = (changes: Partial<BookedTime>): BookedTime => ({
  ...{ kind: 'phase', environment: 'sandbox', run: 'full-1', what: 'Accounts', decision: null },
  ...{ began: at(10), ended: at(20) },
  ...changes,
});
const mapping = (began: number, ended: number | null, decision: string | null) =>
  booked({
    kind: 'gate',
    environment: null,
    run: null,
    what: 'mapping',
    began: at(began),
    ended: ended === null ? null : at(ended),
    decision,
  });
const document = (what: string, began: number, changes: Partial<BookedTime> = {}) =>
  booked({ kind: 'document', what, began: at(began), ended: at(began), ...changes });

test('an extraction takes from the approval of the mapping to its document', () => {
  const times = [
    mapping(0, 2, 'changes-requested'),
    mapping(2, 3, 'approved'),
    document('extraction', 8, { environment: null }),
  ];
  expect(rehearsalMinutes(times).extraction).toBe(5);
  expect(
    rehearsalMinutes([document('extraction', 8, { environment: null }), mapping(9, null, null)]).extraction,
  ).toBeNull();
});

test('a load takes from the first record of the newest rehearsal to its verification', () => {
  const first = booked({});
  const newest = [
    booked({ run: 'full-2', began: at(30), ended: at(40) }),
    booked({ run: 'full-2', what: 'Contacts', began: at(40), ended: at(50) }),
  ];
  expect(rehearsalMinutes([first, ...newest])).toMatchObject({ run: 'full-2', load: 20 });
  expect(rehearsalMinutes([first, ...newest, document('verification', 55, { run: 'full-2' })]).load).toBe(25);
});

test('a load that is under way was not measured yet, and neither is production', () => {
  expect(rehearsalMinutes([booked({ ended: null })]).load).toBeNull();
  expect(rehearsalMinutes([booked({ environment: 'production' })])).toEqual({
    ...{ run: null, extraction: null, load: null, rollback: null },
  });
});

test('the newest rollback that ended is measured, and a short one is not nothing', () => {
  const rollback = (began: number, ended: number | null) =>
    booked({ kind: 'rollback', began: at(began), ended: ended === null ? null : at(ended) });
  expect(rehearsalMinutes([rollback(1, 4), rollback(5, 5), rollback(6, null)]).rollback).toBe(0.1);
});

test('the delta of a dry run is no rehearsal', () => {
  const delta = booked({ run: 'delta-1', began: at(40), ended: at(41) });
  expect(rehearsalMinutes([booked({}), delta])).toMatchObject({ run: 'full-1', load: 10 });
});
