import { changesByPhase, comparisonLines, liveLines } from '../../../domain/documents/live-demo.ts';
import type { LiveComparison } from '../../../schemas/live-demo.ts';
import type { ReceivedSignOff } from '../../../schemas/sign-off.ts';
import type { Gate } from '../../../schemas/terms.ts';

const signed = (gate: Gate, at: string, decision = 'approved', counted = true) =>
  ({ signOff: { gate, decision }, verdict: { counted }, at: `2026-03-02T${at}:00.000Z` }) as ReceivedSignOff;
const change = (what: string, at: string) => ({ what, at: `2026-03-02T${at}:00.000Z` });

test('a change belongs to the phase that began with the last approval before it', () => {
  const signOffs = [
    signed('mapping', '09:00'),
    signed('rehearsal', '10:00', 'changes-requested'),
    signed('mapping', '10:30'),
    signed('rehearsal', '11:00', 'approved', false),
    signed('rehearsal', '12:00'),
    signed('production', '13:00'),
  ];
  const changes = [
    change('payment', '08:00'),
    change('payment', '10:10'),
    change('new note', '10:40'),
    change('new note', '11:30'),
    change('payment', '12:00'),
    change('payment', '13:30'),
    change('payment', '14:00'),
  ];
  expect(changesByPhase(changes, signOffs)).toEqual([
    { phase: 'discovery and mapping', changes: 2, kinds: { payment: 2 } },
    { phase: 'extraction and rehearsal', changes: 2, kinds: { 'new note': 2 } },
    { phase: 'after the rehearsal', changes: 1, kinds: { payment: 1 } },
    { phase: 'production load', changes: 2, kinds: { payment: 2 } },
    { phase: 'after the freeze', changes: 0, kinds: {} },
  ]);
});

const equal: LiveComparison = {
  ...{ modules: { Accounts: 2 }, records: 2, fields: 1_200, withheld: 0, staying: 0, differing: 0, differences: [] },
};

test('equal sides are one sentence', () => {
  expect(comparisonLines(equal)).toEqual(['Source and Zoho are equal: 2 records, 1,200 fields.']);
});

test('differences are listed, with how many more there are, what stays and what is not compared', () => {
  const differences = ['nothing lost: Accounts A-1 is not in Zoho'];
  expect(comparisonLines({ ...equal, differing: 3, differences, staying: 1, withheld: 1 })).toEqual([
    'Source and Zoho are NOT equal: 3 differences in 2 records, 1,200 fields.',
    '  nothing lost: Accounts A-1 is not in Zoho',
    '  and 2 more',
    '1 record of rows that the source deleted is in Zoho still, as the mapping says.',
    '1 field with a network identifier in the source is not compared.',
  ]);
  expect(comparisonLines({ ...equal, withheld: 2, staying: 2 }).slice(1)).toEqual([
    '2 records of rows that the source deleted are in Zoho still, as the mapping says.',
    '2 fields with a network identifier in the source are not compared.',
  ]);
});

test('the end of a live demo names the changes of each phase, and whether the quiet check found the writer', () => {
  const changes = [
    { phase: 'production load', changes: 3, kinds: { payment: 2, 'new note': 1 } },
    { phase: 'after the freeze', changes: 0, kinds: {} },
  ];
  expect(liveLines({ changes, foundByQuietCheck: true, comparison: equal })).toEqual([
    'The source was changed 3 times:',
    '  production load: 3 (2 × payment, 1 × new note)',
    '  after the freeze: 0',
    'The quiet check found the writer after the freeze.',
    'Source and Zoho are equal: 2 records, 1,200 fields.',
  ]);
  expect(liveLines({ changes, foundByQuietCheck: false, comparison: equal })).toContain(
    'The quiet check did not find the writer. It was stopped before the last delta.',
  );
});
