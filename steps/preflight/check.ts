import { ConnectorError, isPassing } from '../../connectors/error.ts';
import type { Check } from '../../schemas/report.ts';

type Result = Omit<Check, 'id' | 'state'> & { state?: Check['state'] };

export const pass = (what: string): Result => ({ what, affected: 0, fix: null });

/** Runs one check. A connector error makes the check fail, and the preflight continues. */
export async function check(id: string, run: () => Promise<Result>): Promise<Check> {
  try {
    return { state: 'pass', ...(await run()), id };
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    const failed: Check = { id, state: 'fail', what: error.message, affected: 0, fix: null };
    return isPassing(error) ? { ...failed, isPassing: true } : failed;
  }
}
