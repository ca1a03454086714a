/** Lines of a log on stderr, and under them one line that changes. */
export interface Narration {
  /** A line that stays. */
  say(line: string): void;
  /** The line that changes: redrawn on a terminal; elsewhere written anew, at most every two seconds. */
  show(line: string): void;
}

const plainEveryMs = 2_000;

export function openNarration(stream: NodeJS.WriteStream = process.stderr, now: () => number = Date.now): Narration {
  const terminal = stream.isTTY === true;
  let drawn = '';
  let shown = { line: '', at: -Infinity };
  const erase = () => {
    if (drawn !== '') stream.write('\r\u001b[K');
    drawn = '';
  };
  return {
    say(line) {
      erase();
      stream.write(`${line}\n`);
    },
    show(line) {
      if (line === shown.line) return;
      if (terminal) {
        erase();
        drawn = line.slice(0, Math.max(20, stream.columns - 1));
        stream.write(drawn);
      } else {
        if (now() - shown.at < plainEveryMs) return;
        stream.write(`${line}\n`);
      }
      shown = { line, at: now() };
    },
  };
}
