import { similarLine, similarPart, similarSection } from '../../../domain/documents/similar.ts';
import { qualityDocument, qualitySection } from '../../../domain/documents/quality.ts';
import { qualityPage } from '../../../domain/documents/quality-page.ts';
import type { QualityReport, SimilarRecords } from '../../../schemas/quality.ts';

const pair = {
  ...{ first: 'S1', second: 'S2', score: 0.97, tier: 'likely' as const },
  evidence: [
    { field: 'name', level: 'the same', weight: 12.8 },
    { field: 'birth_date', level: 'different', weight: -5.1 },
  ],
  guards: ['the documents <differ>'],
};
const found: SimilarRecords = {
  object: 'subscribers',
  records: 5_000,
  clusters: { certain: 0, likely: 1, unsure: 0 },
  inClusters: 2,
  merged: 7,
  left: 0,
  isLearned: true,
  samples: [{ id: 'a', object: 'subscribers', tier: 'likely', ids: ['S1', 'S2'], pairs: [pair] }],
};
const report = (duplicates?: SimilarRecords[]): QualityReport => ({
  ...{ engagement: 'demo', customer: 'Delta Telecom', takenAt: '2026-03-01T09:00:00Z', rules: [], objects: [] },
  ...(duplicates && { duplicates }),
});
const onlyMerged: SimilarRecords = {
  ...found,
  object: 'contacts',
  clusters: { certain: 0, likely: 0, unsure: 0 },
  inClusters: 0,
  samples: [],
};

test('the scope document has a line about similar duplicates', () => {
  expect(similarLine(report([found]))).toBe(
    'Similar duplicates: 2 records in 1 group may be of the same person or firm. They are not merged without a decision.',
  );
  expect(similarLine(report([onlyMerged]))).toBe(
    'Similar duplicates: none were found beside those that the mapping merges.',
  );
  expect(qualitySection(report([found]))).toContain('Similar duplicates: 2 records');
});

test('a report of an earlier version says nothing of them', () => {
  expect([similarLine(report()), similarSection(report()), similarPart(report())]).toEqual(['', '', '']);
});

test('the quality document counts groups by tier and explains a few by their ids', () => {
  const text = similarSection(report([found, onlyMerged]));
  expect(text).toContain('| subscribers | 0 | 1 | 0 | 2 | 7 |');
  expect(text).toContain(
    '- S1, S2 (likely): name the same (+12.8); birth date different (−5.1); the documents <differ>',
  );
  expect(text).not.toContain('in contacts');
  expect(qualityDocument(report([found]))).toContain('## Similar duplicates');
});

test('the quality document says how many suggestions are not listed', () => {
  expect(similarSection(report([{ ...found, left: 3 }]))).toContain('3 suggestions are not listed');
});

test('the page draws the evidence of each example, and escapes what it names', () => {
  const page = similarPart(report([found]));
  expect(page).toContain('<td>subscribers</td><td class="n">0</td><td class="n">1</td>');
  expect(page).toContain('name: the same (+12.8)');
  expect(page).toContain('the documents &#60;differ&#62;.');
  expect(page.match(/<rect /g)).toHaveLength(2);
  expect(qualityPage(report([found]), [])).toContain('<h2>Similar duplicates</h2>');
  const plain = { ...found, samples: [{ ...found.samples[0]!, pairs: [{ ...pair, guards: [] }] }] };
  expect(similarPart(report([plain]))).toContain('<p>S1, S2 (likely).</p>');
});
