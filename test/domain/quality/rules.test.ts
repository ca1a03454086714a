import { readFileSync } from 'node:fs';
import { qualityRules } from '../../../domain/quality/rules.ts';

test('there are 43 rules, each once and in order', () => {
  const ids = Array.from({ length: 43 }, (_, place) => `DQ${String(place + 1).padStart(2, '0')}`);
  expect(qualityRules.map(({ id }) => id)).toEqual(ids);
});

test('every rule is a sentence, says what happens in the load, and why it may not be checked', () => {
  for (const { sentence, treatment, missing } of qualityRules)
    for (const text of [sentence, treatment, missing]) expect(text).toMatch(/^[A-Z].*\.$/);
});

test('docs/quality.md lists every rule as it is', () => {
  const words = { blocks: 'not loaded', warns: 'loaded', fixed: 'corrected' };
  const page = readFileSync(new URL('../../../docs/quality.md', import.meta.url), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| DQ'));
  expect(
    rows.map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    ),
  ).toEqual(
    qualityRules.map(({ id, sentence, severity, treatment, missing }) => [
      id,
      sentence,
      /never staged/.test(missing) ? 'not checked' : words[severity],
      treatment,
      missing,
    ]),
  );
});
