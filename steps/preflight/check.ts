import { ConnectorError, isPassing } from '../../connectors/error.ts';
import type { Check } from '../../schemas/report.ts';

type Result = Omit<Check, 'id' | 'state'> & { state?: Check['state'] };

export const pass = (what: string): Result => ({ what, affected: 0, fix: null });

/** Runs work that gives several checks. A connector error gives one that fails, with this id. */
export async function checkAll(id: string, run: () => Promise<Check[]>): Promise<Check[]> {
  let checks: Check[] = [];
  const own = await check(id, async () => {
    checks = await run();
    return pass('');
  });
  return own.state === 'fail' ? [own] : checks;
}

/** Runs one check. A connector error makes the check fail, and the preflight continues. */
export async function check(id: string, run: () => Result | Promise<Result>): Promise<Check> {
  try {
    return { state: 'pass', ...(await run()), id };
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    const failed: Check = { id, state: 'fail', what: error.message, affected: 0, fix: null };
    return isPassing(error) ? { ...failed, isPassing: true } : failed;
  }
}
