import { readColumnFacts } from '../../steps/discovery/column-facts.ts';
import { openTables } from '../support/survey.ts';

test('a column has the type that the profile declares its format to have', async () => {
  const { survey, close } = await openTables({
    interactions: {
      columns: { no: 'id', at: 'text', seen: 'text' },
      lines: { day: 'text' },
      rows: [
        ['C1', '1704067200', '2024-01-01 10:00:00', [{ day: '45322' }]],
        ['C2', '1704067260', '2024-01-01 11:00:00', [{ day: '45323' }]],
      ],
    },
  });
  try {
    const dates = {
      'interactions.at': { format: 'epoch', pivot: 70 },
      // A zone alone says nothing about the values.
      'interactions.seen': { zone: 'Europe/Berlin', pivot: 70 },
      'interactions.lines.day': { format: 'excel', pivot: 70 },
    };
    const settings = { keys: { interactions: 'no' }, isIdentifier: () => false, hash: null };
    const typesWith = async (declared: typeof dates | object) =>
      (await readColumnFacts(survey, { ...settings, dates: declared })).map(({ semantic }) => semantic);
    expect(await typesWith(dates)).toEqual(['id', 'timestamp', 'timestamp', 'date']);
    expect(await typesWith({})).toEqual(['id', 'id', 'timestamp', 'id']);
  } finally {
    await close();
  }
});
