import { relative } from 'node:path';

const slowest = 10;
const fewest = 50;

/**
 * A Jest reporter: ends every run with the line `N passed, N failed`, for people and machines that read one line. A run of many
 * files names the slowest ones first.
 */
export default class ClosingLine {
  /**
   * A file that could not be loaded counts as one failure: none of its tests ran.
   *
   * @param {unknown} _contexts
   * @param {import('@jest/reporters').AggregatedResult} results
   */
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const seconds = results.testResults
      .map(({ testFilePath, perfStats }) => ({ file: relative('', testFilePath), time: perfStats.runtime / 1_000 }))
      .sort((a, b) => b.time - a.time);
    const lines = seconds.slice(0, slowest).map(({ file, time }) => `${time.toFixed(0).padStart(5)} s  ${file}\n`);
    if (seconds.length >= fewest) process.stdout.write(`Slowest files:\n${lines.join('')}`);
    // Jest prints its own summary after all other reporters, and this line is to be the last.
    process.once('exit', () => process.stdout.write(`${results.numPassedTests} passed, ${failed} failed\n`));
  }
}
