import { duration, Progress } from '../../tools/progress.mjs';

const { jest } = import.meta;
beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const startOfLine = '\r\x1b[K';
let written: string;
beforeEach(() => (written = ''));
const write = (text: string) => (written += text);

/** What a reader of the terminal sees in the end: each redrawn line counts as its last state. */
const seen = () => written.split('\n').map((line) => line.split(startOfLine).at(-1));

describe('outside a terminal', () => {
  const toFile = () => new Progress({ write });

  test('a line every half minute names all that is being done and the time since the start', () => {
    const progress = toFile();
    progress.show('packages', 'installing packages');
    progress.show('temporal', '3 Go modules downloaded');
    jest.advanceTimersByTime(29_999);
    expect(written).toBe('');
    progress.show('temporal', '7 of at most 9 Go packages compiled');
    jest.advanceTimersByTime(1);
    expect(written).toBe('prepare: installing packages; 7 of at most 9 Go packages compiled; 30 s\n');
    progress.end('packages');
    jest.advanceTimersByTime(60_000);
    expect(written.split('\n').slice(1)).toEqual([
      'prepare: 7 of at most 9 Go packages compiled; 1 min 00 s',
      'prepare: 7 of at most 9 Go packages compiled; 1 min 30 s',
      '',
    ]);
  });

  test('nothing is printed when all work has ended', () => {
    const progress = toFile();
    progress.show('packages', 'installing packages');
    progress.end('packages');
    jest.advanceTimersByTime(120_000);
    expect(written).toBe('');
  });
});

describe('on a terminal', () => {
  const toTerminal = (columns = 80) => new Progress({ write, isTTY: true, columns });

  test('the line is redrawn in place every second', () => {
    const progress = toTerminal();
    progress.show('packages', 'installing packages');
    jest.advanceTimersByTime(2_000);
    expect(written).toBe(
      `${startOfLine}prepare: installing packages; 1 s${startOfLine}prepare: installing packages; 2 s`,
    );
  });

  test('a message stays, and the line goes on below it', () => {
    const progress = toTerminal();
    progress.show('packages', 'installing packages');
    jest.advanceTimersByTime(1_000);
    progress.log('building the Temporal CLI');
    expect(seen()).toEqual(['prepare: building the Temporal CLI', 'prepare: installing packages; 1 s']);
  });

  test('the line is cut at the width of the terminal, because a wrapped line cannot be redrawn', () => {
    const progress = toTerminal(20);
    progress.show('packages', 'installing packages');
    jest.advanceTimersByTime(1_000);
    expect(seen()).toEqual(['prepare: installing']);
  });

  test('the line is removed when all work has ended', () => {
    const progress = toTerminal();
    progress.show('packages', 'installing packages');
    jest.advanceTimersByTime(1_000);
    progress.end('packages');
    expect(seen()).toEqual(['']);
  });
});

test.each([
  [400, '0 s'],
  [59_400, '59 s'],
  [59_600, '1 min 00 s'],
  [185_000, '3 min 05 s'],
])('%d ms are shown as %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});
