import { openNarration } from '../../../apps/demo/narration.ts';

function fakeStream(isTTY: boolean) {
  const written: string[] = [];
  const stream = { isTTY, columns: 40, write: (text: string) => written.push(text) };
  return { written, stream: stream as unknown as NodeJS.WriteStream };
}

test('on a terminal the changing line is redrawn in place and never wider than the screen', () => {
  const { written, stream } = fakeStream(true);
  const narration = openNarration(stream);
  narration.show('one');
  narration.show('x'.repeat(60));
  narration.say('done');
  expect(written).toEqual(['one', '\r\u001b[K', 'x'.repeat(39), '\r\u001b[K', 'done\n']);
});

test('elsewhere it is a line of its own, at most every two seconds', () => {
  const { written, stream } = fakeStream(false);
  let now = 10_000;
  const narration = openNarration(stream, () => now);
  narration.show('one');
  now += 1_999;
  narration.show('two');
  now += 1;
  narration.show('three');
  narration.show('three');
  expect(written).toEqual(['one\n', 'three\n']);
});
