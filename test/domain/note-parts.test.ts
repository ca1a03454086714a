import { joinNote, laterTitles, partsOfNote, readPart, splitText, titleOfPart } from '../../domain/note-parts.ts';
import type { JsonObject } from '../../schemas/json.ts';

test('a text is cut behind a blank, and the pieces together are the text', () => {
  const text = 'Wants the bill on paper and on the first';
  expect(splitText(text, 15)).toEqual(['Wants the bill ', 'on paper and ', 'on the first']);
  expect(splitText(text, 40)).toEqual([text]);
  expect(splitText('', 40)).toEqual(['']);
});

test('a text without blanks is cut between what a reader sees as characters', () => {
  expect(splitText('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 17)).toEqual(['👩‍👩‍👧👩‍👩‍👧', '👩‍👩‍👧']);
  expect(splitText('a very-long-word-that-goes-on', 10).join('')).toBe('a very-long-word-that-goes-on');
});

test('a letter with more accents than fit is cut, and still no code point in half', () => {
  const letter = `e${'\u0301'.repeat(8)}`;
  expect(splitText(letter, 4)).toEqual(['e\u0301\u0301\u0301', '\u0301'.repeat(4), '\u0301']);
  const family = '👩‍👩‍👧';
  expect(splitText(family, 4).join('')).toBe(family);
  for (const piece of splitText(family, 4)) expect(piece).not.toMatch(/\p{Cs}/u);
});

test('a text of a million characters is cut into notes of at most 65,535', () => {
  const pieces = splitText('0123456789 '.repeat(100_000));
  expect(pieces).toHaveLength(17);
  expect(pieces.every(({ length }) => length <= 65_535)).toBe(true);
});

test('the number of a part is behind the key, where people write nothing', () => {
  expect(readPart('Call [s:notes:1] (2 of 3)')).toEqual({ title: 'Call [s:notes:1]', part: 2, parts: 3 });
  expect(readPart('Call (2 of 3) [s:notes:1]')).toMatchObject({ part: 1, parts: 1 });
  expect(titleOfPart('Call [s:notes:1] (2 of 3)', 4, 5)).toBe('Call [s:notes:1] (4 of 5)');
  expect(titleOfPart('Call [s:notes:1] (1 of 3)', 1, 1)).toBe('Call [s:notes:1]');
  expect(laterTitles('Call [s:notes:1] (1 of 3)')).toEqual(['Call [s:notes:1] (2 of 3)', 'Call [s:notes:1] (3 of 3)']);
  expect(laterTitles('Call [s:notes:1]')).toEqual([]);
});

test('a note is written in parts only if its title says so', () => {
  const content = 'x'.repeat(70_000);
  const note = { Note_Title: 'Call [s:notes:1] (1 of 2)', Note_Content: content, Owner: { id: '7' } };
  expect(partsOfNote(note)).toEqual([
    { ...note, Note_Content: content.slice(0, 65_535) },
    { ...note, Note_Title: 'Call [s:notes:1] (2 of 2)', Note_Content: content.slice(65_535) },
  ]);
  for (const one of [{ ...note, Note_Title: 'Call [s:notes:1]' }, { Note_Title: note.Note_Title }, {}] as JsonObject[])
    expect(partsOfNote(one)).toEqual([one]);
});

describe('a note that is read in parts', () => {
  const [us, person] = [{ id: '1' }, { id: '2' }];
  const first = {
    id: '10',
    Note_Title: 'Call [s:notes:1] (1 of 2)',
    Note_Content: 'One ',
    Owner: us,
    Modified_Time: '2026-11-27T10:00:00Z',
    Modified_By: us,
  };
  const second = { ...first, id: '11', Note_Title: 'Call [s:notes:1] (2 of 2)', Note_Content: 'two' };

  test('has the whole text and the latest modification', () => {
    const edit = { Modified_Time: '2026-11-27T11:00:00Z', Modified_By: person };
    expect(joinNote(first, [{ ...second, ...edit }])).toEqual({ ...first, Note_Content: 'One two', ...edit });
    expect(joinNote({ ...first, Modified_Time: null }, [{ ...second, Modified_Time: null }])).toMatchObject({
      Modified_By: us,
    });
  });

  test('shows what differs in a later part', () => {
    expect(joinNote(first, [{ ...second, Owner: person }])).toMatchObject({ Owner: person });
    expect(joinNote(first, [{ ...second, Note_Title: 'Mine' }])).toMatchObject({ Note_Title: 'Mine' });
    expect(joinNote(first, [undefined])).toMatchObject({ Note_Content: 'One ', Note_Title: first.Note_Title });
    expect(joinNote(first, [{ ...second, Note_Content: null }])).toMatchObject({ Note_Content: 'One ' });
  });
});
