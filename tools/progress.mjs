/**
 * Shows the current step of each concurrent task on one line, with the time since the start. On a terminal the line is
 * redrawn every second; a log file gets a line every half minute.
 */
export class Progress {
  #started = Date.now();
  /** @type {Map<string, string>} */
  #doing = new Map();
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  #out;
  #everyMs;

  /**
   * @param {{ write(text: string): unknown, isTTY?: boolean, columns?: number }} out
   * @param {number} [everyMs] how often the line is shown
   */
  constructor(out, everyMs = out.isTTY ? 1_000 : 30_000) {
    this.#out = out;
    this.#everyMs = everyMs;
  }

  /**
   * Prints a line that stays.
   *
   * @param {string} line
   */
  log(line) {
    this.#print(`prepare: ${line}\n`);
    if (this.#timer) this.#drawInPlace();
  }

  /**
   * Shows what a piece of work is doing now, in place of what it was doing before.
   *
   * @param {string} work
   * @param {string} doing
   */
  show(work, doing) {
    this.#doing.set(work, doing);
    this.#timer ??= setInterval(() => this.#tick(), this.#everyMs);
  }

  /**
   * Takes a piece of work off the line. Without any, nothing is shown.
   *
   * @param {string} work
   */
  end(work) {
    this.#doing.delete(work);
    if (this.#doing.size > 0 || !this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#print('');
  }

  #tick() {
    if (this.#out.isTTY) this.#drawInPlace();
    else this.#print(`prepare: ${this.#line()}\n`);
  }

  #drawInPlace() {
    if (!this.#out.isTTY) return;
    // A longer line would wrap, and then it could not be redrawn.
    this.#print(`prepare: ${this.#line()}`.slice(0, (this.#out.columns || 80) - 1));
  }

  #line() {
    return [...this.#doing.values(), duration(Date.now() - this.#started)].join('; ');
  }

  /** @param {string} text */
  #print(text) {
    this.#out.write(this.#out.isTTY ? `\r\x1b[K${text}` : text);
  }
}

/**
 * @param {number} ms
 * @returns {string} such as `48 s` or `3 min 05 s`
 */
export function duration(ms) {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}
