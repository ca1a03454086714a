import { evidenceChanges, lineChanges } from '../../domain/evidence-changes.ts';

const covered = (changes: Record<string, unknown> = {}) => ({
  why: null,
  documents: [{ name: 'scope.md', digest: 'a', onDisk: 'a' }],
  runs: [],
  config: 'c',
  mapping: 'm',
  staging: null,
  schema: [],
  code: '1',
  ...changes,
});

test('the same evidence has no changes', () => {
  expect(evidenceChanges(covered(), covered())).toEqual({ documents: [], others: [] });
});

test('new, changed and missing documents are listed with their digests', () => {
  const before = covered({
    documents: [
      { name: 'scope.md', digest: 'a' },
      { name: 'old.md', digest: 'o' },
    ],
  });
  const now = covered({
    documents: [
      { name: 'scope.md', digest: 'b' },
      { name: 'new.md', digest: 'n' },
    ],
  });
  expect(evidenceChanges(before, now).documents).toEqual([
    { name: 'scope.md', beforeName: 'scope.md', before: 'a', now: 'b' },
    { name: 'new.md', beforeName: null, before: null, now: 'n' },
    { name: 'old.md', beforeName: 'old.md', before: 'o', now: null },
  ]);
});

test('the documents of a second rehearsal are compared with those of the first', () => {
  const before = covered({ documents: [{ name: 'verification-sandbox-full-1.md', digest: 'a' }] });
  const now = covered({ documents: [{ name: 'verification-sandbox-full-2.md', digest: 'b' }] });
  expect(evidenceChanges(before, now).documents).toEqual([
    { name: 'verification-sandbox-full-2.md', beforeName: 'verification-sandbox-full-1.md', before: 'a', now: 'b' },
  ]);
});

test('each other part that changed has a sentence', () => {
  const now = covered({ mapping: 'other', code: '2', why: 'The counts do not agree.' });
  expect(evidenceChanges(covered(), now).others).toEqual([
    'The question at the gate is another one.',
    'The mapping changed.',
    'The software has another version.',
  ]);
});

test('evidence of an earlier version without a part is like one where the part is empty', () => {
  expect(evidenceChanges(covered({ why: undefined }), covered()).others).toEqual([]);
});

test('lines that only one text has are removed or added', () => {
  expect(lineChanges('a\nb\n\nc\n', 'a\n\nc\nd\n')).toEqual({ removed: ['b'], added: ['d'] });
});

test('a decision about exceptions is a change of the evidence', () => {
  const with2 = covered({ exceptions: { total: 2, open: 2, digest: 'a' } });
  const decided = covered({ exceptions: { total: 2, open: 1, digest: 'b' } });
  expect(evidenceChanges(with2, decided).others).toEqual(['The exceptions changed, or what was decided about them.']);
  expect(evidenceChanges(with2, with2).others).toEqual([]);
});
