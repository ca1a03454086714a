/** The worker's secret for fingerprints in tests of steps. */
export const secretOfTests = 'a secret for tests that is long enough';
