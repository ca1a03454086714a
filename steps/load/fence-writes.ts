import type { LoadsRecords } from '../../connectors/zoho/port.ts';

/**
 * The same port, which calls `check` before each write. A lane that was thought to be dead must not begin a write long after
 * its run was closed: a rollback waits only for a time.
 */
export function fenceWrites(zoho: LoadsRecords, check: () => Promise<void>): LoadsRecords {
  const checked =
    <Args extends unknown[], Result>(write: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      await check();
      return write(...args);
    };
  return {
    ...zoho,
    insert: checked(zoho.insert),
    update: checked(zoho.update),
    remove: checked(zoho.remove),
  };
}
