/** A mistake in the mapping file, or something in it that people should look at. */
export interface Problem {
  severity: 'fail' | 'warn';
  /** Path in the mapping file, such as `modules.Accounts.sources[0].fields.Phone`. */
  path: string;
  message: string;
  fix: string;
}

export const failure = (path: string, message: string, fix: string): Problem => ({
  severity: 'fail',
  path,
  message,
  fix,
});
export const warning = (path: string, message: string, fix: string): Problem => ({
  severity: 'warn',
  path,
  message,
  fix,
});
