import { qualityPage } from '../../../domain/documents/quality-page.ts';
import type { ColumnFacts } from '../../../schemas/column-facts.ts';
import type { QualityReport, RuleResult } from '../../../schemas/quality.ts';

const rule: RuleResult = {
  id: 'DQ15',
  sentence: 'Records refer to <nothing>.',
  severity: 'blocks',
  treatment: 'They are rejected.',
  notChecked: null,
  rows: 1_204,
  findings: [
    { object: 'subscribers', field: 'a&b', detail: 'gone', rows: 1_204, samples: ['<S1>'] },
    { object: 'subscribers', field: null, detail: null, rows: 1, samples: [] },
  ],
  adds: [{ object: 'subscribers', rows: 1_200 }],
};
const report: QualityReport = {
  engagement: 'demo',
  customer: 'Delta & Söhne',
  takenAt: '2026-03-01T09:00:00Z',
  rules: [
    rule,
    { ...rule, id: 'DQ06', severity: 'fixed', rows: 2, findings: [], adds: [] },
    { ...rule, id: 'DQ29', rows: 0, notChecked: 'Buckets are not staged.' },
  ],
  objects: [
    { object: 'subscribers', rows: 5_000, blocked: 1_000, dependants: 250 },
    { object: 'notes', rows: 0, blocked: 0, dependants: 0 },
  ],
};
const column = (changes: Partial<ColumnFacts>): ColumnFacts => ({
  object: 'subscribers',
  within: null,
  column: 'first_name',
  rows: 4,
  filled: 1,
  distinct: 1,
  isKey: false,
  length: { least: 1, most: 1, mean: 1 },
  semantic: 'given_name',
  score: 1,
  runnerUp: null,
  meaning: null,
  shapes: [],
  top: [],
  references: [],
  decides: [],
  ...changes,
});

test('the page has the figures of each rule, and what comes from the source is escaped', () => {
  const page = qualityPage(report, []);
  expect(page).toContain('<h1>Data quality of Delta &#38; Söhne</h1>');
  expect(page).toContain('2 rules were checked; 2 found something.');
  expect(page).toContain('<h2>DQ15: 1,204 records, <b class="blocks">not loaded</b></h2>');
  expect(page).toContain(
    'Records refer to &#60;nothing&#62;. They are rejected. Correcting this alone adds 1,200 of subscribers.',
  );
  expect(page).toContain('<td>a&#38;b</td><td>gone</td><td class="n">1,204</td><td>&#60;S1&#62;</td>');
  expect(page).toContain('<td>the record</td><td></td>');
  expect(page).toContain('<li>DQ29: Buckets are not staged.</li>');
});

test('the charts have their figures as texts', () => {
  const page = qualityPage(report, [
    column({}),
    column({ column: 'x', rows: 0, filled: 0 }),
    column({ within: 'lines' }),
  ]);
  expect(page).toContain('aria-label="Records that each rule found"');
  expect(page).toMatch(
    />DQ15<\/text><rect [^>]+fill="#c0392b"[^>]*><title>DQ15: 1,204 not loaded<\/title><\/rect><text [^>]+>1,204<\/text>/,
  );
  expect(page).toMatch(/>subscribers<\/text>.*>3,750 of 5,000<\/text>/);
  expect(page).toContain('<title>first_name: 25 % filled, given name</title>');
  expect(page).toContain('<title>x: 0 % filled, given name</title>');
  expect(page.match(/<title>\w+: \d+ % filled/g)).toHaveLength(2);
});

test('the bar of a rule has a part for each thing that happens to its records, in words too', () => {
  const mixed: RuleResult = { ...rule, rows: 8, blocked: 2, severity: 'fixed' };
  const page = qualityPage({ ...report, rules: [mixed] }, []);
  const [, red = 0, green = 0] =
    />DQ15<\/text><rect [^>]+width="([\d.]+)"[^>]+><title>DQ15: 2 not loaded<\/title><\/rect><rect [^>]+width="([\d.]+)"[^>]+><title>DQ15: 6 corrected<\/title><\/rect><text/
      .exec(page)!
      .map(Number);
  expect(green / red).toBeCloseTo(3, 1);
});

test('parts without content are left out', () => {
  const page = qualityPage({ ...report, rules: [], objects: [] }, []);
  expect(page).not.toMatch(/<h2>|<svg/);
});

test('nothing is fetched from elsewhere, and no script can run', () => {
  const page = qualityPage(report, [column({})]);
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/<script|https?:|src=|url\(/);
});

test('a drawing has room for the longest name and the longest figure', () => {
  const page = qualityPage(
    { ...report, objects: [{ object: 'bundle_components', rows: 1_234_567, blocked: 0, dependants: 0 }] },
    [],
  );
  const drawing = page.split('What can be loaded')[1]!;
  const width = Number(/viewBox="0 0 (\d+)/.exec(drawing)![1]);
  const texts = [...drawing.matchAll(/<text x="([\d.]+)"[^>]*text-anchor="(\w+)">([^<]+)/g)];
  expect(texts.map(([, , anchor, text]) => `${anchor}: ${text}`)).toEqual([
    'end: bundle_components',
    'start: 1,234,567 of 1,234,567',
  ]);
  // Letters of the widest usual font, DejaVu Sans, are 0.58 of their size wide on average in such texts.
  for (const [, x, anchor, text] of texts)
    expect(anchor === 'end' ? Number(x) : width - Number(x)).toBeGreaterThan(text!.length * 13 * 0.58);
});
