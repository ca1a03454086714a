/** A Jest reporter: ends every run with the line `N passed, N failed`, for people and machines that read one line. */
export default class ClosingLine {
  /**
   * A file that could not be loaded counts as one failure: none of its tests ran.
   *
   * @param {unknown} _contexts
   * @param {import('@jest/reporters').AggregatedResult} results
   */
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    // Jest prints its own summary after all other reporters, and this line is to be the last.
    process.once('exit', () => process.stdout.write(`${results.numPassedTests} passed, ${failed} failed\n`));
  }
}
