import { encodingOf, judgeContent, largestFile } from '../../domain/judge-content.ts';

const judge = (name: string, type: string | null, bytes = 9) => judgeContent(name, { bytes, type });
const attached = (remark: string | null = null) => ({ rejects: null, remark });

test.each([
  ['the source has no file for this document', () => judgeContent('a.pdf', null)],
  ['the file is empty', () => judge('a.pdf', null, 0)],
  ['larger than 20 MB, the most that is attached', () => judge('a.pdf', 'pdf', largestFile + 1)],
  ['the content is a program (exe)', () => judge('a.pdf', 'exe')],
  ['the name is that of a program (bat)', () => judge('a.BAT', null)],
])('a file is rejected: %s', (rejects, verdict) => {
  expect(verdict()).toEqual({ rejects, remark: null });
});

test.each([
  ['a.pdf', 'pdf'],
  ['a.jpeg', 'jpg'],
  ['a.doc', 'cfb'],
  ['a.docx', 'zip'],
  ['page.html', 'xml'],
  ['notes.txt', null],
  ['page.html', null],
  ['drawing.xyz', null],
  ['no extension', 'pdf'],
])('%s with the content %s is attached', (name, type) => {
  expect(judge(name, type)).toEqual(attached());
});

test.each([
  ['a.pdf', 'png', 'the name says pdf, and the content is png'],
  ['a.docx', 'pdf', 'the name says docx, and the content is pdf'],
  ['a.pdf', null, 'the name says pdf, and the content is not that'],
  ['a.xlsx', null, 'the name says xlsx, and the content is not that'],
])('%s with the content %s is attached with a remark', (name, type, remark) => {
  expect(judge(name, type)).toEqual(attached(remark));
});

test('a text has no zero bytes, or begins with a mark of UTF-16', () => {
  expect(encodingOf(null, Buffer.from('text'))).toBe('utf-8');
  expect(encodingOf('xml', Buffer.from('<a/>'))).toBe('utf-8');
  expect(encodingOf(null, Buffer.from([0xff, 0xfe, 65, 0]))).toBe('utf-16le');
  expect(encodingOf(null, Buffer.from([0xfe, 0xff, 0, 65]))).toBe('utf-16be');
  expect(encodingOf(null, Buffer.from([65, 0]))).toBeNull();
  expect(encodingOf('pdf', Buffer.from('%PDF'))).toBeNull();
});
