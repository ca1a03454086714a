import { namedDigest, pageDifferences } from '../../../domain/pack/page-differences.ts';

const digest = 'ab'.repeat(32);
const page = [
  `<meta name="portage-json" content="${digest}">`,
  '<h2>Counts</h2>',
  '<thead><tr><th>Module</th><th class="n">created</th></tr></thead>',
  '<tr><td>Accounts</td><td class="n">12</td></tr>',
  '<p>All agree.</p>',
];
const against = (lines: string[]) => pageDifferences(lines.join('\n'), page.join('\n'));

test('a page names the digest of its JSON', () => {
  expect(namedDigest(page.join('\n'))).toBe(digest);
  expect(namedDigest('<p>')).toBeNull();
});

test('an equal page has no difference', () => {
  expect(against(page)).toEqual([]);
});

test('a changed cell is named by its heading, row and column', () => {
  expect(against(page.with(3, '<tr><td>Accounts</td><td class="n">13</td></tr>'))).toEqual([
    {
      where: 'line 4, under "Counts", row Accounts, column created',
      what: 'the pack has 13, the ledger 12',
    },
  ]);
});

test('another text and another form of a row are named by their line, and not repeated', () => {
  const another = { what: 'the page has another text' };
  expect(against(page.with(4, '<p>Nothing agrees.</p>'))).toEqual([{ where: 'line 5, under "Counts"', ...another }]);
  expect(against(page.with(3, '<tr><td>Accounts</td></tr>'))).toEqual([
    { where: 'line 4, under "Counts"', ...another },
  ]);
  expect(against(page.with(3, '<tr class="x"><td>Accounts</td><td class="n">12</td></tr>'))).toEqual([
    { where: 'line 4, under "Counts"', ...another },
  ]);
});

test('of a page with other lines, the first that differs is named', () => {
  expect(against(page.slice(1))).toEqual([
    {
      where: 'line 1, under "the beginning"',
      what: "the page has 4 lines, the ledger's 5; this is the first that differs",
    },
  ]);
  expect(against([...page, '<p>More.</p>'])).toEqual([
    { where: 'line 6', what: "the page has more lines than the ledger's" },
  ]);
  expect(against(page.slice(0, 4))).toEqual([
    {
      where: 'line 5, under "Counts"',
      what: "the page has 4 lines, the ledger's 5; this is the first that differs",
    },
  ]);
});
