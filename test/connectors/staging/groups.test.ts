import { groupRows } from '../../../connectors/staging/groups.ts';

async function* rowsOf(rows: (string | null)[][]): AsyncGenerator<(string | null)[]> {
  for (const row of rows) yield await Promise.resolve(row);
}

test('rows with equal values are grouped by each column, and null equals nothing', async () => {
  const rows = [
    ['a', null],
    ['b', 'x'],
    ['a', null],
    ['A', 'x'],
  ];
  const [first, second] = await groupRows(rowsOf(rows), 2);
  expect(first).toEqual(new Map([[1, 1], [3, 1]])); // prettier-ignore
  expect(second).toEqual(new Map([[2, 2], [4, 2]])); // prettier-ignore
});

test.each(['a,b', 'a\nb', '"', 'a\u0000b', '', '\ud800'])('a value like %j can be compared', async (value) => {
  expect(await groupRows(rowsOf([[value], ['other'], [value]]), 1)).toEqual([new Map([[1, 1], [3, 1]])]); // prettier-ignore
});

test('rows that are far apart are found', async () => {
  const rows = Array.from({ length: 25_000 }, (_, at) => [at === 24_999 ? 'v0' : `v${at}`]);
  expect(await groupRows(rowsOf(rows), 1)).toEqual([new Map([[1, 1], [25_000, 1]])]); // prettier-ignore
});

test('no rows have no groups', async () => {
  expect(await groupRows(rowsOf([]), 1)).toEqual([new Map()]);
});
