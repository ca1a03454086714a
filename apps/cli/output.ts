/** Permanent lines on stderr, and below them one line that changes. */
export interface Output {
  /** Prints a permanent line. */
  print(line: string): void;
  /** Replaces the changing line on a terminal; elsewhere prints it again, at most every two seconds. */
  showProgress(line: string): void;
}

const printEveryMs = 2_000;

export function openOutput(stream: NodeJS.WriteStream = process.stderr, now: () => number = Date.now): Output {
  const terminal = stream.isTTY === true;
  let drawn = '';
  let shown = { line: '', at: -Infinity };
  const erase = () => {
    if (drawn !== '') stream.write('\r\u001b[K');
    drawn = '';
  };
  return {
    print(line) {
      erase();
      stream.write(`${line}\n`);
    },
    showProgress(line) {
      if (line === shown.line) return;
      if (terminal) {
        erase();
        drawn = line.slice(0, Math.max(20, stream.columns - 1));
        stream.write(drawn);
      } else {
        if (now() - shown.at < printEveryMs) return;
        stream.write(`${line}\n`);
      }
      shown = { line, at: now() };
    },
  };
}
