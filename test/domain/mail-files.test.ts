import { isAboutOneFile, judgeMailFile, mostMailBytes } from '../../domain/mail-files.ts';

test('files fit into an e-mail up to its limit, and the reason says what does not', () => {
  expect(judgeMailFile(mostMailBytes, 0)).toBeNull();
  expect(judgeMailFile(mostMailBytes + 1, 0)).toBe('larger than 10 MB, the most that Zoho takes with an e-mail');
  expect(judgeMailFile(1, mostMailBytes)).toBe(
    'with the other files of its e-mail, larger than the 10 MB that Zoho takes',
  );
});

test('a file with a virus is left out, and without space none can be uploaded', () => {
  expect(['VIRUS_DETECTED', 'STORAGE_SPACE_EXCEEDED'].map(isAboutOneFile)).toEqual([true, false]);
});
