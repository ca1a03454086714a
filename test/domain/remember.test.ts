import { remember } from '../../domain/remember.ts';

/** Counts how often the function behind it is called. */
function counted() {
  const calls: string[] = [];
  const length = remember((text: string) => {
    calls.push(text);
    return text.length;
  });
  return { calls, length };
}
const texts = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => `text ${from + at}`);

test('a text that comes again is not worked on again', () => {
  const { calls, length } = counted();
  expect(['Paid', 'Unpaid', 'Paid'].map(length)).toEqual([4, 6, 4]);
  expect(calls).toEqual(['Paid', 'Unpaid']);
});

test('texts that seldom come again are not remembered after a while', () => {
  const { calls, length } = counted();
  texts(0, 3_000).forEach(length);
  length('text 2999');
  length('text 2999');
  expect(calls).toHaveLength(3_002);
});

test('texts that come again are remembered for ever, and a few thousand of them at once', () => {
  const { calls, length } = counted();
  for (let from = 0; from < 10_000; from += 1_000)
    for (let time = 0; time < 5; time += 1) texts(from, from + 1_000).forEach(length);
  expect(calls).toHaveLength(10_000);
  length('text 0');
  expect(calls).toHaveLength(10_001);
});
