import { openOutput } from '../../../apps/cli/output.ts';

function fakeStream(isTTY: boolean) {
  const written: string[] = [];
  const stream = { isTTY, columns: 40, write: (text: string) => written.push(text) };
  return { written, stream: stream as unknown as NodeJS.WriteStream };
}

test('on a terminal the changing line is replaced and never wider than the screen', () => {
  const { written, stream } = fakeStream(true);
  const output = openOutput(stream);
  output.showProgress('one');
  output.showProgress('x'.repeat(60));
  output.print('done');
  expect(written).toEqual(['one', '\r\u001b[K', 'x'.repeat(39), '\r\u001b[K', 'done\n']);
});

test('without a terminal the changing line is printed at most every two seconds', () => {
  const { written, stream } = fakeStream(false);
  let now = 10_000;
  const output = openOutput(stream, () => now);
  output.showProgress('one');
  now += 1_999;
  output.showProgress('two');
  now += 1;
  output.showProgress('three');
  output.showProgress('three');
  expect(written).toEqual(['one\n', 'three\n']);
});
